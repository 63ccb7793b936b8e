import Foundation
import GRDB

extension Ledger {
    /// The rejected rows of one batch or of all, in order. A row leaves the list when a later file has a row of the
    /// same document, line and SKU.
    public func rejectedRows(batch: Int64? = nil) throws -> [RejectedRow] {
        try withRejectedRows(batch: batch) { try $0.all() }
    }

    /// Runs a block with the rejected rows of one batch or of all, in order. The block may iterate several times.
    public func withRejectedRows<T>(
        batch: Int64? = nil,
        _ block: (LongAnswer<RejectedRow>) throws -> T
    ) throws -> T {
        try answer({ try RejectedRow.forEach($0, batch: batch, $1) }, to: block)
    }
}

extension RejectedRow {
    static func forEach(_ database: Database, batch: Int64? = nil, _ body: (RejectedRow) throws -> Void)
        throws
    {
        let statement = try RowStatement(
            database,
            """
            SELECT r.batch, b.file, r.row, r.raw, r.problems
              FROM rejected_row r JOIN batch b ON b.id = r.batch
             WHERE ?1 IS NULL OR r.batch = ?1 ORDER BY r.id
            """
        )
        statement.bind(batch, at: 1)
        let decoder = JSONDecoder()
        let corrections = try Corrections(database)
        while try statement.next() {
            let (problems, subject) = RejectedRow.decode(statement.text(4), decoder)
            if let subject, try corrections.hasCorrected(subject, after: statement.integer(0)) {
                continue
            }
            try body(
                RejectedRow(
                    batch: statement.integer(0),
                    file: statement.optionalText(1),
                    row: statement.integer(2),
                    raw: statement.blob(3),
                    problems: problems
                )
            )
        }
    }
}
