import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct OpenDaysTests {
    private func day(_ text: String) throws -> Int { try #require(CalendarDate(text)).dayNumber }

    private func openDays(_ calendar: WorkCalendar) throws -> OpenDays {
        try OpenDays(calendar, from: day("2026-01-01"), to: day("2027-12-31"))
    }

    @Test func `seven open days of customs from September 14 end on the 22nd, because the 16th is closed`()
        throws
    {
        let open = try openDays(WorkCalendar(.mexicanCustoms))
        #expect(
            try CalendarDate(dayNumber: open.day(7, after: day("2026-09-14"))).description == "2026-09-22"
        )
        #expect(try open.count(after: day("2026-09-14"), through: day("2026-09-22")) == 7)
    }

    @Test func `the narrower calendar holds day by day`() throws {
        let calendars = try CalendarBook([
            DeclaredCalendar(
                .mexicanCustoms,
                [
                    CalendarPeriod(
                        from: #require(CalendarDate("2026-12-24")),
                        to: #require(CalendarDate("2026-12-31"))
                    )
                ]
            ),
            DeclaredCalendar(
                CalendarName("mx-customs:16"),
                [
                    CalendarPeriod(
                        from: #require(CalendarDate("2026-12-28")),
                        to: #require(CalendarDate("2026-12-28")),
                        isClosed: false,
                        name: "guardia"
                    )
                ]
            ),
        ])
        let office = try calendars.calendar(CalendarName("mx-customs:16"))
        let open = try openDays(office)
        #expect(try open.isOpen(day("2026-12-28")))
        #expect(try !open.isOpen(day("2026-12-29")))
        #expect(try !open.isOpen(day("2026-09-16")))
        #expect(try office.day(#require(CalendarDate("2026-12-28")))?.name == "guardia")
        #expect(try office.day(#require(CalendarDate("2026-12-25")))?.basis == .declared)
        #expect(try office.day(#require(CalendarDate("2026-09-16")))?.basis == .published)
        #expect(try openDays(calendars.calendar(.mexico)).isOpen(day("2026-12-24")))
        #expect(
            try CalendarDate(dayNumber: open.latest(onOrBefore: day("2026-12-27"))).description
                == "2026-12-23"
        )
    }

    @Test func `periods that overlap, reversed days and unknown calendars are refused`() throws {
        let from = try #require(CalendarDate("2026-12-24"))
        let to = try #require(CalendarDate("2026-12-31"))
        let period = try CalendarPeriod(from: from, to: to)
        #expect(throws: LedgerError.self) {
            try DeclaredCalendar(.china, [period, CalendarPeriod(from: to, to: to)])
        }
        #expect(throws: LedgerError.self) { try CalendarPeriod(from: to, to: from) }
        for name in ["", "us", "warehouse", "warehouse:", "mx-customs:", "Mars/Olympus", "cn2"] {
            #expect(throws: LedgerError.self, "\(name)") { try CalendarName(name) }
        }
        #expect(try CalendarName("warehouse:MTY1").wider == .mexico)
        #expect(try CalendarName("cn:yiwu").wider == .china)
    }

    /// Against a walk from day to day.
    @Test(arguments: seeds(10))
    func `counts and walks are those of a walk from day to day`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &draws) }
        let first = try day("2026-01-01")
        var closed: Set<Int> = []
        var periods: [CalendarPeriod] = []
        var next = first
        while next < first + 300 {
            let from = next + draw(12)
            let to = from + draw(9)
            periods.append(
                try CalendarPeriod(from: CalendarDate(dayNumber: from), to: CalendarDate(dayNumber: to))
            )
            closed.formUnion(from...to)
            next = to + 1
        }
        for text in ["01-01", "02-02", "03-16", "05-01", "09-16", "11-16", "12-25"] {
            closed.insert(try day("2026-\(text)"))
        }
        let name = try CalendarName("warehouse:W")
        let open = OpenDays(WorkCalendar(name, declared: [name: periods]), from: first, to: first + 364)
        for _ in 0..<200 {
            let start = first - 20 + draw(420)
            let count = draw(60)
            var day = start
            var left = count
            while left > 0 {
                day += 1
                if !closed.contains(day) { left -= 1 }
            }
            #expect(open.day(count, after: start) == day)
            let end = start + draw(90) - 10
            let counted = end > start ? (start + 1...end).count { !closed.contains($0) } : 0
            #expect(open.count(after: start, through: end) == counted)
            var latest = start
            while closed.contains(latest) { latest -= 1 }
            #expect(open.latest(onOrBefore: start) == latest)
        }
    }
}
