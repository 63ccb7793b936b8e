import InventoryLedger
import TestSupport
import Testing

/// What a person looks at every morning. The present of a book is 2026-11-20.
@Suite struct StatusReportTests {
    private static let header =
        "kind, source, document, sku, warehouse, quantity, occurred_at, shipment, mode\n"

    private func book(_ rows: String) throws -> Book {
        let book = try Book()
        try book.importText(Self.header + rows)
        return book
    }

    @Test func `each source says until when it has reported, the furthest behind first`() throws {
        let book = try book(
            """
            order_placed,   shop, O-1, MX-1, FULL, 1, 2026-11-19T10:00, ,
            stock_received, wms,  G-1, MX-1, MTY1, 9, 2026-11-03T10:00, ,
            """
        )
        let sources = try book.ledger.status().sources
        #expect(
            sources.map { "\($0.source) \($0.warehouse) \($0.lastEventAt)" } == [
                "wms MTY1 2026-11-03T16:00:00Z", "shop FULL 2026-11-19T16:00:00Z",
            ]
        )
    }

    @Test func `it lists what arrived within days, and what is stuck on its leg`() throws {
        let book = try book(
            """
            shipment_dispatched, fwd, S-1, MX-1, MTY1, 10, 2026-09-01, , sea
            stock_received,      wms, G-1, MX-1, MTY1, 7,  2026-11-14T10:00, S-1,
            shipment_dispatched, fwd, S-2, MX-1, MTY1, 5,  2026-11-01, , air
            stock_received,      wms, G-2, MX-1, MTY1, 5,  2026-11-05, S-2,
            shipment_dispatched, fwd, S-3, MX-1, MTY1, 5,  2026-11-19, , sea
            """
        )
        var query = StatusQuery()
        query.arrivedDays = 6
        let status = try book.ledger.status(query)
        #expect(status.arrived.map { "\($0.shipment) \($0.received)" } == ["S-1 7"])
        let beyond = try book.ledger.openShipments().filter { $0.progress?.isBeyondP90 == true }
        #expect(status.stuck.map(\.line.shipment) == beyond.map(\.line.shipment))
        #expect(status.stuck.map(\.line.shipment) == ["S-1"])
        query.arrivedDays = 5
        #expect(try book.ledger.status(query).arrived.isEmpty)
    }

    @Test func `it lists the stock that ends soon, as runs-out does`() throws {
        let days = (1...19).map { day in
            "sale_shipped, shop, S-\(day), MX-1, MTY1, 2, 2026-11-\(day < 10 ? "0" : "")\(day)T10:00, ,"
        }
        let book = try book(
            "stock_received, wms, G-1, MX-1, MTY1, 50, 2026-10-31T10:00, ,\n" + days.joined(separator: "\n")
        )
        let status = try book.ledger.status()
        #expect(status.runsOut.map(\.sku) == ["MX-1"])
        #expect(try status.runsOut.map(\.runsOutOn) == book.ledger.runsOut().map(\.runsOutOn))
        var query = StatusQuery()
        query.runsOutDays = 2
        #expect(try book.ledger.status(query).runsOut.isEmpty)
    }

    @Test func `the goods of an order that waits are sorted`() throws {
        let skus = (10...29).map { "MX-\($0)" }
        let rows = skus.reversed().map { "order_placed, shop, O-1, \($0), MTY1, 1, 2026-11-11T10:00, ," }
        let book = try book(rows.joined(separator: "\n"))
        #expect(try book.ledger.status().waiting.compactMap(\.sku?.text) == skus)
    }

    @Test func `it lists the orders that wait, the oldest first, and counts what needs a decision`() throws {
        let book = try book(
            """
            order_placed,  shop, O-2, MX-1, MTY1, 1, 2026-11-17T10:00, ,
            order_placed,  shop, O-1, MX-1, MTY1, 2, 2026-11-11T10:00, ,
            order_placed,  shop, O-3, MX-1, MTY1, 1, 2026-11-20T05:00, ,
            """
        )
        let status = try book.ledger.status()
        #expect(status.waiting.map(\.document) == ["O-1", "O-2"])
        #expect(status.decisions.contains { $0.kind == .negativeStock && $0.count == 1 })
        var query = StatusQuery()
        query.waitingHours = 96
        #expect(try book.ledger.status(query).waiting.map(\.document) == ["O-1"])
        query.asOf = Instant("2026-11-11T20:00:00Z")
        query.waitingHours = 1
        let early = try book.ledger.status(query)
        #expect(early.waiting.map(\.document) == ["O-1"])
        #expect(early.at == query.asOf)
    }

    @Test func `rejected rows and conflicts are decisions until they are settled`() throws {
        let book = try book("stock_received, wms, G-1, MX-1, MTY1, 9, 2026-11-03, ,")
        try book.importText(
            Self.header + "stock_received, wms, G-2, MX-1, MTY1, x, 2026-11-03, ,\n"
                + "stock_received, wms, G-1, MX-1, MTY1, 8, 2026-11-03, ,"
        ) {
            $0.append.skipsRejected = true
            $0.append.onConflict = .keep
        }
        func decisions() throws -> [String] {
            try book.ledger.status().decisions.map { "\($0.kind.rawValue) \($0.count)" }
        }
        #expect(try decisions() == ["rejected_row 1", "conflict 1"])
        try book.importText(Self.header + "stock_received, wms, G-2, MX-1, MTY1, 4, 2026-11-03, ,")
        #expect(try decisions() == ["conflict 1"])
        book.setNow(Book.now.advanced(byMilliseconds: 8 * 86_400_000))
        #expect(try decisions() == [])
    }

    @Test func `an empty ledger has an empty status`() throws {
        let book = try Book()
        let status = try book.ledger.status()
        #expect(status.sources.isEmpty && status.arrived.isEmpty && status.stuck.isEmpty)
        #expect(status.runsOut.isEmpty && status.waiting.isEmpty && status.decisions.isEmpty)
        #expect(status.at == Book.now)
    }
}
