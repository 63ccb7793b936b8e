import GRDB

/// The end of the log, which the next batch is appended to.
struct LogHead {
    /// The last event's number, 0 in an empty log.
    let seq: Int64
    /// The last batch's id, 0 in an empty log.
    let batch: Int64
    /// When the last batch was recorded.
    let recordedAt: Instant?
    /// The digest that closed the last batch, empty in an empty log.
    let digest: [UInt8]

    static func seq(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(seq) FROM event") ?? 0
    }

    init(_ database: Database) throws {
        seq = try Self.seq(database)
        guard (0..<Int64.max / 2).contains(seq) else {
            throw LedgerError(.damaged, "the log ends with an impossible number; run verify")
        }
        let statement = try RowStatement(
            database,
            "SELECT id, recorded_at, digest FROM batch ORDER BY id DESC LIMIT 1"
        )
        if try statement.next() {
            batch = statement.integer(0)
            recordedAt = Instant(milliseconds: statement.integer(1))
            digest = statement.blob(2)
            statement.reset()
        } else {
            batch = 0
            recordedAt = nil
            digest = []
        }
    }
}
