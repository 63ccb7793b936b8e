/// Keeps a spreadsheet from running text of a ledger as a formula: an apostrophe ahead of it makes it text.
///
/// Reports for people are guarded, the canonical export is not. A small table that people print, fill and hand back is
/// guarded on its way out and freed on its way in; text that begins like a guarded one is guarded once more, so that
/// nothing is lost between.
package enum FormulaGuard {
    /// The text as a spreadsheet may open it.
    package static func guarded(_ text: String) -> String { isGuardable(text) ? "'" + text : text }

    /// The text that a guarded one stands for.
    package static func freed(_ text: String) -> String {
        guard text.utf8.first == apostrophe, isGuardable(text) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static let apostrophe = UInt8(ascii: "'")

    /// Whether the text begins, apostrophes left out, with what a spreadsheet takes for the beginning of a formula. By
    /// scalars: a combining mark behind the sign makes one character of both.
    ///
    /// Source: OWASP, "CSV Injection"; full-width signs are run by spreadsheets in Chinese and Japanese.
    private static func isGuardable(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
