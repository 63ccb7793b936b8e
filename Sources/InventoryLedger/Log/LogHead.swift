import GRDB

/// The end of the log, to which the next batch is appended.
struct LogHead {
    /// The last event's number, 0 in an empty log.
    let seq: Int64
    /// The last batch's id, 0 in an empty log.
    let batch: Int64
    /// When the last batch was recorded.
    let recordedAt: Instant?
    /// The digest of the last batch; empty in an empty log.
    let digest: [UInt8]

    /// The last event's number; 0 in an empty log.
    ///
    /// - Throws: `damaged` for an impossible number.
    static func seq(_ database: Database) throws -> Int64 {
        try possible(RowStatement(database, "SELECT max(seq) FROM event").onlyInteger() ?? 0, database)
    }

    /// Checks a number of events or batches. Each one takes at least a byte, so a number larger than the file is
    /// impossible, and memory must not be reserved for it.
    private static func possible(_ number: Int64, _ database: Database) throws -> Int64 {
        let bytes = try RowStatement(
            database,
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).onlyInteger()
        guard number >= 0, number <= bytes ?? 0 else {
            throw LedgerError(.damaged, "the log ends with an impossible number; run verify")
        }
        return number
    }

    init(_ database: Database) throws {
        seq = try Self.seq(database)
        let statement = try RowStatement(
            database,
            "SELECT id, recorded_at, digest FROM batch ORDER BY id DESC LIMIT 1"
        )
        if try statement.next() {
            batch = try Self.possible(statement.integer(0), database)
            recordedAt = Instant(milliseconds: statement.integer(1))
            digest = statement.blob(2)
            try statement.checkTypes()
            statement.reset()
        } else {
            batch = 0
            recordedAt = nil
            digest = []
        }
    }
}
