import InventoryLedger

/// The rows of a report, handed over one by one, as often as they are gone through.
struct ReportRows {
    /// A row. The cell of a column is made when it is asked for: a table shows few of them.
    struct Row {
        private let cell: (_ column: Int) -> Cell

        init(_ cell: @escaping (_ column: Int) -> Cell) {
            self.cell = cell
        }

        /// A row of cells; one that ends early is completed with nulls, so that no format can trip on it.
        init(_ cells: [Cell]) {
            cell = { cells.indices.contains($0) ? cells[$0] : .null }
        }

        subscript(column: Int) -> Cell { cell(column) }
    }

    private let read: (_ body: (Row) throws -> Void) throws -> Void

    /// Rows that the ledger reads anew each time.
    init<Source>(_ answer: LongAnswer<Source>, cell: @escaping (Source, _ column: Int) -> Cell) {
        read = { body in try answer.forEachRow { source in try body(Row { cell(source, $0) }) } }
    }

    /// Rows that the ledger reads anew each time, of few cells.
    init<Source>(_ answer: LongAnswer<Source>, cells: @escaping (Source) -> [Cell]) {
        read = { body in try answer.forEachRow { try body(Row(cells($0))) } }
    }

    /// Rows of what is in memory, where all their cells would take several times as much.
    init<Source>(_ sources: [Source], cells: @escaping (Source) -> [Cell]) {
        read = { body in for source in sources { try body(Row(cells(source))) } }
    }

    func forEachRow(_ body: (Row) throws -> Void) throws { try read(body) }
}
