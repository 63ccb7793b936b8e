import InventoryLedger

/// A part of a file's rows and their events, on the way from the reading thread to the recording one.
struct MappedChunk: Sendable {
    struct Row: Sendable {
        let row: Int64
        /// The number of plain events before the row.
        let plainBefore: Int
        let content: Content
    }

    enum Content: Sendable {
        /// This many of `events` and `statements`, in order, and the row's bytes if a statement may have to wait.
        case mapped(events: Int, statements: Int, raw: [UInt8]?)
        case ignored
        /// With the subject of the row, if it can be read.
        case rejected(raw: [UInt8], [RowProblem], RowSubject?)
    }

    /// The rows that are not plain.
    var rows: [Row] = []
    var events: [Event] = []
    var statements: [Statement] = []
    var warnings: [RowProblem] = []
    /// Rows of one plain event each.
    var plain = PlainEvents()
    /// Rows without goods that were read plainly.
    var plainIgnored = 0

    mutating func add(_ content: Content, row: Int64) {
        rows.append(Row(row: row, plainBefore: plain.events.count, content: content))
    }

    var rowCount: Int { rows.count + plain.events.count + plainIgnored }
}
