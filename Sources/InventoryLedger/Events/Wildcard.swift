/// A pattern in which `*` stands for any text and `?` for one character.
package struct Wildcard: Sendable {
    private let pattern: String
    /// The pattern's characters; empty if it has no wildcards, as most patterns.
    private let characters: [Character]

    package init(_ pattern: String) {
        self.pattern = pattern
        var characters: [Character] = []
        // Two stars in a row equal one.
        for character in Self.isWild(pattern) ? pattern : ""
        where character != "*" || characters.last != "*" {
            characters.append(character)
        }
        self.characters = characters
    }

    /// The pattern in lower case.
    package var lowercased: Wildcard { Wildcard(pattern.lowercased()) }

    package var isEmpty: Bool { pattern.isEmpty }

    package static func isWild(_ pattern: String) -> Bool {
        pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Matches from left to right. Only the last star needs backtracking, so the work is bounded by the product of
    /// the lengths.
    package func matches(_ text: String) -> Bool {
        if characters.isEmpty { return pattern == text }
        let text = Array(text)
        var place = 0
        var next = 0
        var star: (place: Int, next: Int)?
        while next < text.count {
            if place < characters.count, characters[place] == "*" {
                star = (place, next)
                place += 1
            } else if place < characters.count, characters[place] == "?" || characters[place] == text[next] {
                place += 1
                next += 1
            } else if let last = star {
                star = (last.place, last.next + 1)
                place = last.place + 1
                next = last.next + 1
            } else {
                return false
            }
        }
        while place < characters.count, characters[place] == "*" { place += 1 }
        return place == characters.count
    }
}
