import InventoryLedger

/// The languages of the canonical format's headers.
public enum Language: String, CaseIterable, Sendable {
    /// English.
    case english = "en"
    /// Spanish.
    case spanish = "es"
    /// Chinese.
    case chinese = "zh"
}

extension Column {
    /// The column's header in a language.
    public func name(in language: Language) -> String {
        switch language {
        case .english: rawValue
        case .spanish: rule.spanish
        case .chinese: rule.chinese
        }
    }

    /// The column's headers in all languages.
    var names: [String] { Language.allCases.map { name(in: $0) } }
}
