import GRDB

/// The data of a batch besides its events, read back in the order of its digest.
final class BatchAttachments {
    private let rejected: RowStatement
    private let restated: RowStatement
    private let declared: RowStatement
    private let stated: RowStatement
    private let names: Names

    init(_ database: Database, names: Names) throws {
        self.names = names
        stated = try StatementTable.selectAll(database, "WHERE batch = ? ORDER BY id")
        rejected = try RowStatement(
            database,
            "SELECT row, raw, problems FROM rejected_row WHERE batch = ? ORDER BY id"
        )
        restated = try RowStatement(
            database,
            "SELECT first_seq, last_seq FROM restated WHERE batch = ? ORDER BY first_seq"
        )
        declared = try RowStatement(
            database,
            "SELECT topic, subject, value FROM declaration WHERE batch = ? ORDER BY n"
        )
    }

    /// Adds the data of a batch to its digest before it is closed.
    func add(of batch: Int64, to digest: inout EventDigest) throws {
        rejected.bind(batch, at: 1)
        while try rejected.next() {
            digest.addRejected(row: rejected.integer(0), raw: rejected.blob(1), problems: rejected.text(2))
        }
        restated.bind(batch, at: 1)
        while try restated.next() {
            digest.addRestated(first: restated.integer(0), last: restated.integer(1))
        }
        declared.bind(batch, at: 1)
        while try declared.next() {
            digest.addDeclared(
                topic: declared.text(0),
                subject: declared.text(1),
                value: declared.optionalText(2)
            )
        }
        stated.bind(batch, at: 1)
        while try stated.next() {
            let row = StatementTable.row(stated)
            digest.addStated(
                row,
                source: try names.sources.code(row.line.source).text,
                sku: row.line.sku == 0 ? nil : try names.skus.code(row.line.sku).text
            )
        }
    }
}
