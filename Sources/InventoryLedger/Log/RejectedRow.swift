import Foundation
import GRDB

/// A row that could not be read, kept as its file had it.
public struct RejectedRow: Sendable {
    public let batch: Int64
    public let file: String?
    public let row: Int64
    /// The row's bytes.
    public let raw: [UInt8]
    public let problems: [RowProblem]

    static func encode(_ problems: [RowProblem]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(problems), as: UTF8.self)
    }
}

extension Ledger {
    /// The rows that were kept because they could not be read, of one batch or of all, in the order they came.
    public func rejectedRows(batch: Int64? = nil) throws -> [RejectedRow] {
        try withRejectedRows(batch: batch) { try $0.all() }
    }

    /// Runs a block with the rows that were kept because they could not be read, of one batch or of all, in the order
    /// they came. It may go through them several times.
    public func withRejectedRows<T>(
        batch: Int64? = nil,
        _ block: (LongAnswer<RejectedRow>) throws -> T
    ) throws -> T {
        try answer(
            { database, body in
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
                while try statement.next() {
                    let problems = try? decoder.decode([RowProblem].self, from: Data(statement.text(4).utf8))
                    try body(
                        RejectedRow(
                            batch: statement.integer(0),
                            file: statement.optionalText(1),
                            row: statement.integer(2),
                            raw: statement.blob(3),
                            problems: problems ?? []
                        )
                    )
                }
            },
            to: block
        )
    }
}
