import GRDB

extension Ledger {
    /// Settles a waiting row by hand. It has no effect from then on and leaves the list of waiting rows.
    ///
    /// Undoing the batch makes the row wait again.
    ///
    /// - Parameters:
    ///   - batch: the batch whose file had the row.
    ///   - row: the row of the batch's file; nil for a row recorded by hand.
    ///   - because: the reason, for later readers of the ledger.
    /// - Throws: `notWaiting` if no such row waits.
    @discardableResult
    public func dismissWaitingRow(batch: Int64, row: Int64?, because: String) throws -> AppendResult {
        let dismissed = DismissedRow(batch: batch, row: row)
        guard try waitingRows().contains(where: { $0.batch == batch && $0.row == row }) else {
            throw LedgerError(
                .notWaiting,
                "row \(dismissed.subject) is not waiting"
            )
        }
        return try declare(
            .dismissed,
            [(dismissed.subject, DismissedRow.Reason(because: because))],
            action: .dismiss,
            origin: BatchOrigin(),
            thereby: { log, _ in try DismissedRow.settleGroups(of: [dismissed], in: log) }
        )
    }
}

extension DismissedRow {
    /// The rows that a batch settled by hand.
    static func declared(by batch: Int64, _ database: Database) throws -> [DismissedRow] {
        let statement = try RowStatement(
            database,
            "SELECT subject FROM declaration WHERE batch = ? AND topic = ?"
        )
        statement.bind(batch, at: 1)
        statement.bind(Declarations.Topic.dismissed.rawValue, at: 2)
        var rows: [DismissedRow] = []
        while try statement.next() {
            if let row = DismissedRow(subject: statement.text(0)) { rows.append(row) }
        }
        return rows
    }

    /// Updates the events of the groups that contain these rows.
    static func settleGroups(of rows: [DismissedRow], in log: LogWriter) throws {
        guard !rows.isEmpty else { return }
        let codes = try CodeBook(log.database)
        let lines = try LineWriter(log, codes: codes)
        for row in rows {
            for group in try StatementTable.groups(
                log.database,
                where: "batch = ? AND row IS ?",
                bind: {
                    $0.bind(row.batch, at: 1)
                    $0.bind(row.row, at: 2)
                }
            ) {
                try lines.settleAgain(group)
            }
        }
        _ = try ReferenceWriter(log, codes: codes, lines: lines).settleTouched()
    }
}
