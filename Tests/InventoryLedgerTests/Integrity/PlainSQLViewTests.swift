import TestSupport
import Testing

@testable import InventoryLedger

/// The views for whoever reads a ledger with plain SQL, against the log itself.
@Suite struct PlainSQLViewTests {
    /// The moves of the log by a grain, from the view of the events. It knows no opening, so it has no
    /// `before_opening`.
    private static func moves(_ book: Book, by date: String) throws -> [String] {
        try book.rows(
            """
            SELECT strftime('\(date)', e.occurred_at / 1000.0 - 6 * 3600, 'unixepoch') AS date, v.sku, e.route,
                   sum(e.quantity) AS units, sum(iif(e.reverses IS NULL, 1, -1)) AS events
              FROM event e JOIN events v ON v.seq = e.seq JOIN route r ON r.id = e.route
             WHERE v.of_kind NOT IN
                ('stock_counted', 'port_arrived', 'customs_inspected', 'warehouse_arrived', 'eta_changed')
             GROUP BY 1, 2, 3 HAVING units <> 0 OR events <> 0 ORDER BY 1, 2, 3
            """
        )
    }

    private static func cells(_ book: Book, _ view: String, date: String) throws -> [String] {
        try book.rows(
            """
            SELECT \(date) AS date, s.code, m.route, sum(m.units) AS units, sum(m.events) AS events
              FROM \(view) m JOIN sku s ON s.id = m.sku GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """
        )
    }

    @Test func `the views of moves by day and month show what the log says`() throws {
        let book = try Book.ofEverything()
        let days = try Self.cells(book, "move_day", date: "date(m.day * 86400, 'unixepoch')")
        #expect(try days == Self.moves(book, by: "%Y-%m-%d"))
        #expect(days.count > 20)
        let months = try Self.cells(
            book,
            "move_month",
            date: "strftime('%Y-%m', '1970-01-01', m.month || ' months')"
        )
        #expect(try months == Self.moves(book, by: "%Y-%m"))
        #expect(try !book.rows("SELECT 1 FROM move_cell WHERE before_opening = 1").isEmpty)
    }

    @Test func `the view of events by day shows what the log says`() throws {
        let book = try Book.ofEverything()
        let events = try book.rows(
            """
            SELECT strftime('%Y-%m-%d', occurred_at / 1000.0 - 6 * 3600, 'unixepoch') AS date, coalesce(sku, 0), seq
              FROM event ORDER BY seq
            """
        )
        #expect(
            try book.rows("SELECT date(day * 86400, 'unixepoch'), sku, seq FROM event_day ORDER BY seq")
                == events
        )
        #expect(events.count > 40)
    }

    @Test func `a condition on the month or the SKU is applied before cells are unpacked`() throws {
        let book = try Book.season()
        for view in ["move_cell", "move_month", "move_day", "event_day"] {
            let plan = try book.rows("EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE sku = 1")
            #expect(plan.contains { $0.contains("SCAN m") }, "\(plan)")
        }
        let plan = try book.rows("EXPLAIN QUERY PLAN SELECT * FROM move_month WHERE month = 681 AND sku = 1")
        #expect(plan.contains { $0.contains("SEARCH m USING PRIMARY KEY (month=? AND sku=?)") }, "\(plan)")
        try book.runSQL("INSERT INTO move VALUES (1, 1, x'FF'), (2, 1, x'00')")
        #expect(try !book.rows("SELECT * FROM move_month WHERE month > 600 AND sku = 1").isEmpty)
    }

    @Test func `numbers of 64 bits are shown exactly`() throws {
        let book = try Book.season()
        for (number, hex) in [
            (Int64.max, "81FFFFFFFFFFFFFFFF7E"), (.min, "81FFFFFFFFFFFFFFFF7F"), (-1, "01"), (1, "02"),
            (64, "8100"),
        ] {
            try book.runSQL("DELETE FROM move; INSERT INTO move VALUES (0, 1, x'0103\(hex)0201\(hex)02')")
            #expect(
                try book.rows("SELECT * FROM move_cell") == [
                    "0 1 0 1 1 \(number) 1", "0 1 1 1 1 \(number) 1",
                ]
            )
            #expect(try book.rows("SELECT day FROM move_day") == ["0"])
        }
    }
}
