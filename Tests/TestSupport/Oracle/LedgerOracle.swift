import InventoryLedger

/// A batch that was reported as recorded, so it must be there whatever happened to the program.
public struct AcknowledgedBatch: Hashable, Sendable, CustomStringConvertible {
    public let id: Int64
    /// Events that it appended.
    public let events: Int64

    public init(id: Int64, events: Int64) {
        self.id = id
        self.events = events
    }

    public var description: String { "batch \(id) of \(events) events" }
}

/// What holds for every ledger file at any time, whatever ended its writer.
///
/// Plain SQL and plain loops that share no code with the ledger recompute its data, sums and chain in another way.
public enum LedgerOracle {
    /// Checks the ledger's file and returns the problems; empty for a sound one.
    ///
    /// - Parameters:
    ///   - acknowledged: the batches reported as recorded. Each must be there, complete.
    ///   - attempted: batches that were begun and never reported. Each may be there completely or not at all, and
    ///   there must be no others; nil if any may follow the acknowledged ones.
    ///   - verifies: also runs the ledger's own verification. Only for a ledger that nobody writes.
    public static func check(
        path: String,
        acknowledged: [AcknowledgedBatch] = [],
        attempted: [AcknowledgedBatch]? = nil,
        verifies: Bool = true
    ) throws -> [String] {
        var findings: [String] = []
        do {
            let database = try PlainDatabase(path: path)
            findings += try integrity(database)
            // In a file that SQLite cannot read, its content means nothing.
            if findings.isEmpty {
                findings += try log(database)
                findings += try promises(database, acknowledged, attempted)
                findings += try OracleChain(database).findings()
                findings += try OracleSums(database).findings()
            }
        } catch let failure as PlainDatabase.Failure {
            findings.append("SQLite: \(failure)")
        }
        if verifies {
            do {
                let ledger = try Ledger.open(path)
                findings += try ledger.verify().findings.map { "verify: \($0)" }
            } catch {
                findings.append("verify: \(error)")
            }
        }
        return findings
    }

    /// The whole content of the ledger: every row of every table, in an order independent of the file.
    ///
    /// - Parameter timeless: leaves out times of recording and the digests that include them, so that two ledgers
    ///   with the same imports at different times are equal.
    public static func contents(path: String, timeless: Bool = false) throws -> [String: [[PlainValue]]] {
        let database = try PlainDatabase(path: path)
        let tables = try database.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        var contents: [String: [[PlainValue]]] = [:]
        for table in tables.map(\.[0].description) {
            let columns = try database.rows(
                "SELECT name FROM pragma_table_info(?)",
                [.text(Array(table.utf8))]
            )
            .map(\.[0].description)
            .filter { !timeless || !["recorded_at", "digest", "created_at"].contains($0) }
            .map { "\"\($0)\"" }.joined(separator: ", ")
            // A position of 0 units means nothing.
            let condition = table == "position" ? "WHERE units <> 0" : ""
            contents[table] = try database.rows(
                "SELECT \(columns) FROM \"\(table)\" \(condition) ORDER BY \(columns)"
            )
        }
        return contents
    }

    /// The batches of the ledger, complete or not.
    public static func batches(path: String) throws -> [AcknowledgedBatch] {
        try batches(PlainDatabase(path: path))
    }

    private static func batches(_ database: PlainDatabase) throws -> [AcknowledgedBatch] {
        try database.rows(
            "SELECT b.id, (SELECT count(*) FROM event WHERE batch = b.id) FROM batch b ORDER BY b.id"
        ).compactMap { row in
            guard let id = row[0].integer, let events = row[1].integer else { return nil }
            return AcknowledgedBatch(id: id, events: events)
        }
    }

    /// SQLite's own checks, and the marks of a ledger.
    private static func integrity(_ database: PlainDatabase) throws -> [String] {
        var findings = try database.rows("PRAGMA integrity_check(10)").map(\.[0].description)
            .filter { $0 != "ok" }.map { "integrity_check: \($0)" }
        findings += try database.rows("PRAGMA foreign_key_check").prefix(10)
            .map { "foreign_key_check: row \($0[1]) of \($0[0]) points at nothing" }
        let application = try database.rows("PRAGMA application_id")
        if application != [[.integer(0x5452_4D41)]] { findings.append("the file is not marked as a ledger") }
        return findings
    }

    /// Queries that must return nothing, and the meaning of a row.
    private static let laws: [(query: String, finding: String)] = [
        ("SELECT count(*) FROM ledger HAVING count(*) <> 1", "the ledger has so many settings:"),
        (
            "SELECT count(*), min(seq), max(seq) FROM event HAVING count(*) > 0 AND (min(seq) <> 1 OR max(seq) <> count(*))",
            "events are not numbered 1...n: count, first, last"
        ),
        (
            "SELECT count(*), min(id), max(id) FROM batch HAVING count(*) > 0 AND (min(id) <> 1 OR max(id) <> count(*))",
            "batches are not numbered 1...n: count, first, last"
        ),
        (
            """
            SELECT id FROM batch WHERE rows IS NOT
                recorded + duplicates + stale + conflicts + waiting + rejected + ignored
            """, "the rows of a batch do not add up:"
        ),
        (
            """
            SELECT b.id, b.events, coalesce(e.n, 0) FROM batch b
              LEFT JOIN (SELECT batch, count(*) AS n FROM event GROUP BY batch) e ON e.batch = b.id
             WHERE b.events IS NOT coalesce(e.n, 0)
            """, "a batch says another number of events than it has:"
        ),
        (
            "SELECT seq, batch FROM event WHERE batch NOT IN (SELECT id FROM batch)",
            "an event belongs to no batch:"
        ),
        (
            """
            SELECT seq FROM (SELECT seq, batch, lag(batch) OVER (ORDER BY seq) AS previous FROM event)
             WHERE batch < previous
            """, "a batch begins before the one ahead of it ends, at event"
        ),
        (
            """
            SELECT id FROM (SELECT id, recorded_at, clock_is_right, lag(recorded_at) OVER (ORDER BY id) AS previous FROM batch)
             WHERE recorded_at < previous AND clock_is_right IS NULL
            """, "a batch was recorded before the one ahead of it:"
        ),
        ("SELECT id FROM batch WHERE digest IS NULL OR length(digest) <> 32", "a batch was never closed:"),
        (
            "SELECT id, undoes FROM batch WHERE undoes >= id OR (action = 'undo') <> (undoes IS NOT NULL)",
            "a batch takes back what cannot be:"
        ),
        (
            """
            SELECT seq FROM event e WHERE NOT EXISTS (SELECT 1 FROM route WHERE id = e.route)
                OR NOT EXISTS (SELECT 1 FROM source WHERE id = e.source)
                OR e.sku IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sku WHERE id = e.sku)
                OR e.channel IS NOT NULL AND NOT EXISTS (SELECT 1 FROM channel WHERE id = e.channel)
            """, "an event names a code that is not there:"
        ),
        (
            """
            SELECT r.seq FROM event r LEFT JOIN event e ON e.seq = r.reverses
             WHERE r.reverses IS NOT NULL AND (e.seq IS NULL OR e.seq >= r.seq OR e.reverses IS NOT NULL
                OR e.route <> r.route OR e.source <> r.source OR e.document <> r.document OR e.sku IS NOT r.sku
                OR e.line IS NOT r.line OR e.occurred_at <> r.occurred_at OR e.quantity IS NOT -r.quantity
                OR e.amount IS NOT -r.amount OR e.currency IS NOT r.currency)
            """, "a reversal is not its event turned round:"
        ),
        (
            "SELECT reverses FROM event WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1",
            "an event is taken back twice:"
        ),
        (
            "SELECT sku, sum(units) FROM position GROUP BY sku HAVING sum(units) <> 0",
            "the places of a SKU do not sum to zero:"
        ),
        (
            "SELECT name FROM sqlite_schema WHERE name LIKE '%rebuilt%'",
            "a rebuild has left something behind:"
        ),
    ]

    private static func log(_ database: PlainDatabase) throws -> [String] {
        try laws.flatMap { query, finding in
            try database.rows(query + " LIMIT 3")
                .map { "\(finding) \($0.map(\.description).joined(separator: ", "))" }
        }
    }

    /// Reported batches are there, and nothing else is.
    private static func promises(
        _ database: PlainDatabase,
        _ acknowledged: [AcknowledgedBatch],
        _ attempted: [AcknowledgedBatch]?
    ) throws -> [String] {
        let held = try batches(database)
        var findings = Set(acknowledged).subtracting(held).sorted { $0.id < $1.id }
            .map { "\($0) was acknowledged and is not there" }
        if let attempted {
            findings += Set(held).subtracting(acknowledged).subtracting(attempted).sorted { $0.id < $1.id }
                .map { "\($0) is there and nobody recorded it" }
        }
        return findings
    }
}
