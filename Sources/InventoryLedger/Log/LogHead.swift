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
        try possible(RowStatement(database, "SELECT max(seq) FROM event").onlyInteger() ?? 0, database)
    }

    /// A number that the log counts up to. An event takes at least a byte, and so does a batch: a number beyond the bytes
    /// of the file would have room set aside for what is not there.
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
