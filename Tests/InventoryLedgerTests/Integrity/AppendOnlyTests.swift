import GRDB
import InventoryLedger
import TestSupport
import Testing

/// What another program cannot do to the log with plain SQL.
@Suite struct AppendOnlyTests {
    static let tables = [
        "event", "event_detail", "batch", "route", "sku", "warehouse", "shipment", "source", "channel",
        "ledger",
        "restated", "rejected_row", "declaration",
    ]

    private func isRefused(_ book: Book, _ sql: String) throws -> Bool {
        let error = #expect(throws: DatabaseError.self, "\(sql)") { try book.runSQL(sql) }
        let message = error?.message ?? ""
        return message.contains("append-only") || message.contains("settings of a ledger are fixed")
    }

    @Test func `no row of the log can be changed, deleted or replaced`() throws {
        let book = try Book.season()
        try book.ledger.declare(items: [Item(sku: "MX-1", name: "folding table")])
        let before = try book.rows("SELECT * FROM events")
        for table in Self.tables {
            let count = try book.rows("SELECT count(*) > 0 FROM \(table)")
            try #require(count == ["1"], "\(table) is empty")
            let column = try #require(
                try book.rows("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid DESC LIMIT 1")
                    .first
            )
            #expect(try isRefused(book, "UPDATE \(table) SET \(column) = \(column)"))
            #expect(try isRefused(book, "UPDATE OR REPLACE \(table) SET \(column) = NULL"))
            #expect(try isRefused(book, "DELETE FROM \(table)"))
            #expect(try isRefused(book, "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)"))
            #expect(
                try isRefused(
                    book,
                    "INSERT INTO \(table) SELECT * FROM \(table) WHERE true "
                        + "ON CONFLICT DO UPDATE SET \(column) = excluded.\(column)"
                )
            )
        }
        #expect(try book.rows("SELECT * FROM events") == before)
        #expect(try book.ledger.verify().isSound)
    }

    /// SQLite fires no delete trigger for a replaced row unless `recursive_triggers` is on, and a program that opens
    /// the file decides that itself.
    @Test func `an event replaced despite the triggers breaks the digest of its batch`() throws {
        let book = try Book.season()
        let columns = try book.rows("SELECT group_concat(name) FROM pragma_table_info('event')")
        let list = try #require(columns.first)
        try book.runSQL(
            "INSERT OR REPLACE INTO event (\(list)) SELECT "
                + list.replacing(",quantity,", with: ",quantity + 1,") + " FROM event WHERE seq = 2",
            recursiveTriggers: false
        )
        #expect(try book.ledger.verify().findings == ["batch 1: its digest does not match its contents"])
    }

    @Test func `a code is stored once`() throws {
        let book = try Book.season()
        for table in ["sku", "warehouse", "shipment", "source", "channel"] {
            #expect(throws: DatabaseError.self) {
                try book.runSQL("INSERT INTO \(table) (id, code) SELECT id + 1000, code FROM \(table)")
            }
        }
    }

    @Test func `an event is reversed at most once`() throws {
        let book = try Book.season()
        _ = try book.ledger.undo(batch: 3)
        #expect(throws: DatabaseError.self) {
            try book.runSQL(
                """
                INSERT INTO event (seq, batch, route, source, document, occurred_at, reverses)
                SELECT seq + 1, batch, route, source, document, occurred_at, reverses FROM event ORDER BY seq DESC LIMIT 1
                """
            )
        }
    }

    @Test func `a column holds only its type`() throws {
        let book = try Book.season()
        #expect(throws: DatabaseError.self) {
            try book.runSQL(
                """
                INSERT INTO event (seq, batch, route, source, document, quantity, occurred_at)
                SELECT seq + 1, batch, route, source, document, 1.5, occurred_at FROM event ORDER BY seq DESC LIMIT 1
                """
            )
        }
    }
}
