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

    /// The problems with what the row is about. Rows whose subject cannot be read keep the problems alone, as all rows of
    /// earlier versions do.
    private struct Findings: Codable {
        let about: RowSubject
        let problems: [RowProblem]
    }

    static func encode(_ problems: [RowProblem], about subject: RowSubject?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let subject else { return String(decoding: try encoder.encode(problems), as: UTF8.self) }
        let findings = Findings(about: subject, problems: problems)
        return String(decoding: try encoder.encode(findings), as: UTF8.self)
    }

    fileprivate static func decode(
        _ text: String,
        _ decoder: JSONDecoder
    ) -> (problems: [RowProblem], subject: RowSubject?) {
        let data = Data(text.utf8)
        if let findings = try? decoder.decode(Findings.self, from: data) {
            return (findings.problems, findings.about)
        }
        return ((try? decoder.decode([RowProblem].self, from: data)) ?? [], nil)
    }
}

extension Ledger {
    /// The rows that were kept because they could not be read, of one batch or of all, in the order they came. A row
    /// leaves the list when a later file brings a row of the same document, line and SKU.
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
            },
            to: block
        )
    }
}
