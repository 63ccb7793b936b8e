import GRDB

/// When batches were recorded and from which files, looked up on demand.
final class BatchFacts {
    struct Facts {
        let recordedAt: Instant
        let file: String?
    }

    private let select: RowStatement
    private var known: [Int64: Facts] = [:]
    private static let knownMax = 1000

    init(_ database: Database) throws {
        select = try RowStatement(database, "SELECT recorded_at, file FROM batch WHERE id = ?")
    }

    /// - Throws: `damaged` if there is no such batch.
    func facts(of batch: Int64) throws -> Facts {
        if let facts = known[batch] { return facts }
        select.bind(batch, at: 1)
        defer { select.reset() }
        guard try select.next() else {
            throw LedgerError(.damaged, "batch \(batch) is missing; run verify")
        }
        let facts = Facts(
            recordedAt: Instant(milliseconds: select.integer(0)),
            file: select.optionalText(1)
        )
        if known.count >= Self.knownMax { known = [:] }
        known[batch] = facts
        return facts
    }
}
