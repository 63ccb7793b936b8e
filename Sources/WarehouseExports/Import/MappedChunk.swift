import InventoryLedger

/// Some rows of a file and the events they tell, on their way from the thread that reads to the one that records.
struct MappedChunk: Sendable {
    struct Row: Sendable {
        let row: Int64
        let content: Content
    }

    enum Content: Sendable {
        /// So many of `events` and of `statements`, in their order; the row's bytes where a statement may have to wait.
        case told(events: Int, statements: Int, raw: [UInt8]?)
        case ignored
        case rejected(raw: [UInt8], [RowProblem])
    }

    var rows: [Row] = []
    var events: [Event] = []
    var statements: [Statement] = []
    var warnings: [RowProblem] = []
}
