import InventoryLedger

/// field -> text: a value without the decoration of other programs.
struct CellText: Sendable {
    /// Words that mean a blank value.
    private let blanks: Set<String>
    private let takesGuardsOff: Bool
    private let takesApostrophesOff: Bool

    init(_ layout: Profile.Layout) {
        blanks = layout.blanks
        takesGuardsOff = layout.takesGuardsOff
        takesApostrophesOff = layout.takesApostrophesOff
    }

    /// The text without surrounding blanks and without `="0123"`, which keeps the leading zeros of a code in a
    /// spreadsheet; empty for a word that means blank.
    func text(_ field: ArraySlice<UInt8>) -> String {
        var text = String(decoding: field, as: UTF8.self).trimmedCode
        if takesApostrophesOff { text = FormulaGuard.freed(text) }
        if takesGuardsOff { text = text.withoutArmour }
        return !blanks.isEmpty && blanks.contains(text) ? "" : text
    }
}
