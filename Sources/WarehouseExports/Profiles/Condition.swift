import InventoryLedger

/// The condition of a rule: every named column matches one of its patterns.
package struct Condition: Sendable {
    /// By the file's columns.
    let terms: [(column: String, patterns: [Pattern])]

    static let always = Condition(terms: [])

    /// A pattern for a value.
    enum Pattern: Sendable {
        /// Text with `*` and `?` as wildcards; the empty text matches a blank value.
        case text(Wildcard)
        /// The same in any letter case; the pattern is in lower case.
        case anyCase(Wildcard)
        /// A number in this relation to the value.
        case number(Relation, Int64)
        indirect case not(Pattern)

        enum Relation: String, Sendable, CaseIterable {
            case lessOrEqual = "<="
            case greaterOrEqual = ">="
            case less = "<"
            case greater = ">"
            case equal = "="
        }

        /// A longer pattern is not a word of a file.
        static let charactersMax = 500

        /// Reads `C*`, `<0`, `!Shipped`, and `!` for any value at all.
        init(_ text: String) {
            // A second exclamation mark is literal: `!!` means anything except `!`.
            if text.hasPrefix("!") {
                self = .not(Pattern(plain: String(text.dropFirst())))
            } else {
                self = Pattern(plain: text)
            }
        }

        /// Why a text is not a useful pattern, such as one that matches every value or none; nil if it is one.
        static func problem(in text: String) -> String? {
            let plain = text.hasPrefix("!") ? String(text.dropFirst()) : text
            if !plain.trimmedCode.hasSameBytes(as: plain) {
                return "values are compared without surrounding blanks; write \"\(plain.trimmedCode)\""
                    + (plain.trimmedCode.isEmpty ? " for a blank value, or \"!\" for any other" : "")
            }
            if plain != text, plain.allSatisfy({ $0 == "*" }), !plain.isEmpty {
                return "\"\(text)\" never matches; write \"\" for a blank value"
            }
            guard let relation = Relation.allCases.first(where: { plain.hasPrefix($0.rawValue) }) else {
                return nil
            }
            if case .number = Pattern(plain: plain) { return nil }
            // Text in angle brackets is a word.
            if relation == .less, plain.count > 2, plain.hasSuffix(">") { return nil }
            return "\"\(plain)\" does not compare with a whole number; write digits after the sign, such as "
                + "\"\(relation.rawValue)0\""
        }

        /// Reads a pattern that ignores letter case, or not.
        init(text: String, anyCase: Bool) {
            self = Pattern(text)
            if anyCase { ignoreCase() }
        }

        /// Whether it matches words, and not numbers or blanks.
        var isWord: Bool {
            switch self {
            case .text(let characters), .anyCase(let characters): !characters.isEmpty
            case .not(let pattern): pattern.isWord
            case .number: false
            }
        }

        private mutating func ignoreCase() {
            switch self {
            case .text(let wildcard): self = .anyCase(wildcard.lowercased)
            case .not(var pattern):
                pattern.ignoreCase()
                self = .not(pattern)
            case .anyCase, .number: break
            }
        }

        private init(plain text: String) {
            for relation in Relation.allCases where text.hasPrefix(relation.rawValue) {
                if let number = Int64(text.dropFirst(relation.rawValue.count).drop { $0 == " " }) {
                    self = .number(relation, number)
                    return
                }
            }
            self = .text(Wildcard(text))
        }

        /// - Parameter numbers: the number format of the file, for relations.
        func matches(_ value: String, _ numbers: NumberFormat = NumberFormat()) -> Bool {
            switch self {
            case .not(let pattern): return !pattern.matches(value, numbers)
            case .text(let pattern): return pattern.matches(value)
            case .anyCase(let pattern): return pattern.matches(value.lowercased())
            case .number(let relation, let number):
                guard let value = numbers.whole(value).flatMap({ Int64($0) }) else { return false }
                switch relation {
                case .less: return value < number
                case .lessOrEqual: return value <= number
                case .greater: return value > number
                case .greaterOrEqual: return value >= number
                case .equal: return value == number
                }
            }
        }
    }
}
