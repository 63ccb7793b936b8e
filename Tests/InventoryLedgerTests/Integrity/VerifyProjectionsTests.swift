import InventoryLedger
import Migrations
import TestSupport
import Testing

/// What follows from the log is compared with the log.
@Suite struct VerifyProjectionsTests {
    @Test(arguments: [
        ("UPDATE position SET units = units + 1 WHERE stage = 'available'", "position"),
        (
            "UPDATE position SET units = units + iif(stage = 'lost', 1, -1) WHERE stage IN ('lost', 'allocated')",
            "position"
        ),
        ("DELETE FROM position WHERE stage = 'customer'", "position"),
        ("DELETE FROM position", "position"),
        // A sum that exceeds 64 bits.
        ("UPDATE position SET units = 9223372036854775807", "position"),
        ("INSERT INTO position VALUES (2, 1, 0, 'damaged', 5), (2, 1, 0, 'quarantine', -5)", "position"),
        ("UPDATE move SET month = month + 12 WHERE sku = 1", "move"),
        ("UPDATE move SET sku = 3 WHERE sku = 1", "move"),
        ("UPDATE move SET cells = x''", "move"),
        ("UPDATE move SET cells = CAST(cells || x'80' AS BLOB)", "move"),
        ("DELETE FROM move WHERE sku = 1", "move"),
        ("DELETE FROM move", "move"),
        ("INSERT INTO move VALUES (672, 1, x'010202020302')", "move"),
        ("UPDATE route_use SET events = events + 1 WHERE route = 1", "route_use"),
        ("DELETE FROM route_use WHERE route = 1", "route_use"),
        ("UPDATE opening SET at = at + 1", "opening"),
        ("DELETE FROM opening", "opening"),
        ("INSERT INTO opening VALUES (1, 0, 1)", "opening"),
        ("DELETE FROM key_page", "key_run"),
        ("DELETE FROM key_run", "key_page"),
        ("UPDATE key_run SET run = 1", "key_page"),
        ("UPDATE key_run SET first = 0", "key_run"),
        ("UPDATE key_run SET last = last + 1", "key_run"),
        ("UPDATE key_run SET entries = entries + 1", "key_run"),
        ("INSERT INTO key_run VALUES (5, 1, 9, 9)", "key_run"),
        ("UPDATE key_page SET id = id + 1", "key_page"),
        ("UPDATE key_page SET id = id + 72057594037927936", "key_page"),
        ("UPDATE key_page SET key = key + 1", "key_page"),
        ("UPDATE key_page SET seq = seq + 1", "key_run"),
        ("UPDATE key_page SET key_bytes = key_bytes - 1", "key_page"),
        ("UPDATE key_page SET key_bytes = key_bytes - 1, seq_bytes = seq_bytes + 1", "key_run"),
        ("UPDATE key_page SET seq_bytes = 9", "key_page"),
        ("UPDATE key_page SET entries = x''", "key_page"),
        ("UPDATE key_page SET entries = CAST(entries || x'01' AS BLOB)", "key_page"),
        // The last entry is lost, is of another event, or stands twice.
        (
            "UPDATE key_page SET entries = substr(entries, 1, length(entries) - key_bytes - seq_bytes)",
            "key_run"
        ),
        (
            "UPDATE key_page SET entries = CAST(substr(entries, 1, length(entries) - 1) || x'77' AS BLOB)",
            "key_run"
        ),
        (
            "UPDATE key_page SET entries = CAST(entries || substr(entries, -key_bytes - seq_bytes) AS BLOB)",
            "key_page"
        ),
        // The second and the third entry are exchanged.
        (
            """
            UPDATE key_page SET entries = CAST(substr(entries, 1, key_bytes + seq_bytes)
                || substr(entries, 1 + 2 * (key_bytes + seq_bytes), key_bytes + seq_bytes)
                || substr(entries, 1 + key_bytes + seq_bytes, key_bytes + seq_bytes)
                || substr(entries, 1 + 3 * (key_bytes + seq_bytes)) AS BLOB)
            """,
            "key_page"
        ),
        // A run with a second entry of an event, as it should be by itself.
        (
            """
            INSERT INTO key_run VALUES (1, 9, 9, 1);
            INSERT INTO key_page VALUES (72057594037927936 + 5, 5, 9, 1, 1, x'0000')
            """,
            "key_page"
        ),
        ("UPDATE event_month SET month = month + 12 WHERE sku = 1", "event_month"),
        ("UPDATE event_month SET sku = 3 WHERE sku = 1", "event_month"),
        ("UPDATE event_month SET last = last + 1 WHERE sku = 1", "event_month"),
        ("UPDATE event_month SET last = 0", "event_month"),
        ("UPDATE event_month SET events = x''", "event_month"),
        ("UPDATE event_month SET events = CAST(events || x'01' AS BLOB)", "event_month"),
        (
            "UPDATE event_month SET events = CAST(substr(events, 1, length(events) - 1) || x'7F' AS BLOB)",
            "event_month"
        ),
        ("DELETE FROM event_month WHERE sku = 1", "event_month"),
        ("DELETE FROM event_month", "event_month"),
        ("INSERT INTO event_month VALUES (672, 1, 5, x'8121')", "event_month"),
        ("UPDATE event_kind SET part = part + 1", "event_kind"),
        ("UPDATE event_kind SET kind = 'stock_counted' WHERE kind = 'stock_received'", "event_kind"),
        ("UPDATE event_kind SET kind = 'order_placed' WHERE kind = 'stock_received'", "event_kind"),
        ("UPDATE event_kind SET kind = 'nothing' WHERE kind = 'stock_received'", "event_kind"),
        ("UPDATE event_kind SET last = last + 1 WHERE kind = 'stock_received'", "event_kind"),
        ("UPDATE event_kind SET last = 0", "event_kind"),
        ("UPDATE event_kind SET events = x''", "event_kind"),
        ("UPDATE event_kind SET events = CAST(events || x'01' AS BLOB)", "event_kind"),
        ("UPDATE event_kind SET events = CAST(events || x'81' AS BLOB)", "event_kind"),
        (
            """
            UPDATE event_kind SET last = last + 1, events = CAST(events || x'01' AS BLOB)
             WHERE kind = 'stock_received'
            """,
            "event_kind"
        ),
        ("DELETE FROM event_kind WHERE kind = 'stock_received'", "event_kind"),
        ("DELETE FROM event_kind", "event_kind"),
        ("INSERT INTO event_kind VALUES (0, 'stock_counted', 1, x'02')", "event_kind"),
        ("INSERT INTO event_kind VALUES (7, 'stock_counted', 1, x'02')", "event_kind"),
    ])
    func `a sum or a key that differs from the log is found`(change: String, table: String) throws {
        let book = try Book.season()
        try book.runSQL(change)
        let result = try book.ledger.verify()
        #expect(!result.isSound)
        #expect(result.findings.contains { $0.hasPrefix(table + ":") }, "\(result.findings)")
    }

    @Test func `a number of the packed cells that differs from the log is found`() throws {
        let numbers = try #require(try Self.firstCells(of: Book.season()))
        for place in numbers.indices {
            for change in [UInt64(1), 2, numbers[0], .max] {
                var changed = numbers
                changed[place] &+= change
                let book = try Book.season()
                try Self.setFirstCells(of: book, to: OracleCells.bytes(changed))
                let findings = try book.ledger.verify().findings
                #expect(
                    findings.contains { $0.hasPrefix("move:") },
                    "number \(place) + \(change): \(findings)"
                )
                _ = try book.ledger.rebuild()
                #expect(try book.ledger.verify().isSound)
            }
        }
    }

    @Test func `packed cells that lack numbers are found`() throws {
        let numbers = try #require(try Self.firstCells(of: Book.season()))
        for count in numbers.indices {
            let book = try Book.season()
            try Self.setFirstCells(of: book, to: OracleCells.bytes(Array(numbers.prefix(count))))
            let findings = try book.ledger.verify().findings
            #expect(findings.contains { $0.hasPrefix("move:") }, "\(count) numbers: \(findings)")
        }
    }

    private static let first =
        "WHERE (month, sku) = (SELECT month, sku FROM move ORDER BY length(cells) DESC LIMIT 1)"

    private static func firstCells(of book: Book) throws -> [UInt64]? {
        let digits = try book.rows("SELECT hex(cells) FROM move \(first)").joined()
        let bytes = stride(from: 0, to: digits.utf8.count, by: 2).compactMap { place in
            UInt8(digits.dropFirst(place).prefix(2), radix: 16)
        }
        return OracleCells.numbers(bytes)
    }

    private static func setFirstCells(of book: Book, to bytes: [UInt8]) throws {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try book.runSQL("UPDATE move SET cells = x'\(digits)' \(first)")
    }

    @Test(arguments: [
        "UPDATE position SET units = units + 1", "DELETE FROM position", "DELETE FROM move",
        "UPDATE move SET cells = x'FF'", "DELETE FROM route_use", "DELETE FROM opening",
        "INSERT INTO position VALUES (2, 1, 0, 'damaged', 5)",
    ])
    func `a rebuild replaces the sums`(change: String) throws {
        let book = try Book.season()
        let stock = try book.stock()
        try book.runSQL(change)
        let check = try book.ledger.rebuild(checkOnly: true)
        #expect(check.difference != nil)
        #expect(check.events == 9)
        // A check changes nothing.
        #expect(try book.ledger.rebuild(checkOnly: true).difference == check.difference)
        _ = try book.ledger.rebuild()
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
        #expect(try book.stock() == stock)
        #expect(try book.ledger.verify().isSound)
    }

    @Test(arguments: [
        "UPDATE position SET units = units + 1 WHERE stage = 'available'",
        "DELETE FROM position WHERE stage = 'customer'",
    ])
    func `no stock is reported from sums that do not cancel out`(change: String) throws {
        let book = try Book.season()
        let stock = try book.stock()
        try book.runSQL(change)
        #expect(throws: LedgerError.self) { try book.ledger.stock() }
        let error = #expect(throws: LedgerError.self) { try book.ledger.stock(sku: "MX-1") }
        #expect(error?.code == .damaged)
        _ = try book.ledger.rebuild()
        #expect(try book.stock() == stock)
    }

    @Test func `a rebuild of a sound ledger changes nothing`() throws {
        let book = try Book.season()
        let tables = [
            "position", "move", "route_use", "opening", "key_run", "key_page", "event_month", "event_kind",
        ]
        let before = try tables.map { try book.rows("SELECT * FROM \($0)") }
        _ = try book.ledger.rebuild()
        #expect(try tables.map { try book.rows("SELECT * FROM \($0)") } == before)
        try book.ledger.record([
            .stockReceived("GRN-9", sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(try book.ledger.verify().isSound)
    }

    @Test(arguments: ["sums", "days", "keys", "kinds"])
    func `sums of another version need a rebuild, which fixes them`(name: String) throws {
        let book = try Book.season()
        let stock = try book.stock()
        let version = try book.rows("SELECT version FROM projection")
        for change in ["-", "+"] {
            try book.runSQL("UPDATE projection SET version = version \(change) 1 WHERE name = '\(name)'")
            let reader = #expect(throws: LedgerError.self) { try book.ledger.stock() }
            #expect(reader?.code == .stale)
            #expect(reader?.message.contains("rebuild") == true)
            let writer = #expect(throws: LedgerError.self) {
                try book.ledger.record([
                    .stockReceived("GRN-9", sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
                ])
            }
            #expect(writer?.code == .stale)
            #expect(throws: LedgerError.self) { try book.ledger.undo(batch: 1) }
            _ = try book.ledger.rebuild()
            #expect(try book.stock() == stock)
            #expect(try book.rows("SELECT version FROM projection") == version)
        }
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `missing triggers that guard the log are found`() throws {
        let sound = try Book()
        let names = try sound.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for name in [names.first, names.last].compactMap(\.self) {
            let book = try Book.season()
            try book.runSQL("DROP TRIGGER \(name)")
            let findings = try book.ledger.verify().findings
            #expect(findings.contains { $0.contains(name) }, "\(findings)")
        }
    }

    @Test(arguments: [
        """
        DROP TRIGGER event_is_never_changed;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT 1; END;
        """,
        "DROP INDEX event_reverses",
        "DROP VIEW events",
        "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN DELETE FROM position; END",
    ])
    func `a weakened trigger and an added one are found`(change: String) throws {
        let book = try Book.season()
        try book.runSQL(change)
        #expect(try !book.ledger.verify().isSound)
    }
}
