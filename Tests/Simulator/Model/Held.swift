import TestSupport

/// A live row.
final class Held: Sendable {
    /// Increases with every event.
    let order: Int
    let row: SeasonRow

    init(order: Int, row: SeasonRow) {
        self.order = order
        self.row = row
    }
}

/// A row removed by an undo.
struct TakenOut {
    let held: Held
    /// When it was removed, by the count of events.
    let order: Int
}

/// The statements of a batch about one key: rows, and which of them replaced which.
struct Said {
    var rows: [SeasonRow] = []
    var amended: [(from: SeasonRow, to: SeasonRow)] = []
}
