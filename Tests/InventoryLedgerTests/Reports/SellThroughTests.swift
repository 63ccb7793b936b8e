import Foundation
import InventoryLedger
import TestSupport
import Testing

@Suite struct SellThroughTests {
    /// Two days of a promotion in Mexico City's zone.
    private static let season = """
        kind,                document,    sku,  warehouse, quantity, occurred_at,                  shipment, order, channel, amount, eta, to_warehouse, stage
        stock_received,      GRN-1,       MX-1, MTY1,      20,       2026-11-01,                   ,         ,      ,        ,       , ,
        order_placed,        A,           MX-1, MTY1,      2,        2026-11-05,                   ,         ,      meli,    200.00, , ,
        order_placed,        early,       MX-1, MTY1,      1,        2026-11-12T23:59:59.999,      ,         ,      meli,    100.00, , ,
        order_placed,        B,           MX-1, MTY1,      3,        2026-11-13T00:00,             ,         ,      meli,    300.00, , ,
        order_placed,        C,           MX-1, MTY1,      14,       2026-11-13T12:00,             ,         ,      amazon,  1400.00, , ,
        shipment_dispatched, S-3,         MX-1, MTY1,      240,      2026-10-01,                   ,         ,      ,        ,       2026-11-10, ,
        stock_received,      GRN-2,       MX-1, MTY1,      240,      2026-11-14T00:00,             S-3,      ,      ,        ,       , ,
        order_placed,        last,        MX-1, MTY1,      5,        2026-11-14T23:59:59.999,      ,         ,      amazon,  500.00, , ,
        order_placed,        after,       MX-1, MTY1,      7,        2026-11-15T00:00,             ,         ,      amazon,  700.00, , ,
        order_cancelled,     C,           MX-1, MTY1,      4,        2026-11-16,                   ,         ,      ,        ,       , ,
        return_received,     RMA-1,       MX-1, MTY1,      1,        2026-11-18,                   ,         B,     ,        ,       , ,
        return_received,     RMA-2,       MX-1, MTY1,      1,        2026-11-14,                   ,         ,      ,        ,       , ,
        """

    private static let voided = """
        kind,            document, order, sku,  warehouse, quantity, occurred_at,      channel, amount
        order_placed,    O1,       ,      LAMP, MTY1,      3,        2026-11-13T10:00, web,     900.00
        order_shipped,   O1,       ,      LAMP, MTY1,      3,        2026-11-13T15:00, ,
        sale_voided,     O1,       ,      LAMP, MTY1,      1,        2026-11-15T10:00, web,     300.00
        return_received, R1,       O1,    LAMP, MTY1,      1,        2026-11-20,       web,
        order_placed,    O2,       ,      FAN,  MTY1,      2,        2026-11-13T10:00, web,     600.00
        order_placed,    O2,       ,      FAN,  CDMX,      1,        2026-11-13T10:00, web,     300.00
        sale_voided,     O2,       ,      FAN,  MTY1,      2,        2026-11-15T10:00, web,     600.00
        return_received, R2,       O2,    FAN,  CDMX,      2,        2026-11-20,       web,
        return_received, R3,       O2,    FAN,  CDMX,      1,        2026-11-21,       web,
        """

    @Test(arguments: [["LAMP", "3 1 0 2 [600.00]"], ["FAN", "3 2 1 0 [300.00]"]])
    func `units that were voided and came back are subtracted once`(expected: [String]) throws {
        let lines = Self.voided.split(separator: "\n").map(String.init)
        for isReversed in [false, true] {
            let book = try Book()
            for line in isReversed ? lines.dropFirst().reversed() : Array(lines.dropFirst()) {
                try book.importText(lines[0] + "\n" + line)
            }
            var query = SellThroughQuery(
                window: try ReportWindow(
                    from: CalendarDate(dayNumber: 20_770),
                    to: CalendarDate(dayNumber: 20_771),
                    zone: book.ledger.settings.zone
                )
            )
            query.sku = expected[0]
            let total = try book.ledger.sellThrough(query).total()
            let units = "\(total.ordered) \(total.cancelled) \(total.returned) \(total.netSold)"
            #expect("\(units) \(total.revenue.map(\.decimal))".replacing("\"", with: "") == expected[1])
        }
    }

    private func report(_ change: (inout SellThroughQuery) -> Void = { _ in }) throws -> SellThroughReport {
        let book = try Book()
        try book.importText(Self.season)
        try book.ledger.declare(
            promotion: Promotion(
                name: "P",
                from: #require(CalendarDate(year: 2026, month: 11, day: 13)),
                to: #require(CalendarDate(year: 2026, month: 11, day: 14)),
                timeZone: "America/Mexico_City"
            )
        )
        try book.ledger.declare(plan: [PlanLine(sku: "MX-1", forecast: 34, stockTarget: 34)], of: "P")
        let promotion = try book.ledger.promotion("P")
        var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
        change(&query)
        return try book.ledger.sellThrough(query)
    }

    @Test func `the last millisecond is included, and the next midnight is not`()
        throws
    {
        let report = try report()
        let row = try #require(report.rows.first)
        #expect(row.stock?.opening == 17)
        #expect(row.ordered == 22)
        #expect(row.stock?.closing == 235)
        #expect(report.returnedWithoutOrder == 1)
    }

    @Test func `stock that ran out and came back on one day was out for those hours`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-1,    MX-1, MTY1,      10,       2026-11-01
            stock_adjusted, ADJ-1,    MX-1, MTY1,      -10,      2026-11-13T10:00
            stock_adjusted, ADJ-2,    MX-1, MTY1,      10,       2026-11-13T14:00
            order_placed,   A,        MX-1, MTY1,      1,        2026-11-14T12:00
            """
        )
        let window = try ReportWindow(
            from: #require(CalendarDate(year: 2026, month: 11, day: 13)),
            to: #require(CalendarDate(year: 2026, month: 11, day: 14)),
            zone: book.ledger.settings.zone
        )
        let report = try book.ledger.sellThrough(SellThroughQuery(window: window))
        let stock = try #require(report.rows.first?.stock)
        #expect([stock.opening, stock.closing] == [10, 9])
        #expect(stock.outOfStockMilliseconds == 4 * 3_600_000)
        #expect(stock.inStockMilliseconds == 44 * 3_600_000)
    }

    @Test func `cancellations and returns belong to their orders, at any time`() throws {
        let row = try #require(report().rows.first)
        #expect([row.cancelled, row.sold, row.returned, row.netSold] == [4, 18, 1, 17])
        // The cancelled part of order C takes its share of the amount.
        #expect(row.revenue.map(\.decimal) == ["1800.00"])
        let early = try #require(
            report { $0.time.asOf = Instant(milliseconds: $0.window.end.milliseconds - 1) }.rows.first
        )
        #expect([early.cancelled, early.returned] == [0, 0])
    }

    @Test func `twelve hours out of stock are missed at the rate of the hours in stock`() throws {
        let row = try #require(report().rows.first)
        let stock = try #require(row.stock)
        #expect(stock.firstStockOutAt?.description == "2026-11-13T18:00:00Z")
        #expect(stock.outOfStockMilliseconds == 12 * 3_600_000)
        #expect(stock.inStockMilliseconds == 36 * 3_600_000)
        let missed = try #require(stock.missedUnits)
        #expect(abs(missed - 22.0 / 3) < 0.000_001)
        // Order C has 14 of the 22 units.
        #expect(row.flags == [.bulkOrder])
    }

    @Test func `a shipment due before the start that arrived after it is reported`() throws {
        let report = try report()
        #expect(report.rows.first?.stock?.lateUnits == 240)
        #expect(report.arrivals.map(\.shipment) == ["S-3"])
        #expect(report.arrivals.first?.isLate == true)
    }

    @Test func `a plan for all warehouses counts if warehouses are summed over`() throws {
        let report = try report()
        #expect(try report.lines(by: [.sku, .warehouse]).first?.forecast == nil)
        let row = try #require(report.lines(by: [.sku]).first)
        #expect(row.forecastAttained == 0.5)
        #expect(row.readyShare == 0.5)
    }

    @Test func `each basis has its own denominator`() throws {
        func sellThrough(_ basis: SellThroughBasis) throws -> Double? {
            try report { $0.basis = basis }.rows.first?.sellThrough
        }
        #expect(try sellThrough(.supply).map { Int64($0 * 257 + 0.5) } == 18)
        #expect(try sellThrough(.received).map { Int64($0 * 240 + 0.5) } == 18)
        #expect(try sellThrough(.opening).map { Int64($0 * 17 + 0.5) } == 18)
        #expect(try sellThrough(.ending).map { Int64($0 * 253 + 0.5) } == 18)
        #expect(try report { $0.basis = .opening }.rows.first?.flags == [.sellThroughAboveOne, .bulkOrder])
    }

    @Test func `channels have units and revenue, but no stock`() throws {
        let lines = try report().lines(by: [.channel])
        #expect(lines.map(\.channel) == ["amazon", "meli"])
        #expect(lines.map(\.sold) == [15, 3])
        let shares: [Double?] = [15.0 / 18.0, 3.0 / 18.0]
        #expect(lines.map(\.share) == shares)
        #expect(lines.allSatisfy { $0.stock == nil && $0.sellThrough == nil })
    }

    @Test func `beside a movement log, orders recorded as memo are the demand`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at, memo
            stock_received, GRN-1,    MX-1, FULL,      10,       2026-11-01,
            sale_shipped,   9001,     MX-1, FULL,      4,        2026-11-13,
            order_placed,   A,        MX-1, FULL,      5,        2026-11-13,  true
            """
        )
        let day = try #require(CalendarDate(year: 2026, month: 11, day: 13))
        let window = try ReportWindow(from: day, to: day, zone: book.ledger.settings.zone)
        let row = try #require(book.ledger.sellThrough(SellThroughQuery(window: window)).rows.first)
        #expect(row.ordered == 5)
        #expect(row.stock?.orderedByMoves == 4)
        #expect(row.stock?.closing == 6)
    }

    @Test func `a report is a value that others can decode`() throws {
        let report = try report()
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(SellThroughReport.self, from: data).rows == report.rows)
    }
}
