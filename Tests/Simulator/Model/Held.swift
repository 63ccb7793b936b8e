import TestSupport

/// A row that is in the book, and what it owes its place to.
final class Held: Sendable {
    /// Counts up with every event.
    let order: Int
    let row: SeasonRow
    /// Its import, and the undos that brought it back.
    let lineage: Set<Int>
    /// What it took the place of.
    let replaced: Held?

    init(order: Int, row: SeasonRow, lineage: Set<Int>, replaced: Held?) {
        self.order = order
        self.row = row
        self.lineage = lineage
        self.replaced = replaced
    }
}

/// A row that an undo took out of the book.
struct TakenOut {
    let held: Held
    /// When it was taken out, by the count of events.
    let order: Int
}
