import GRDB

/// How many rows of a file fell into each class. Every row has one class, so they add up to the rows.
public struct RowCounts: Hashable, Sendable, Codable {
    /// Rows that were new.
    public var recorded: Int64 = 0
    /// Rows that the ledger already had.
    public var duplicates: Int64 = 0
    /// Rows that are older than what the ledger has.
    public var stale: Int64 = 0
    /// Rows that contradict the ledger.
    public var conflicts: Int64 = 0
    /// Rows that wait for an order, a shipment or a fuller row.
    public var waiting: Int64 = 0
    /// Rows that could not be read.
    public var rejected: Int64 = 0
    /// Rows without goods.
    public var ignored: Int64 = 0
    /// Events of the ledger that were reversed because of a fuller or newer statement. Not a class of rows.
    public var superseded: Int64 = 0

    /// No rows.
    public init() {}

    /// All rows read.
    public var rows: Int64 {
        // Wrapping: counts that were changed in the file must not end the program that detects it.
        recorded &+ duplicates &+ stale &+ conflicts &+ waiting &+ rejected &+ ignored
    }

    var all: [Int64] {
        [recorded, duplicates, stale, conflicts, waiting, rejected, ignored, superseded]
    }
}

/// What a batch did.
public enum BatchAction: String, Sendable, Codable, CaseIterable {
    /// A file was imported.
    case `import`
    /// Opening stock was recorded.
    case open
    /// Events were recorded by hand or by a program.
    case record
    /// A batch was undone.
    case undo
    /// Names and unit costs were recorded.
    case items
    /// The sources of facts were set.
    case sources = "tellers"
    /// Codes were mapped.
    case codes
    /// A promotion or its plan was recorded.
    case promotions
    /// A waiting row was settled by hand.
    case dismiss
    /// A profile was saved or removed.
    case profiles
    /// The days of calendars were recorded.
    case calendars
}

/// One file or one action by hand, recorded in one transaction.
public struct BatchRecord: Sendable {
    /// The batch's number: 1, 2, 3, ... without gaps.
    public let id: Int64
    /// When it was recorded, by the clock of the recording computer. Never before the previous batch, unless someone
    /// said that the clock is right.
    public let recordedAt: Instant
    /// The batch was recorded more than an hour before the previous batch, or years after it, and someone said that
    /// the clock is right.
    public let isClockVouchedFor: Bool
    /// What the batch did.
    public let action: BatchAction
    /// The name of the file that the rows came from.
    public var file: String?
    /// SHA-256 of the file's bytes.
    public var fileDigest: [UInt8]?
    /// The name of the profile that the file was read by.
    public var profile: String?
    /// The batch that this one undoes.
    public let undoes: Int64?
    /// The batch that undoes this one; nil if none does.
    public internal(set) var undoneBy: Int64?
    /// What the batch is about, besides its file; only in lists of batches.
    public internal(set) var subject: BatchSubject?
    /// What became of the rows.
    public var counts = RowCounts()
    /// Events appended, reversals included.
    public var events: Int64 = 0
    /// The digest of the batch and all before it.
    public var digest: [UInt8] = []
}

/// What a batch is about: the promotion, items or codes that it declares, or the documents that were recorded by hand.
public struct BatchSubject: Hashable, Sendable {
    /// The first of them: the name of a promotion, a SKU, a document.
    public let name: String
    /// How many more there are.
    public let more: Int64
}

/// Reads and writes the table of batches.
enum BatchTable {
    static func begin(_ database: Database, _ batch: BatchRecord) throws {
        try database.execute(
            sql: "INSERT INTO batch (id, recorded_at, clock_is_right, action, undoes) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                batch.id, batch.recordedAt.milliseconds, batch.isClockVouchedFor ? 1 : nil,
                batch.action.rawValue,
                batch.undoes,
            ]
        )
    }

    static func close(_ database: Database, _ batch: BatchRecord) throws {
        let statement = try RowStatement(
            database,
            """
            UPDATE batch SET file = ?, file_sha256 = ?, profile = ?, recorded = ?, duplicates = ?, stale = ?,
                conflicts = ?, waiting = ?, rejected = ?, ignored = ?, superseded = ?, rows = ?, events = ?,
                digest = ? WHERE id = ?
            """
        )
        statement.bind(batch.file, at: 1)
        if let digest = batch.fileDigest { statement.bind(blob: digest, at: 2) }
        statement.bind(batch.profile, at: 3)
        for (index, count) in batch.counts.all.enumerated() { statement.bind(count, at: Int32(4 + index)) }
        statement.bind(batch.counts.rows, at: 12)
        statement.bind(batch.events, at: 13)
        statement.bind(blob: batch.digest, at: 14)
        statement.bind(batch.id, at: 15)
        try statement.run()
    }

    /// The batches that match a condition, such as `WHERE id = ?`, by id.
    static func fetch(_ database: Database, where condition: String = "", id: Int64? = nil) throws
        -> [BatchRecord]
    {
        var batches: [BatchRecord] = []
        try forEach(database, where: condition, id: id) { batches.append($0) }
        return batches
    }

    /// Passes the batches that match a condition, by id.
    ///
    /// - Parameters:
    ///   - id: the first parameter of the condition.
    ///   - last: the second one.
    static func forEach(
        _ database: Database,
        where condition: String = "",
        id: Int64? = nil,
        last: Int64? = nil,
        _ body: (BatchRecord) throws -> Void
    ) throws {
        let statement = try RowStatement(
            database,
            """
            SELECT id, recorded_at, action, file, file_sha256, profile, undoes, recorded, duplicates, stale, conflicts,
                   waiting, rejected, ignored, superseded, events, digest, rows, clock_is_right
              FROM batch \(condition) ORDER BY id
            """
        )
        if let id { statement.bind(id, at: 1) }
        if let last { statement.bind(last, at: 2) }
        var latest: Int64 = 0
        while try statement.next() {
            guard let action = BatchAction(rawValue: statement.text(2)) else {
                throw LedgerError(.damaged, "batch \(statement.integer(0)) has an unknown kind; run verify")
            }
            var batch = BatchRecord(
                id: statement.integer(0),
                recordedAt: Instant(milliseconds: statement.integer(1)),
                isClockVouchedFor: statement.integer(18) == 1,
                action: action,
                undoes: statement.optionalInteger(6)
            )
            batch.file = statement.optionalText(3)
            batch.fileDigest = statement.isNull(4) ? nil : statement.blob(4)
            batch.profile = statement.optionalText(5)
            batch.counts.recorded = statement.integer(7)
            batch.counts.duplicates = statement.integer(8)
            batch.counts.stale = statement.integer(9)
            batch.counts.conflicts = statement.integer(10)
            batch.counts.waiting = statement.integer(11)
            batch.counts.rejected = statement.integer(12)
            batch.counts.ignored = statement.integer(13)
            batch.counts.superseded = statement.integer(14)
            batch.events = statement.integer(15)
            batch.digest = statement.blob(16)
            guard batch.counts.rows == statement.integer(17) else {
                throw LedgerError(.damaged, "the row counts of batch \(batch.id) do not add up; run verify")
            }
            guard batch.id > latest else {
                throw LedgerError(.damaged, "batch \(batch.id) appears twice; run verify")
            }
            latest = batch.id
            try body(batch)
        }
    }
}
