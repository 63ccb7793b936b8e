import TestSupport

/// A row that is in the book.
final class Held: Sendable {
    /// Counts up with every event.
    let order: Int
    let row: SeasonRow

    init(order: Int, row: SeasonRow) {
        self.order = order
        self.row = row
    }
}

/// A row that an undo took out of the book.
struct TakenOut {
    let held: Held
    /// When it was taken out, by the count of events.
    let order: Int
}

/// What a batch said of one key: rows, and which of them took the place of which.
struct Said {
    var rows: [SeasonRow] = []
    var amended: [(from: SeasonRow, to: SeasonRow)] = []
}
