import InventoryLedger
import TestSupport
import Testing

/// What a review concludes from a promotion of 2026-11-13 to 2026-11-17.
@Suite struct ReviewTests {
    private static let stock = """
        kind,           document, sku,  warehouse, quantity, occurred_at
        stock_received, GRN-1,    LAMP, MTY1,      20,       2026-11-01
        stock_received, GRN-1,    FAN,  MTY1,      900,      2026-11-01
        stock_received, GRN-1,    CUP,  MTY1,      50,       2026-11-01
        """

    private func book(_ events: String, plan: [PlanLine] = []) throws -> Book {
        let book = try Book()
        try book.importText(events)
        try book.ledger.declare(
            promotion: Promotion(
                name: "fin",
                from: #require(CalendarDate(year: 2026, month: 11, day: 13)),
                to: #require(CalendarDate(year: 2026, month: 11, day: 17)),
                timeZone: "America/Mexico_City",
                baselineDays: 10
            )
        )
        if !plan.isEmpty { try book.ledger.declare(plan: plan, of: "fin") }
        return book
    }

    @Test func `forecast and readiness are those of the planned positions, each up to its target`() throws {
        let book = try book(
            Self.stock + """

                order_placed,   A,        LAMP, MTY1,      8,        2026-11-14
                order_placed,   B,        FAN,  MTY1,      100,      2026-11-14
                order_placed,   C,        CUP,  MTY1,      4,        2026-11-14
                """,
            plan: [
                PlanLine(sku: "LAMP", warehouse: "MTY1", forecast: 16, stockTarget: 40),
                PlanLine(sku: "CUP", forecast: 4, stockTarget: 10),
                PlanLine(sku: "MUG", warehouse: "MTY1", forecast: 4, stockTarget: 10),
            ]
        )
        let total = try book.ledger.review(promotion: "fin").total
        // 20 of 40 lamps, 10 of 10 cups although there are 50, no mugs; the 900 fans are not planned.
        #expect(total.stockTarget == 60)
        #expect(total.targetReady == 30)
        #expect(total.readyShare == 0.5)
        #expect(total.readyUnits == 970)
        // 8 of 16 lamps, 4 of 4 cups, no mugs of 4.
        #expect(total.forecastSold == 12)
        #expect(total.forecastAttained == 0.5)
    }

    @Test func `a line for all warehouses means those without a line of their own`() throws {
        let book = try book(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-1,    LAMP, MTY1,      20,       2026-11-01
            stock_received, GRN-1,    LAMP, FULL,      6,        2026-11-01
            stock_received, GRN-1,    LAMP, CDMX,      1,        2026-11-01
            """,
            plan: [
                PlanLine(sku: "LAMP", warehouse: "MTY1", stockTarget: 10),
                PlanLine(sku: "LAMP", stockTarget: 10),
            ]
        )
        let total = try book.ledger.review(promotion: "fin").total
        // 10 of the 20 in MTY1, and the 7 elsewhere.
        #expect(total.targetReady == 17)
        #expect(total.stockTarget == 20)
    }

    @Test func `only a source that reports orders or dispatches can lack days`() throws {
        let book = try book(
            """
            kind,           source, document, sku,  warehouse, quantity, occurred_at
            stock_received, wms,    GRN-1,    LAMP, MTY1,      20,       2026-11-05
            stock_received, wms,    GRN-2,    LAMP, MTY1,      20,       2026-11-14
            order_placed,   shop,   A,        LAMP, MTY1,      1,        2026-11-12
            order_placed,   shop,   B,        LAMP, MTY1,      1,        2026-11-15
            order_placed,   ,       C,        LAMP, MTY1,      1,        2026-11-12
            order_placed,   ,       D,        LAMP, MTY1,      1,        2026-11-16
            """
        )
        let coverage = try book.ledger.review(promotion: "fin").coverage
        #expect(coverage.map { "\($0.source)" } == ["manual", "shop", "wms"])
        #expect(coverage.map(\.missingDays) == [nil, 2, nil])
    }

    @Test(arguments: [
        ("2026-11-10T12:00:00Z", PromotionReview.Phase.notBegun(inDays: 3)),
        ("2026-11-13T05:59:59.999Z", .notBegun(inDays: 1)),
        ("2026-11-13T06:00:00Z", .underWay(day: 1, of: 5)),
        ("2026-11-18T05:59:59.999Z", .underWay(day: 5, of: 5)),
        ("2026-11-18T06:00:00Z", .returnsOpen),
        ("2026-12-31T12:00:00Z", .final),
    ])
    func `a review says how far the promotion has come`(now: String, phase: PromotionReview.Phase) throws {
        let book = try book(Self.stock)
        book.setNow(try #require(Instant(now)))
        let review = try book.ledger.review(promotion: "fin")
        #expect(review.phase == phase)
        #expect((review.returnsOpenUntil == nil) == (phase == .final))
        if case .notBegun = phase { #expect(review.leftOver.isEmpty) }
    }

    @Test func `only what a normal rate says is too much is left over`() throws {
        let book = try book(
            Self.stock + """

                order_placed,   A,        FAN,  MTY1,      10,       2026-11-08
                order_placed,   B,        FAN,  MTY1,      2,        2026-11-14
                order_placed,   C,        CUP,  MTY1,      40,       2026-11-14
                stock_received, GRN-2,    NEW,  MTY1,      300,      2026-11-14
                order_placed,   D,        NEW,  MTY1,      3,        2026-11-15
                """
        )
        let review = try book.ledger.review(promotion: "fin")
        // 888 fans at one a day are 798 too many. No lamp was sold, before or in the promotion. 40 of 50 cups were.
        #expect(
            review.leftOver.map { "\($0.row.sku?.text ?? "") \($0.units)" } == ["FAN 798.0", "LAMP 20.0"]
        )
        #expect([Int64(review.withoutRate.positions), review.withoutRate.units] == [1, 297])
        #expect(review.positions.compactMap(\.sku?.text) == ["CUP", "FAN", "LAMP", "NEW"])
    }

    @Test func `an order of more than 30 % is named with the advice`() throws {
        let book = try book(
            Self.stock + """

                order_placed,   A,        LAMP, MTY1,      9,        2026-11-13T12:00
                order_placed,   B,        LAMP, MTY1,      1,        2026-11-13T13:00
                order_placed,   BULK,     LAMP, MTY1,      10,       2026-11-14T12:00
                order_placed,   C,        CUP,  MTY1,      12,       2026-11-14
                order_placed,   D,        CUP,  MTY1,      38,       2026-11-15
                """
        )
        func bulkOrders() throws -> [String?] {
            try book.ledger.review(promotion: "fin").soldOut.sorted {
                $0.row.sku?.text ?? "" < $1.row.sku?.text ?? ""
            }
            .map { line in line.bulkOrder.map { "\($0.document) \($0.units) \($0.share)" } }
        }
        #expect(try bulkOrders() == ["D 38 0.76", "BULK 10 0.5"])
        // Amended to nine units, it is no bulk order.
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            order_placed,   BULK,     LAMP, MTY1,      9,        2026-11-14T12:00
            order_placed,   E,        LAMP, MTY1,      1,        2026-11-14T12:00
            """
        ) { $0.append.onConflict = .amend }
        #expect(try bulkOrders() == ["D 38 0.76", nil])
    }

    @Test func `the rate of a few hours is missed no faster than on the best day`() throws {
        let book = try book(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-1,    LAMP, MTY1,      20,       2026-11-13T09:00
            order_placed,   A,        LAMP, MTY1,      12,       2026-11-13T09:30
            order_placed,   B,        LAMP, MTY1,      8,        2026-11-13T10:00
            """
        )
        let line = try #require(book.ledger.review(promotion: "fin").soldOut.first)
        // One hour in stock and 110 hours without: 20 a day at the most, instead of 480.
        let stock = try #require(line.row.stock)
        #expect(stock.promoPerDay == 480)
        #expect(abs(line.units - 20.0 * 110 / 24) < 0.000_001)
        #expect(stock.isMissedWeak)
        #expect(line.row.flags == [.missedUnitsWeak, .bulkOrder])
    }
}
