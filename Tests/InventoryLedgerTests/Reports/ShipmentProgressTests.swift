import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct ShipmentProgressTests {
    private static let header =
        "kind,document,sku,warehouse,quantity,occurred_at,shipment,mode,forwarder\n"

    /// Shipments by sea that took so many days to the port; those that have not arrived left so many days before
    /// 2026-11-20.
    private func book(ended: [Int], running: [Int], mode: String = "sea") throws -> Book {
        let book = try Book()
        let today = try #require(CalendarDate("2026-11-20")).dayNumber
        var text = Self.header
        for (number, days) in ended.enumerated() {
            let left = CalendarDate(dayNumber: today - 200)
            let arrived = CalendarDate(dayNumber: today - 200 + days)
            text += "shipment_dispatched,E\(number),A,MTY1,10,\(left),,\(mode),\n"
            text += "port_arrived,E\(number),,MTY1,,\(arrived),,,\n"
            text += "stock_received,G\(number),A,MTY1,10,2026-11-19,E\(number),,\n"
        }
        for (number, days) in running.enumerated() {
            let left = CalendarDate(dayNumber: today - days)
            text += "shipment_dispatched,R\(number),A,MTY1,10,\(left),,\(mode),\n"
        }
        try book.importFile(text)
        return book
    }

    private func times(_ book: Book, _ leg: Leg) throws -> LeadTime {
        var query = LeadTimeQuery()
        query.grouping = .mode
        return try #require(try book.ledger.leadTimes(query).first { $0.leg == leg })
    }

    @Test func `lead times count what is still under way`() throws {
        let thrice = { (days: [Int]) in days.flatMap { [$0, $0, $0] } }
        let book = try book(ended: thrice([38, 41, 47, 52]), running: thrice([30, 49]))
        let times = try times(book, .dispatchPort)
        #expect(times.count == 12 && times.running.count == 6)
        #expect([50, 80].map { times.percentile($0).map { $0 / 86_400_000 } } == [47, 52])
        #expect(times.basis == .measured)
        // The shelf was never reached by way of customs, so nothing is under way from there.
        #expect(try book.ledger.leadTimes().first { $0.leg == .portRelease } == nil)
    }

    @Test func `below ten ended legs the trade's days stand in, and are marked`() throws {
        let book = try book(ended: [38, 41, 47, 52], running: [30])
        let times = try times(book, .dispatchPort)
        #expect(times.basis == .usual && times.usualDays == 25...35)
        #expect([50, 80, 90].map { times.percentile($0).map { $0 / 86_400_000 } } == [30, 35, 35])
        #expect(try book.ledger.leadTimes().first { $0.leg == .dispatchPort }?.percentile(50) == nil)
    }

    @Test func `an open shipment says where it is, for how long, and when it will be on the shelf`() throws {
        let book = try Book()
        try book.importFile(
            Self.header + """
                shipment_dispatched,S-1,A,MTY1,10,2026-09-23,,sea,
                shipment_dispatched,S-2,A,MTY1,10,2026-09-01,,sea,
                port_arrived,S-2,,MTY1,,2026-11-14,,,
                shipment_dispatched,S-3,A,MTY1,10,2026-09-01,,sea,
                customs_released,26 51 3746 6000123,A,MTY1,10,2026-11-18,S-3,,
                shipment_dispatched,S-4,A,MTY1,10,2026-11-01,,truck,

                """
        )
        let open = try book.ledger.openShipments()
        func line(_ index: Int) throws -> String {
            let progress = try #require(open[index].progress)
            return [
                progress.leg.rawValue, "\(progress.since)", "\(progress.daysInLeg)",
                progress.isBeyondP90.map { "\($0)" } ?? "-", progress.expectedOn?.description ?? "-",
                progress.p90On?.description ?? "-",
            ].joined(separator: " ")
        }
        #expect(try line(0) == "dispatch-port 2026-09-23 58 true - -")
        // November 16 is closed: 5 open days are over, 6 and 7 make the release, then 4 and 5 to the shelf.
        #expect(try line(1) == "port-release 2026-11-14 5 false 2026-11-25 2026-11-27")
        #expect(try line(2) == "release-shelf 2026-11-18 2 false 2026-11-22 2026-11-23")
        #expect(try line(3) == "dispatch-port 2026-11-01 19 - - -")
        #expect(open[1].progress?.isMeasured == false)
    }

    @Test func `a calendar recorded later does not change an earlier answer`() throws {
        let book = try Book()
        try book.importFile(
            Self.header + "shipment_dispatched,S-1,A,MTY1,10,2026-11-19,,air,\n"
        )
        let before = try #require(book.ledger.openShipments().first?.progress)
        book.setNow(Book.now.advanced(byMilliseconds: 3_600_000))
        try book.ledger.declare(calendars: [
            DeclaredCalendar(
                .of("MTY1"),
                [
                    CalendarPeriod(
                        from: #require(CalendarDate("2026-12-01")),
                        to: #require(CalendarDate("2026-12-31"))
                    )
                ]
            )
        ])
        let then = ReportTime(asOf: Book.now, knownAt: Book.now)
        #expect(try book.ledger.openShipments(time: then).first?.progress == before)
        #expect(try book.ledger.openShipments().first?.progress?.p90On?.description == "2027-01-06")
    }
}
