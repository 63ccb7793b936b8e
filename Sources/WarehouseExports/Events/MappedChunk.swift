import InventoryLedger

/// Some rows of a file and the events they tell, on their way from the thread that reads to the one that records.
struct MappedChunk: Sendable {
    struct Row: Sendable {
        let row: Int64
        /// How many plain events stand before the row.
        let plainBefore: Int
        let content: Content
    }

    enum Content: Sendable {
        /// So many of `events` and of `statements`, in their order; the row's bytes where a statement may have to wait.
        case told(events: Int, statements: Int, raw: [UInt8]?)
        case ignored
        /// With what the row is about, where that can be read.
        case rejected(raw: [UInt8], [RowProblem], RowSubject?)
    }

    /// The rows that are not plain.
    var rows: [Row] = []
    var events: [Event] = []
    var statements: [Statement] = []
    var warnings: [RowProblem] = []
    /// Rows that are one plain event each.
    var plain = PlainEvents()
    /// The places of the plain events in the order of their keys.
    var plainByKey: [Int32] = []

    mutating func add(_ content: Content, row: Int64) {
        rows.append(Row(row: row, plainBefore: plain.events.count, content: content))
    }

    /// The chunk with its keys sorted, which is done here since recording is the longer work of the two threads.
    func sorted() -> MappedChunk {
        var sorted = self
        sorted.plainByKey = plain.placesByKey()
        return sorted
    }

    var rowCount: Int { rows.count + plain.events.count }
}
