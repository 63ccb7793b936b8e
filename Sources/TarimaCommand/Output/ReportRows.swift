import InventoryLedger

/// The rows of a report, passed one by one for each iteration.
struct ReportRows {
    /// A row. A cell is created on demand, because a table shows only some columns.
    struct Row {
        private let cell: (_ column: Int) -> Cell

        init(_ cell: @escaping (_ column: Int) -> Cell) {
            self.cell = cell
        }

        /// A row of cells; missing ones are null.
        init(_ cells: [Cell]) {
            cell = { cells.indices.contains($0) ? cells[$0] : .null }
        }

        subscript(column: Int) -> Cell { cell(column) }
    }

    private let read: (_ body: (Row) throws -> Void) throws -> Void

    /// Rows that the ledger reads again for each iteration.
    ///
    /// - Parameter shown: what the cells are about, made once for each row.
    init<Source, Shown>(
        _ answer: LongAnswer<Source>,
        as shown: @escaping (Source) -> Shown,
        cell: @escaping (Shown, _ column: Int) -> Cell
    ) {
        read = { body in
            try answer.forEachRow { source in
                let shown = shown(source)
                try body(Row { cell(shown, $0) })
            }
        }
    }

    /// Rows of values in memory, whose cells would take several times as much.
    init<Source>(_ sources: [Source], cells: @escaping (Source) -> [Cell]) {
        read = { body in for source in sources { try body(Row(cells(source))) } }
    }

    func forEachRow(_ body: (Row) throws -> Void) throws { try read(body) }
}
