import InventoryLedger

/// field -> text: a value without what programs put around it.
struct CellText: Sendable {
    /// Words that say that there is no value.
    private let blanks: Set<String>
    private let takesGuardsOff: Bool

    init(_ layout: Profile.Layout) {
        blanks = layout.blanks
        takesGuardsOff = layout.takesGuardsOff
    }

    /// The text without the blanks around it and the guard `="0123"` by which spreadsheets keep digits; empty for a word
    /// that stands for a blank.
    func text(_ field: ArraySlice<UInt8>) -> String {
        var text = String(decoding: field, as: UTF8.self).trimmedCode
        if takesGuardsOff { text = text.withoutArmour }
        return !blanks.isEmpty && blanks.contains(text) ? "" : text
    }
}
