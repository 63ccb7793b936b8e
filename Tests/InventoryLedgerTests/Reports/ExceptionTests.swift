import InventoryLedger
import TestSupport
import Testing

@Suite struct ExceptionTests {
    private func exceptions(_ text: String) throws -> [String] {
        let book = try Book()
        try book.importText(text)
        return try book.ledger.exceptions().filter { $0.code != .gap }.map { exception in
            [
                exception.code.rawValue, exception.sku?.text, exception.document,
                exception.quantity.map { "\($0)" },
            ].compactMap { $0 }.joined(separator: " ")
        }
    }

    @Test func `negative stock at a day's end is listed with its depth and its end`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            sale_shipped,   A,        MX-1, MTY1,      4,        2026-11-01T10:00
            sale_shipped,   B,        MX-1, MTY1,      2,        2026-11-02T10:00
            stock_received, G,        MX-1, MTY1,      9,        2026-11-04T10:00
            sale_shipped,   C,        MX-2, MTY1,      4,        2026-11-05T10:00
            stock_received, H,        MX-2, MTY1,      4,        2026-11-05T23:59:59.999
            """
        )
        let found = try book.ledger.exceptions().filter { $0.code == .negativeStock }
        #expect(found.map(\.quantity) == [-6])
        #expect(found[0].since?.description == "2026-11-02T05:59:59.999Z")
        #expect(found[0].until?.description == "2026-11-05T05:59:59.999Z")
    }

    @Test func `shipments that arrive undispatched, late, unreleased or too full are listed`() throws {
        #expect(
            try exceptions(
                """
                kind,                document,           sku,  warehouse, quantity, occurred_at, shipment, eta
                stock_received,      G-1,                MX-1, MTY1,      5,        2026-11-01,  S-0,
                shipment_dispatched, S-1,                MX-1, MTY1,      10,       2026-10-01,  ,         2026-11-01
                shipment_dispatched, S-2,                MX-1, MTY1,      10,       2026-10-01,  ,         2026-12-01
                shipment_dispatched, S-3,                MX-1, MTY1,      10,       2026-10-01,  ,
                stock_received,      G-2,                MX-1, MTY1,      10,       2026-11-01,  S-3,
                shipment_dispatched, S-4,                MX-1, MTY1,      10,       2026-10-01,  ,
                customs_released,    26 51 3746 6000123, MX-1, MTY1,      12,       2026-10-20,  S-4,
                stock_received,      G-3,                MX-1, MTY1,      12,       2026-11-01,  S-4,
                """
            ) == [
                "arrived_not_dispatched MX-1 S-0 5", "dispatched_not_arrived MX-1 S-1 10",
                "received_without_release MX-1 S-3 10", "over_receipt MX-1 S-4 2",
            ]
        )
    }

    @Test func `returns without a sale, voided sales that did not come back and waiting orders are listed`()
        throws
    {
        #expect(
            try exceptions(
                """
                kind,            document, sku,  warehouse, quantity, occurred_at,      order
                stock_received,  G-1,      MX-1, MTY1,      50,       2026-10-01,
                order_placed,    A,        MX-1, MTY1,      1,        2026-11-01,
                order_shipped,   A,        MX-1, MTY1,      1,        2026-11-01,
                return_received, R-1,      MX-1, MTY1,      2,        2026-11-03,       A
                return_received, R-2,      MX-1, MTY1,      1,        2026-11-03,
                return_received, R-3,      MX-1, MTY1,      1,        2026-11-03,       Z
                order_placed,    B,        MX-1, MTY1,      3,        2026-11-01,
                order_shipped,   B,        MX-1, MTY1,      3,        2026-11-02,
                sale_voided,     B,        MX-1, MTY1,      2,        2026-11-03,
                return_received, R-4,      MX-1, MTY1,      1,        2026-11-09,       B
                order_placed,    C,        MX-1, MTY1,      2,        2026-11-17,
                order_cancelled, C,        MX-1, MTY1,      1,        2026-11-18,
                order_placed,    D,        MX-1, MTY1,      2,        2026-11-19T12:00,
                """
            ) == [
                "return_beyond_sale MX-1 A 1", "return_without_order MX-1 R-2 1",
                "return_without_order MX-1 R-3 1",
                "expected_back MX-1 B 1", "order_waiting MX-1 C 1",
            ]
        )
    }

    @Test func `a waiting order is listed however old it is`() throws {
        #expect(
            try exceptions(
                """
                kind,            document, sku,  warehouse, quantity, occurred_at
                stock_received,  G-1,      MX-1, MTY1,      50,       2020-01-01
                order_placed,    old,      MX-1, MTY1,      2,        2020-02-01
                order_shipped,   old,      MX-1, MTY1,      1,        2020-02-03
                order_placed,    settled,  MX-1, MTY1,      2,        2020-02-01
                order_cancelled, settled,  MX-1, MTY1,      2,        2026-11-01
                """
            ) == ["order_waiting MX-1 old 1"]
        )
    }

    @Test func `parts that exceed their order are listed with their rows`() throws {
        let book = try Book()
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        try book.importFile(
            header + "stock_received,G-1,MX-1,MTY1,50,2026-11-01\norder_placed,A,MX-1,MTY1,4,2026-11-10\n"
        )
        try book.importFile(header + "order_shipped,A,MX-1,MTY1,3,2026-11-11T10:00\n")
        let second = try book.importFile(header + "order_shipped,A,MX-1,MTY1,3,2026-11-12T10:00\n").append
        let found = try book.ledger.exceptions().filter { $0.code == .shippedBeyondOrder }
        #expect(found.map(\.quantity) == [2])
        #expect(
            found[0].message.hasPrefix(
                "6 units of order A were shipped, but it was for 4 (file1.csv:3 in batch 1, file2.csv:2 in batch 2, "
                    + "file3.csv:2 in batch 3)"
            )
        )
        try book.ledger.undo(batch: #require(second.batch))
        #expect(try book.ledger.exceptions().filter { $0.code == .shippedBeyondOrder }.isEmpty)
    }

    @Test func `an order that was shipped before it was placed, or never placed, is listed`() throws {
        #expect(
            try exceptions(
                """
                kind,           document, sku,  warehouse, quantity, occurred_at
                stock_received, G-1,      MX-1, MTY1,      50,       2026-10-01
                order_placed,   A,        MX-1, MTY1,      2,        2026-11-03
                order_shipped,  A,        MX-1, MTY1,      2,        2026-11-01
                order_placed,   B,        MX-1, MTY1,      2,        2026-11-10
                order_shipped,  Z,        MX-1, MTY1,      2,        2026-11-11
                """
            ) == [
                "negative_stock MX-1 -2", "dates_out_of_order MX-1 A", "order_waiting MX-1 B 2",
                "shipped_beyond_order MX-1 Z 2",
            ]
        )
    }

    @Test func `dates of orders and of shipments that are out of order are listed together`() throws {
        let found = try exceptions(
            """
            kind,                document, shipment, sku,  warehouse, quantity, occurred_at
            order_placed,        B,        ,         MX-1, MTY1,      2,        2026-11-03
            order_shipped,       B,        ,         MX-1, MTY1,      2,        2026-11-01
            shipment_dispatched, AIR-1,    ,         MX-1, MTY1,      2,        2026-10-09
            stock_received,      R-1,      AIR-1,    MX-1, MTY1,      2,        2026-10-06
            """
        )
        #expect(
            found.filter { $0.hasPrefix("dates_out_of_order") } == [
                "dates_out_of_order MX-1 AIR-1", "dates_out_of_order MX-1 B",
            ]
        )
    }

    @Test func `SKUs that look alike and days without a file are listed`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,         source, document, sku,   warehouse, quantity, occurred_at
            sale_shipped, wms,    1,        MX-01, MTY1,      1,        2026-11-01
            sale_shipped, wms,    2,        mx-1,  MTY1,      1,        2026-11-04
            sale_shipped, wms,    3,        MX-10, MTY1,      1,        2026-11-04
            """
        )
        let found = try book.ledger.exceptions([.gap, .lookAlikeSKU])
        #expect(found.map(\.code) == [.gap, .lookAlikeSKU])
        #expect(found[0].quantity == 2)
        #expect(found[1].sku == "mx-1")
    }

    @Test func `only a source of orders or dispatches has gaps`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,            source, document, sku,  warehouse, quantity, occurred_at, shipment, reason
            stock_received,  wms,    G-1,      MX-1, MTY1,      1,        2026-11-01,  S-1,
            stock_received,  wms,    G-2,      MX-1, MTY1,      1,        2026-11-09,  S-1,
            return_received, shop,   R-1,      MX-1, MTY1,      1,        2026-11-01,  ,
            return_received, shop,   R-2,      MX-1, MTY1,      1,        2026-11-09,  ,
            order_placed,    shop,   A,        MX-1, FULL,      1,        2026-11-01,  ,
            order_placed,    shop,   B,        MX-1, FULL,      1,        2026-11-03,  ,
            """
        )
        let gaps = try book.ledger.exceptions([.gap])
        #expect(gaps.map { "\($0.document ?? "") \($0.warehouse?.text ?? "")" } == ["shop FULL"])
        #expect(try book.ledger.coverage().map(\.missingDays) == [1, 7, 7])
    }

    @Test func `as of an instant, exceptions are those of a ledger without later events`() throws {
        let rows = """
            kind,                document, sku,  warehouse, quantity, occurred_at,      shipment, eta
            sale_shipped,        A,        MX-1, MTY1,      4,        2026-11-01T10:00, ,
            order_placed,        O-1,      MX-1, MTY1,      1,        2026-11-01T11:00, ,
            order_placed,        O-2,      MX-1, MTY1,      2,        2026-11-02T11:00, ,
            shipment_dispatched, S-1,      MX-1, MTY1,      10,       2026-10-01,       ,         2026-10-20
            stock_received,      G-0,      MX-1, MTY1,      1,        2026-11-02T10:00, S-2,
            """
        let later = """

            order_shipped,       O-1,      MX-1, MTY1,      1,        2026-11-09T11:00, ,
            order_shipped,       O-2,      MX-1, MTY1,      3,        2026-11-09T11:00, ,
            stock_received,      G,        MX-1, MTY1,      12,       2026-11-08T10:00, S-1,
            order_placed,        O-3,      MX-1, MTY1,      1,        2026-11-07T11:00, ,
            """
        let (all, early) = (try Book(), try Book())
        try all.importText(rows + later)
        try early.importText(rows)
        let instant = try #require(Instant("2026-11-06T18:00:00Z"))
        early.setNow(instant)
        func text(_ found: [LedgerException]) -> [String] {
            found.map { "\($0.code.rawValue) \($0.document ?? "") \($0.quantity ?? 0) \($0.until == nil)" }
        }
        let found = try all.ledger.exceptions(asOf: instant)
        #expect(try text(found) == text(early.ledger.exceptions()))
        #expect(
            text(found) == [
                "negative_stock  -6 true", "arrived_not_dispatched S-2 1 true",
                "dispatched_not_arrived S-1 10 true", "order_waiting O-1 1 true", "order_waiting O-2 2 true",
            ]
        )
    }

    @Test func `groups of exceptions are the worst first, and so are their rows`() throws {
        let book = try Book()
        let orders = (1...12).map {
            "order_placed, O-\($0), MX-1, MTY1, \($0 == 7 ? 9 : 1), 2026-11-\($0 < 9 ? "0" : "")\($0 + 1)"
        }
        try book.importText(
            "kind, document, sku, warehouse, quantity, occurred_at\n" + orders.joined(separator: "\n")
                + "\nstock_received, G-1, MX-2, MTY1, 1, 2026-11-01\nsale_shipped, S-1, MX-2, MTY1, 4, 2026-11-02"
        )
        let groups = ExceptionGroup.groups(of: try book.ledger.exceptions())
        #expect(groups.map(\.code) == [.negativeStock, .orderWaiting])
        #expect(groups[1].count == 12)
        #expect(groups[1].worst.prefix(2).map(\.document) == ["O-7", "O-1"])
        #expect(groups[1].worst.count == 10)
        #expect(Set(LedgerException.Code.allCases.map(\.rank)) == Set(LedgerException.Code.allCases.indices))
    }

    @Test(arguments: seeds(5))
    func `negative day ends are exactly those of the stock report`(seed: UInt64) throws {
        let season = Season(seed: seed)
        let book = try Book(of: season)
        try book.importPapers(season.papers, of: season)
        var naive = NaiveLedger()
        naive.record(season.rows)
        let found = try book.ledger.exceptions().filter { $0.code == .negativeStock }
        for day in season.days {
            let end = season.clock.endOfDay(day)
            let stock = try book.ledger.stock(StockQuery(time: ReportTime(asOf: Instant(milliseconds: end))))
                .rows
            let below = stock.reduce(0) { count, position in
                count + Stage.inWarehouse.count { position.units.units(at: $0) < 0 }
            }
            let recorded = found.count {
                ($0.since?.milliseconds ?? 0) <= end && ($0.until.map { end < $0.milliseconds } ?? true)
            }
            #expect(below == recorded, "day \(day)")
        }
    }
}
