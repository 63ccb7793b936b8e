/// Prevents a spreadsheet from running text as a formula, by an apostrophe before it.
///
/// Reports for people are guarded; the canonical export is not. A table that people fill in and return is guarded
/// when printed and freed when read. Text that already looks guarded is guarded once more, so that nothing is lost.
package enum FormulaGuard {
    /// The text, safe to open in a spreadsheet.
    package static func guarded(_ text: String) -> String { isGuardable(text) ? "'" + text : text }

    /// The original of a guarded text.
    package static func freed(_ text: String) -> String {
        guard text.utf8.first == apostrophe, isGuardable(text) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static let apostrophe = UInt8(ascii: "'")

    /// Whether the text begins, after apostrophes, with a sign that starts a formula. Compared by scalars, because a
    /// combining mark after the sign would form one character with it.
    ///
    /// Source: OWASP, "CSV Injection"; Chinese and Japanese spreadsheets also run full-width signs.
    private static func isGuardable(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
