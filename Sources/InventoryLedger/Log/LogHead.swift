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

    /// The last event's number, 0 in an empty log.
    ///
    /// - Throws: `damaged` for a number that no log reaches.
    static func seq(_ database: Database) throws -> Int64 {
        let seq = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM event") ?? 0
        // An event takes at least a byte. A number beyond that would have room set aside for what is not there.
        let bytes = try Int64.fetchOne(
            database,
            sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        )
        guard (0...(bytes ?? 0)).contains(seq) else {
            throw LedgerError(.damaged, "the log ends with an impossible number; run verify")
        }
        return seq
    }

    init(_ database: Database) throws {
        seq = try Self.seq(database)
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
