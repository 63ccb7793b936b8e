/// A pattern in which `*` stands for any text and `?` for one character.
package struct Wildcard: Sendable {
    private let characters: [Character]
    /// The text, if the pattern has no wildcards.
    private let plain: String?

    package init(_ pattern: String) {
        var characters: [Character] = []
        // Two stars in a row equal one.
        for character in pattern where character != "*" || characters.last != "*" {
            characters.append(character)
        }
        self.characters = characters
        plain = Self.isWild(pattern) ? nil : pattern
    }

    /// The pattern in lower case.
    package var lowercased: Wildcard { Wildcard(String(characters).lowercased()) }

    package var isEmpty: Bool { characters.isEmpty }

    package static func isWild(_ pattern: String) -> Bool { pattern.contains { $0 == "*" || $0 == "?" } }

    /// Matches from left to right. Only the last star needs backtracking, so the work is bounded by the product of
    /// the lengths.
    package func matches(_ text: String) -> Bool {
        if let plain { return plain == text }
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
