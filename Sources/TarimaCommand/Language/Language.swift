import WarehouseExports

extension Language {
    /// The value of the `lang` attribute of a page.
    var tag: String {
        switch self {
        case .english: "en"
        case .spanish: "es-MX"
        case .chinese: "zh-Hans"
        }
    }

    // MARK: Marks between texts

    /// Names one after another: `a, b`.
    func names(_ names: [String]) -> String { names.joined(separator: mark(", ", "、")) }

    /// Parts of a text that belong together: `a, b`.
    func parts(_ parts: [String]) -> String { parts.joined(separator: mark(", ", "，")) }

    /// Statements of one sentence: `a; b`.
    func clauses(_ clauses: [String]) -> String { clauses.joined(separator: mark("; ", "；")) }

    /// Statements as a sentence: `a; b.`
    func sentence(_ clauses: [String]) -> String { self.clauses(clauses) + mark(".", "。") }

    /// Sentences one after another.
    func paragraph(_ sentences: [String]) -> String { sentences.joined(separator: mark(" ", "")) }

    /// What a text is about, and the text: `a: b`.
    func labelled(_ label: String, _ text: String) -> String { label + mark(": ", "：") + text }

    /// A text with a remark: `a (b)`.
    func remarked(_ text: String, _ remark: String) -> String {
        text + mark(" (", "（") + remark + mark(")", "）")
    }

    private func mark(_ western: String, _ chinese: String) -> String { self == .chinese ? chinese : western }
}
