import InventoryLedger
import TestSupport
import Testing

/// The sell-through of any season equals a loop over its rows.
@Suite struct SellThroughLawTests {
    /// A season with returns of its own orders, in files an hour apart, and its promotions.
    private struct Recorded {
        let season: Season
        let book: Book
        /// The rows of each file, when it was recorded, and when it was undone.
        var files: [(rows: [SeasonRow], from: Int64, to: Int64)] = []
        var now = Book.now.milliseconds
        let clock: NaiveClock
        let days: ClosedRange<Int>
        let otherDays: ClosedRange<Int>?
        let query: SellThroughQuery

        init(seed: UInt64) throws {
            var random = SeededDraws(seed: seed)
            season = Season(seed: seed)
            book = try Book(of: season)
            clock = NaiveClock(zone: random.pick(["America/Tijuana", "America/Mexico_City"]))
            let first = season.days.lowerBound + random.number(14...34)
            days = first...first + random.number(0...6)
            otherDays = random.chance(60) ? (first - 7)...(first - random.number(1...6)) : nil
            let promotion = try Self.promotion("hot sale", days, clock)
            try book.ledger.declare(promotion: promotion)
            if let otherDays { try book.ledger.declare(promotion: Self.promotion("pre", otherDays, clock)) }
            query = SellThroughQuery(window: try promotion.window(), promotion: promotion)

            var papers = season.papers + (random.chance(50) ? season.openings : [])
            let orders = season.rows.filter { ["order_placed", "sale_shipped"].contains($0.kind) }
            papers += random.some(orders, percent: 20).enumerated().map { index, order in
                [
                    SeasonRow(
                        "return_received",
                        1,
                        at: order.at + Int64(random.number(0...6)) * 86_400_000,
                        [
                            "document": "RMA-\(index)", "sku": order["sku"], "order": order["document"],
                            "warehouse": random.pick(season.warehouses),
                            "stage": random.pick(["", "available"]),
                        ]
                    )
                ]
            }
            for file in random.dealt(papers, into: 3) where !file.isEmpty {
                book.setNow(Instant(milliseconds: now))
                try book.importPapers(file, of: season)
                files.append((file.flatMap { $0 }, now, .max))
                now += 3_600_000
            }
        }

        private static func promotion(_ name: String, _ days: ClosedRange<Int>, _ clock: NaiveClock) throws
            -> Promotion
        {
            try Promotion(
                name: name,
                from: CalendarDate(dayNumber: days.lowerBound),
                to: CalendarDate(dayNumber: days.upperBound),
                timeZone: clock.zone,
                baselineDays: 12
            )
        }

        mutating func takeBackTheFirst() throws {
            book.setNow(Instant(milliseconds: now))
            // The promotions are the first batches.
            let batch = try book.ledger.batches().first { $0.action == .import }
            try book.ledger.undo(batch: batch?.id ?? 0)
            files[0].to = now
            now += 3_600_000
            book.setNow(Instant(milliseconds: now))
        }

        func naive(asOf: Int64? = nil, knownAt: Int64? = nil) -> NaiveSellThrough {
            func start(_ day: Int) -> Int64 { clock.instant(day: day, time: 0) }
            let window = start(days.lowerBound)..<start(days.upperBound + 1)
            let first = start(days.lowerBound - 12)
            let baseline =
                otherDays.map {
                    [first..<start($0.lowerBound), start($0.upperBound + 1)..<window.lowerBound]
                }
                ?? [first..<window.lowerBound]
            let known = knownAt ?? .max - 1
            return NaiveSellThrough(
                known: files.filter { $0.from <= known && $0.to > known }.flatMap(\.rows),
                window: window,
                baseline: baseline,
                dayStarts: (days.lowerBound - 12...days.upperBound + 1).map(start),
                asOf: asOf ?? .max,
                present: min(asOf ?? .max, knownAt ?? book.ledger.now().milliseconds) + 1
            )
        }

        func expectEqual(asOf: Int64? = nil, knownAt: Int64? = nil) throws {
            var query = query
            query.time.asOf = asOf.map { Instant(milliseconds: $0) }
            query.time.knownAt = knownAt.map { Instant(milliseconds: $0) }
            let report = try book.ledger.sellThrough(query)
            let naive = naive(asOf: asOf, knownAt: knownAt)
            let (left, right) = (report.rows.map(\.oracleText), naive.lines())
            for (one, other) in zip(left, right) { #expect(one == other, "\(asOf ?? 0) \(knownAt ?? 0)") }
            #expect(left.count == right.count)
            #expect(report.returnedWithoutOrder == naive.returnedWithoutOrder())
            for row in report.rows {
                let stock = try #require(row.stock)
                #expect(stock.closing == stock.supply + stock.other - stock.orderedByMoves)
            }
        }
    }

    @Test(arguments: seeds(6))
    func `a sell-through equals loops over all rows, as of and as known at any instant`(seed: UInt64)
        throws
    {
        var recorded = try Recorded(seed: seed)
        try recorded.expectEqual()
        for moment in recorded.season.moments(6) { try recorded.expectEqual(asOf: moment) }
        try recorded.takeBackTheFirst()
        try recorded.expectEqual()
        for file in recorded.files { try recorded.expectEqual(knownAt: file.from) }
        let moment = recorded.season.moments(1)[0]
        try recorded.expectEqual(asOf: moment, knownAt: recorded.files[0].from)
        try recorded.expectEqual(asOf: moment, knownAt: recorded.now)
    }

    @Test(arguments: seeds(4))
    func `the sums by SKU, warehouse and channel agree, and a SKU by itself has the same figures`(
        seed: UInt64
    )
        throws
    {
        let recorded = try Recorded(seed: seed)
        let report = try recorded.book.ledger.sellThrough(recorded.query)
        let total = try report.total()
        for dimensions in [[.sku], [.warehouse], [.sku, .warehouse], [.channel], [.channel, .warehouse]]
            as [Set<SellThroughDimension>]
        {
            let lines = try report.lines(by: dimensions)
            #expect(lines.reduce(0) { $0 + $1.ordered } == total.ordered)
            #expect(lines.reduce(0) { $0 + $1.cancelled } == total.cancelled)
            #expect(lines.reduce(0) { $0 + $1.returned } == total.returned)
            if dimensions.contains(.channel) { continue }
            #expect(lines.reduce(0) { $0 + ($1.stock?.closing ?? 0) } == total.stock?.closing ?? 0)
        }
        #expect(report.days.filter(\.isInWindow).reduce(0) { $0 + $1.ordered } == total.ordered)
        for sku in recorded.season.skus where !sku.contains("*") {
            var query = recorded.query
            query.sku = sku
            let alone = try recorded.book.ledger.sellThrough(query).rows
            #expect(alone == report.rows.filter { $0.sku == SKU(trusted: sku) })
        }
        for warehouse in recorded.season.warehouses {
            var query = recorded.query
            query.warehouse = Warehouse(trusted: warehouse)
            let alone = try recorded.book.ledger.sellThrough(query).rows
            #expect(alone == report.rows.filter { $0.warehouse == Warehouse(trusted: warehouse) })
        }
    }
}

extension SellThroughRow {
    /// The row as `NaiveSellThrough` writes it.
    fileprivate var oracleText: String {
        guard let stock else { return "no stock" }
        let texts: [String] = [
            sku?.text.exact ?? "", warehouse?.text.exact ?? "", "opening \(stock.opening)",
            "received \(stock.received)",
            "restocked \(stock.restocked)", "out \(stock.transferredOut)", "ordered \(ordered)",
            "moved \(stock.orderedByMoves)", "cancelled \(cancelled)", "returned \(returned)",
            "other \(stock.other)",
            "closing \(stock.closing)", "in \(stock.inStockMilliseconds)",
            "none \(stock.outOfStockMilliseconds)",
            "missing \(stock.missingDataMilliseconds)",
            "first \(stock.firstStockOutAt.map { "\($0.milliseconds)" } ?? "-")",
            "base \(NaiveSellThrough.rate(stock.baselinePerDay))",
            "rate \(NaiveSellThrough.rate(stock.promoPerDay))",
            "missed \(NaiveSellThrough.rate(stock.missedUnits))", "late \(stock.lateUnits)",
            "revenue \(revenue.reduce(0) { $0 + $1.minorUnits })",
        ]
        return texts.joined(separator: " ")
    }
}
