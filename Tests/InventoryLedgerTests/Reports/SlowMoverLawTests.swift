import InventoryLedger
import TestSupport
import Testing

/// The age of stock and its normal rate, compared with units that are moved one by one.
@Suite struct SlowMoverLawTests {
    @Test(arguments: seeds(5))
    func `ages, rates and last sales equal those of units moved one by one`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        let first = season.days.lowerBound + random.number(10...40)
        let promotionDays = Set(first...first + 4)
        if random.chance(50) {
            try book.ledger.declare(
                promotion: Promotion(
                    name: "P",
                    from: CalendarDate(dayNumber: first),
                    to: CalendarDate(dayNumber: first + 4),
                    timeZone: season.clock.zone
                )
            )
        }
        let isPromoted = try !book.ledger.promotions().isEmpty
        let papers = season.papers + (random.chance(50) ? season.openings : [])
        var files: [(rows: [SeasonRow], from: Int64)] = []
        var now = Book.now.milliseconds
        for file in random.dealt(papers, into: 3) where !file.isEmpty {
            book.setNow(Instant(milliseconds: now))
            try book.importPapers(file, of: season)
            files.append((file.flatMap { $0 }, now))
            now += 3_600_000
        }
        func expectEqual(asOf: Int64?, knownAt: Int64? = nil) throws {
            var query = SlowMoverQuery()
            query.time.asOf = asOf.map { Instant(milliseconds: $0) }
            query.time.knownAt = knownAt.map { Instant(milliseconds: $0) }
            // One day without a sale is enough, so that nearly all stock is listed.
            (query.idleDays, query.coverDays, query.deadDays) = (0, 0, 0)
            let moment = min(asOf ?? .max, knownAt ?? book.ledger.now().milliseconds)
            let naive = NaiveAges(
                known: files.filter { $0.from <= knownAt ?? .max }.flatMap(\.rows),
                clock: season.clock,
                asOf: asOf ?? .max,
                today: season.clock.reading(moment).day,
                promotionDays: isPromoted ? promotionDays : []
            ).lines()
            let movers = try book.ledger.slowMovers(query)
            // Stock sold after the report's day is not idle, but the naive list includes it.
            let listed = movers.map(\.oracleText).sorted()
            if let asOf, asOf <= knownAt ?? book.ledger.now().milliseconds {
                #expect(listed == naive, "as of \(asOf)")
            } else {
                #expect(listed.filter { !naive.contains($0) } == [])
            }
            for mover in movers { #expect(mover.ageBuckets.reduce(0, +) == max(0, mover.onHand)) }
        }
        try expectEqual(asOf: nil)
        for moment in season.moments(6) { try expectEqual(asOf: moment) }
        for file in files { try expectEqual(asOf: season.moments(2)[1], knownAt: file.from) }
    }

    @Test func `a transfer keeps the age, and a return does not create a young layer`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,                document, sku,  warehouse, quantity, occurred_at, shipment, to_warehouse, stage, order
            stock_received,      GRN-1,    MX-1, MTY1,      10,       2026-01-10,  ,         ,             ,
            stock_received,      GRN-2,    MX-1, MTY1,      10,       2026-06-10,  ,         ,             ,
            transfer_dispatched, T-1,      MX-1, MTY1,      4,        2026-07-01,  ,         FULL,         ,
            stock_received,      GRN-3,    MX-1, FULL,      4,        2026-07-05,  T-1,      ,             ,
            sale_shipped,        A,        MX-1, MTY1,      6,        2026-07-10,  ,         ,             ,
            return_received,     R,        MX-1, MTY1,      2,        2026-08-01,  ,         ,             available, A
            """
        )
        let movers = try book.ledger.slowMovers()
        #expect(movers.map(\.warehouse) == ["MTY1", "FULL"])
        let (mty, full) = (movers[0], movers[1])
        // Returned units had been received in January.
        #expect(mty.ageBuckets == [0, 0, 0, 10, 2])
        #expect(mty.oldestAgeDays == full.oldestAgeDays)
        #expect(full.ageBuckets == [0, 0, 0, 0, 4])
        #expect(full.daysAtWarehouse == 138)
        #expect(mty.rules == [.idle, .dead])
    }

    @Test func `cover of exactly the days asked for does not trigger the rule, and the reason is true`()
        throws
    {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku, warehouse, quantity, occurred_at
            stock_received, R1,       A,   W,         492,      2025-06-01
            sale_shipped,   S1,       A,   W,         123,      2025-06-30
            stock_received, R2,       B,   W,         5,        2025-06-02
            sale_shipped,   S2,       B,   W,         1,        2025-06-30
            """
        )
        var query = SlowMoverQuery()
        query.time.asOf = book.ledger.settings.zone.end(
            ofDay: try #require(CalendarDate(year: 2025, month: 6, day: 30)).dayNumber
        )
        // 369 units at 123 in 30 days last 90 days; 4 units at 1 in 29 days last 116.
        let movers = try book.ledger.slowMovers(query)
        #expect(movers.map(\.sku) == ["B"])
        #expect(movers[0].rules == [.cover])
        #expect(movers[0].excessUnits == 0)
        #expect(movers[0].suggestion == .hold)
        #expect(
            movers[0].reason
                == "it lasts 116 days at its normal rate; less than one unit is beyond 90 days"
        )
        query.coverDays = 89
        #expect(try book.ledger.slowMovers(query).map(\.sku) == ["A", "B"])
        (query.idleDays, query.coverDays) = (0, 90)
        let exact = try book.ledger.slowMovers(query).first { $0.sku == "A" }
        #expect(exact?.reason == "the stock lasts 90 days or less at its normal rate")
    }

    @Test func `a transfer to a warehouse that sells is suggested, and the excess has a value`() throws {
        let book = try Book()
        try book.ledger.declare(items: [
            Item(sku: "MX-1", name: "Lamp", unitCost: Money(minorUnits: 5000, currency: Currency("MXN")))
        ])
        var lines = [
            "kind,document,sku,warehouse,quantity,occurred_at", "stock_received,G1,MX-1,SLOW,100,2026-08-01",
            "stock_received,G2,MX-1,FAST,100,2026-08-01",
        ]
        for day in 1...19 {
            lines.append("order_placed,O\(day),MX-1,FAST,5,2026-11-\(day < 10 ? "0" : "")\(day)")
        }
        try book.importText(lines.joined(separator: "\n"))
        let movers = try book.ledger.slowMovers()
        let slow = try #require(movers.first { $0.warehouse == "SLOW" })
        #expect(slow.suggestion == .transfer)
        #expect(slow.transferTo == "FAST")
        #expect(slow.excessUnits == 100)
        #expect(slow.excessValue?.description == "5000.00 MXN")
        #expect(slow.rules == [.idle, .dead])
        #expect(slow.idleDays == nil)
        #expect(!movers.contains { $0.warehouse == "FAST" })
    }
}

extension SlowMover {
    /// The row as `NaiveAges` writes it.
    fileprivate var oracleText: String {
        let texts: [String] = [
            sku.text.exact, warehouse.text.exact, "available \(available)", "on hand \(onHand)",
            "\(ageBuckets)",
            "oldest \(oldestAgeDays ?? 0)", "here \(daysAtWarehouse ?? 0)",
            "last \(lastSoldAt.map { "\($0.milliseconds)" } ?? "-")",
            "normal \(NaiveSellThrough.rate(normalPerDay))",
        ]
        return texts.joined(separator: " ")
    }
}
