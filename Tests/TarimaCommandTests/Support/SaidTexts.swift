import Foundation

/// What the sources say to people: the literals of the libraries and of the command, and the messages of the central
/// store's functions. Values are `{}`.
struct SaidTexts {
    /// The lines of the texts, with the file that says each.
    let lines: [(file: String, text: String)]

    init() throws {
        var lines: [(file: String, text: String)] = []
        let root = RunnableDocument.root
        for module in ["InventoryLedger", "WarehouseExports", "CentralStore", "TarimaCommand"] {
            let folder = root.appendingPathComponent("Sources/\(module)")
            let names =
                FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            for name in names.sorted() where name.hasSuffix(".swift") && !Self.isSilent(name) {
                let source = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
                for text in SwiftLiterals.templates(of: source) where !Self.isQuery(text) {
                    for line in text.split(separator: "\n") {
                        lines.append(("\(module)/\(name)", String(line)))
                    }
                }
            }
        }
        let migrations = root.appendingPathComponent("Migrations/Central/SQL")
        for name in try FileManager.default.contentsOfDirectory(atPath: migrations.path).sorted() {
            let source = try String(contentsOf: migrations.appendingPathComponent(name), encoding: .utf8)
            for raised in source.matches(of: #/RAISE EXCEPTION '((?:[^']|'')*)'/#) {
                let text = String(raised.1).replacing("''", with: "'").replacing("%", with: "{}")
                lines.append((name, text))
            }
        }
        self.lines = lines
    }

    /// Whether a file says nothing in a sentence of its own.
    private static func isSilent(_ name: String) -> Bool {
        let silent = [
            // The review page has phrases of its own.
            "Page/",
            // The text of a profile is a file, which is the same in all languages.
            "ProfileDraft.swift", "ProfileText.swift",
            // Names of columns in files, and of holidays.
            "ColumnWords.swift", "MexicanHolidays.swift",
        ]
        return silent.contains { name.hasPrefix($0) || name.hasSuffix("/" + $0) }
    }

    private static let queryWords: Set<String> = [
        "ALTER", "AND", "ATTACH", "BEGIN", "CASE", "COMMIT", "COPY", "CREATE", "DELETE", "DETACH", "DROP",
        "FROM",
        "GRANT", "GROUP", "INSERT", "JOIN", "LEFT", "LIMIT", "LOCK", "ON", "OR", "ORDER", "PRAGMA", "RELEASE",
        "ROLLBACK", "SAVEPOINT", "SELECT", "SET", "UNION", "UPDATE", "VACUUM", "VALUES", "WHERE", "WITH",
    ]

    /// Whether a text is SQL or a part of it: it begins with a word of SQL, binds a value, or is a list of columns.
    static func isQuery(_ text: String) -> Bool {
        let first = text.drop { " \n(".contains($0) }.prefix { $0.isLetter || $0 == "_" }
        if queryWords.contains(String(first)) { return true }
        if text.contains(
            #/(?:=|<>|<=|>=|>>|IS|BETWEEN) \?|\? >> |\b(?:SELECT|IS NULL|WITHOUT ROWID|CROSS JOIN)\b/#
        ) {
            return true
        }
        if text.contains(#/ OVER \(PARTITION |unixepoch\(/#) { return true }
        // A sentence with commas has spaces elsewhere too.
        return text.contains(",") && text.wholeMatch(of: #/[\w.{}]+(?:,\s+[\w.{}]+)+/#) != nil
    }
}

/// Which texts of the sources the phrases of a language translate.
struct PhraseCoverage {
    private let whole: Set<String>
    private let all: String

    init(_ english: [String]) {
        whole = Set(english)
        all = english.joined(separator: "\n")
    }

    func has(_ text: String) -> Bool { whole.contains(text) || whole.contains(text + ".") }

    /// The sentences of a text that have no phrase.
    func lacking(_ text: String) -> [String] {
        if has(text) { return [] }
        for head in ["tarima: ", "warning: "] where text.hasPrefix(head) {
            return lacking(String(text.dropFirst(head.count)))
        }
        if let place = text.prefixMatch(of: #/(?:\{\}:)+ /#) {
            return lacking(String(text[place.range.upperBound...]))
        }
        guard Self.isSaid(text), !isPart(text) else { return [] }
        // What is wrong; what to do.
        let parts = text.components(separatedBy: "; ")
        if parts.count > 1 {
            let heads = (1..<parts.count).reversed().filter { has(parts[..<$0].joined(separator: "; ")) }
            let count = heads.first ?? 1
            return (heads.isEmpty ? lacking(parts[0]) : [])
                + lacking(parts[count...].joined(separator: "; "))
        }
        // What it is about: what is wrong.
        if let colon = text.firstRange(of: ": ") {
            let head = String(text[..<colon.lowerBound])
            if has(head) || !Self.isSaid(head) { return lacking(String(text[colon.upperBound...])) }
        }
        return [text]
    }

    /// Whether a text has words, and is not a command or an example.
    static func isSaid(_ text: String) -> Bool {
        // A command with a word such as FILE is for people.
        let isCommand = text.hasPrefix("tarima ") && !text.contains(#/ [A-Z]{3,}/#)
        return text.trimmingCharacters(in: .whitespaces).contains(" ") && text.contains(#/[a-z]{2,}/#)
            && !isCommand && !["  ", "$ "].contains { text.hasPrefix($0) }
    }

    /// Whether a text is not a sentence but a part that a phrase has as a whole: it begins or ends with a blank or a
    /// mark, or says something of a value that stands before it.
    private func isPart(_ text: String) -> Bool {
        if has("{} " + text) || has("{} of {} " + text) { return true }
        let isOpen = text.contains(#/^[\s,;.(]|[\s,;:(]$/#)
        return isOpen && all.contains(text)
    }

    /// A text as it is said, with a value that can be a number or a name; nil for a part that says nothing by itself.
    func example(of text: String) -> String? {
        let sentences = text.trimmingPrefix(#/(?:\{\}(?:: \{\})?)?; /#)
        let first = sentences.components(separatedBy: "; ").first ?? ""
        let subject = has(first) ? "" : ["{} of {} ", "{} "].first { has($0 + first) }
        if subject == nil, isPart(text) || isPart(first) { return nil }
        return ((subject ?? "") + sentences).replacing("{}", with: "7")
    }

    /// The English words in a translated text that no other language has. Options, and what is in quotes, stay.
    static func englishWords(in text: String) -> [String] {
        let plain = text.replacing(#/"[^"]*"|'[^']*'|-[\w-]+/#, with: "")
        return plain.matches(of: #/\w+/#).map { String($0.0) }.filter(functionWords.contains)
    }

    private static let functionWords: Set<String> = [
        "an", "and", "are", "be", "been", "by", "cannot", "does", "for", "had", "has", "have", "if", "is",
        "it",
        "its", "must", "not", "of", "only", "or", "than", "that", "the", "them", "then", "there", "they",
        "this",
        "too", "was", "were", "which", "who", "with", "without",
    ]
}
