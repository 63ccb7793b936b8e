import InventoryLedger

/// A column of a table that is not of events: its headers in three languages.
package struct TableColumn: Sendable {
    /// The header in English, by which profiles, options and errors call the column.
    package let name: String
    /// In three languages, and further ones.
    private let names: [String]
    /// Whether a file must have the column.
    package let isNeeded: Bool
    /// Whether the values are codes, in which every character counts.
    package let isCode: Bool

    init(
        _ name: String,
        _ spanish: String,
        _ chinese: String,
        or others: [String] = [],
        isNeeded: Bool = false,
        isCode: Bool = false
    ) {
        self.name = name
        names = [name, spanish, chinese] + others
        self.isNeeded = isNeeded
        self.isCode = isCode
    }

    /// All headers that are accepted.
    package var headers: [String] { Self.spellings(of: names) }

    /// Headers as people write them: also with blanks instead of underscores, and without accents.
    static func spellings(of names: [String]) -> [String] {
        let spaced = names + names.map { $0.replacing("_", with: " ") }
        var seen: Set<String> = []
        return (spaced + spaced.map(unaccented)).filter { seen.insert(Header.key($0)).inserted }
    }

    private static func unaccented(_ name: String) -> String {
        let plain: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ñ": "n"]
        return String(name.map { plain[$0] ?? $0 })
    }
}

extension Column {
    /// The headers of a list that people fill in.
    var spellings: [String] { Self.allSpellings[self]?.names ?? [] }

    /// The same as keys of headers.
    var spellingKeys: Set<String> { Self.allSpellings[self]?.keys ?? [] }

    // Made once, because each of many small files asks for them.
    private static let allSpellings = allCases.reduce(into: [Column: (names: [String], keys: Set<String>)]())
    {
        let names = TableColumn.spellings(of: [$1.rawValue, $1.rule.spanish, $1.rule.chinese])
        $0[$1] = (names, Set(names.map(Header.key)))
    }
}
