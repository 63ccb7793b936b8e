import InventoryLedger
import TestSupport
import Testing

/// How much reports read, told by SQLite's own plans and counts: no clock decides.
@Suite struct ReportWorkTests {
    private static let firstDay = CalendarDate(dayNumber: 20_700)
    private static let lastDay = CalendarDate(dayNumber: 20_720)
    private static let noon = Instant(milliseconds: 20_710 * 86_400_000 + 43_200_000)

    private typealias Report = (name: String, run: (Ledger) throws -> Void)

    /// Reports that need what concerns their goods, days and documents, and nothing else of the log.
    private static func pointed(_ sku: SKU) -> [Report] {
        let shipment: Shipment = "S-1"
        var reports: [Report] = [
            ("card", { _ = try $0.card(sku: sku) }),
            ("card of some days", { _ = try $0.card(sku: sku, from: firstDay, to: lastDay) }),
            ("open shipment", { _ = try $0.openShipment(shipment) }),
            ("an event", { _ = try $0.event(seq: 1) }),
            ("batches", { _ = try $0.batches() }),
            ("review", { _ = try $0.review(promotion: "buen-fin") }),
            ("stock of a SKU", { _ = try $0.stock(sku: sku) }),
        ]
        let queries: [(String, (inout EventQuery) throws -> Void)] = [
            ("SKU", { $0.sku = sku }), ("document", { $0.document = "A-1" }), ("batch", { $0.batch = 1 }),
            (
                "days",
                {
                    $0.from = firstDay
                    $0.to = lastDay
                }
            ),
        ]
        for (name, change) in queries {
            for isLive in [false, true] {
                reports.append(
                    (
                        "events of a \(name)",
                        { ledger in
                            var query = EventQuery()
                            query.onlyLive = isLive
                            try change(&query)
                            try ledger.forEachEvent(query) { _, _ in }
                        }
                    )
                )
            }
        }
        for (name, time) in [("now", ReportTime()), ("as of an instant", ReportTime(asOf: noon))] {
            reports += [
                ("stock \(name)", { _ = try $0.stock(StockQuery(time: time)) }),
                ("stock of a SKU \(name)", { _ = try $0.stock(StockQuery(sku: sku.text, time: time)) }),
                ("shipments \(name)", { _ = try $0.shipments(time: time) }),
                ("open shipments \(name)", { _ = try $0.shipments(openOnly: true, time: time) }),
                ("counts \(name)", { _ = try $0.reconcile(time: time) }),
                (
                    "lead times \(name)",
                    { ledger in
                        var query = LeadTimeQuery()
                        query.time = time
                        _ = try ledger.leadTimes(query)
                    }
                ),
                (
                    "slow movers \(name)",
                    { ledger in
                        var query = SlowMoverQuery()
                        query.time = time
                        _ = try ledger.slowMovers(query)
                    }
                ),
                (
                    "sell-through \(name)",
                    { ledger in
                        let zone = ledger.settings.zone
                        var query = SellThroughQuery(
                            window: try ReportWindow(from: firstDay, to: lastDay, zone: zone)
                        )
                        query.time = time
                        _ = try ledger.sellThrough(query)
                        query.sku = sku.text
                        _ = try ledger.sellThrough(query)
                    }
                ),
            ]
        }
        for code in LedgerException.Code.allCases where !comparingTheWholeLog.contains(code) {
            reports.append(("\(code.rawValue)", { _ = try $0.exceptions([code]) }))
        }
        return reports
    }

    /// Exceptions that compare all live events with each other, or list days without any.
    private static let comparingTheWholeLog: Set<LedgerException.Code> = [
        .gap, .sameDayTwice, .lineTwice, .handTwice,
    ]

    @Test func `no report searches the log where an index is there`() throws {
        let book = try Book.ofEverything()
        for report in Self.pointed("MX-1") {
            let trace = try StatementTrace.of(book.ledger) { try report.run(book.ledger) }
            let scans = try StatementTrace.scans(of: trace.statements, book.ledger)
            #expect(scans.isEmpty, "\(report.name): \(scans.joined(separator: "\n"))")
        }
    }

    @Test func `a search of the log is seen`() throws {
        let book = try Book.season()
        let trace = try StatementTrace.of(book.ledger) { _ = try book.ledger.coverage() }
        #expect(try !StatementTrace.scans(of: trace.statements, book.ledger).isEmpty)
    }

    @Test func `all exceptions together read every row of the log once`() throws {
        let book = try Self.book(skus: 9)
        let trace = try StatementTrace.of(book.ledger) { _ = try book.ledger.exceptions() }
        // All events, and those of some routes, which are in the lists of their kinds: of returns, and of others.
        let passes = trace.statements.filter { $0.contains("event") && $0.contains("feed(") }
        #expect(passes.filter { $0.contains("json_each(?) n CROSS JOIN event e") }.count <= 2, "\(passes)")
        #expect(passes.filter { $0.contains("FROM event WHERE seq <= ?") }.count == 1)
        let byRoutes = passes.filter { $0.contains("FROM event e") && $0.contains(">> e.route & 1") }
        #expect(byRoutes.isEmpty, "\(byRoutes)")
    }

    @Test func `as many statements are prepared for a hundred rows as for ten`() throws {
        let (small, large) = (try Self.book(skus: 9), try Self.book(skus: 90))
        for (few, many) in zip(Self.pointed("MX-1"), Self.pointed("MX-1")) {
            let prepared = try [(few, small), (many, large)].map { report, book in
                try StatementTrace.of(book.ledger) { try report.run(book.ledger) }.prepared
            }
            #expect(prepared[0] == prepared[1], "\(few.name)")
        }
    }

    @Test func `the work of a report grows with the lines of a shipment, not with their square`() throws {
        let (small, large) = (try Self.book(skus: 40), try Self.book(skus: 160))
        for report in Self.pointed("MX-1") {
            let steps = try [small, large].map { book in
                try StatementTrace.of(book.ledger) { try report.run(book.ledger) }.steps
            }
            #expect(steps[1] < 6 * steps[0] + 2000, "\(report.name): \(steps)")
        }
    }

    @Test func `a shipment of many lines takes time by its lines, not by their square`() throws {
        let (small, large) = (try Self.book(skus: 500), try Self.book(skus: 4000))
        let reports = Self.pointed("MX-1").filter {
            $0.name.hasPrefix("shipments") || $0.name.hasPrefix("lead times")
                || $0.name.hasPrefix("open ship")
                || $0.name.hasPrefix("dispatched") || $0.name.hasPrefix("counts now")
        }
        #expect(reports.count > 6)
        for report in reports {
            let times = try [small, large].map { book in
                try processorTime { try report.run(book.ledger) }
            }
            // Eight times the lines: a square would take 64 times as long.
            #expect(times[1] < times[0] * 30 + .milliseconds(50), "\(report.name): \(times)")
        }
        let steps = try [small, large].map { book in
            let open = try book.ledger.openShipment("S-1")
            return try processorTime {
                let events = try open.events(
                    [.release(nil, nil), .close(reason: nil)],
                    at: Self.noon,
                    part: "1"
                )
                #expect(events.count > 100)
            }
        }
        #expect(steps[1] < steps[0] * 30 + .milliseconds(50), "\(steps)")
    }

    /// A book of one shipment with a line for each SKU, of which half was received, and of one order, one return and one
    /// count of each SKU.
    private static func book(skus: Int) throws -> Book {
        let book = try Book()
        var lines = ["kind,document,line,sku,warehouse,quantity,occurred_at,shipment,order,eta,channel"]
        for sku in (1...skus).map({ "MX-\($0)" }) {
            let minute = "2026-09-1\(sku.utf8.count % 8)T1\(sku.utf8.count % 9):\(10 + (sku.hashed % 50))"
            lines += [
                "shipment_dispatched,S-1,,\(sku),MTY1,100,2026-09-02,,,2026-09-05,",
                "customs_released,26 51 3746 6000123,,\(sku),MTY1,60,2026-09-04,S-1,,,",
                "stock_received,R-\(sku),,\(sku),MTY1,50,2026-09-07,S-1,,,",
                "order_placed,A-\(sku),1,\(sku),MTY1,3,2026-09-08T10:00,,,,web",
                "order_shipped,A-\(sku),1,\(sku),MTY1,3,2026-09-08T11:00,,,,",
                "sale_voided,A-\(sku),1,\(sku),MTY1,1,2026-09-08T12:00,,,,web",
                "return_received,B-\(sku),1,\(sku),MTY1,1,2026-09-09T12:00,,A-\(sku),,web",
                "stock_counted,C-\(sku),1,\(sku),MTY1,\(sku.utf8.count),\(minute),,,,",
            ]
        }
        try book.importFile(lines.joined(separator: "\n") + "\n")
        _ = try book.ledger.declare(
            promotion: Promotion(
                name: "buen-fin",
                from: firstDay,
                to: CalendarDate(dayNumber: firstDay.dayNumber + 3),
                timeZone: "America/Mexico_City"
            )
        )
        return book
    }
}

extension String {
    /// A number of the text that is the same in every run.
    fileprivate var hashed: Int { utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } }
}
