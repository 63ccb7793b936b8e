import Testing

@testable import InventoryLedger

@Suite struct BuiltInCalendarTests {
    private func closedDays(_ name: CalendarName, _ year: Int) throws -> [String] {
        let from = try #require(CalendarDate("\(year)-01-01"))
        let to = try #require(CalendarDate("\(year)-12-31"))
        return WorkCalendar(name).days(from: from, to: to).map { String($0.date.description.dropFirst(5)) }
    }

    @Test(arguments: [
        (2012, ["01-01", "02-06", "03-19", "05-01", "09-16", "11-19", "12-01", "12-25"]),
        (2018, ["01-01", "02-05", "03-19", "05-01", "09-16", "11-19", "12-01", "12-25"]),
        (2024, ["01-01", "02-05", "03-18", "05-01", "09-16", "10-01", "11-18", "12-25"]),
        (2025, ["01-01", "02-03", "03-17", "05-01", "09-16", "11-17", "12-25"]),
        (2026, ["01-01", "02-02", "03-16", "05-01", "09-16", "11-16", "12-25"]),
        (2030, ["01-01", "02-04", "03-18", "05-01", "09-16", "10-01", "11-18", "12-25"]),
    ])
    func `Mexico and its customs close on the days of the labour law`(year: Int, days: [String]) throws {
        #expect(try closedDays(.mexico, year) == days)
        #expect(try closedDays(.mexicanCustoms, year) == days)
    }

    @Test func `China closes in 2026 on the days that the State Council published`() throws {
        let expected =
            ["01-01", "01-02", "01-03"] + (15...23).map { "02-\($0)" } + ["04-04", "04-05", "04-06"]
            + (1...5).map { "05-0\($0)" } + ["06-19", "06-20", "06-21", "09-25", "09-26", "09-27"]
            + (1...7).map { "10-0\($0)" }
        #expect(try closedDays(.china, 2026) == expected)
        let day = try #require(CalendarDate("2026-02-17"))
        #expect(WorkCalendar(.china).day(day)?.basis == .published)
    }

    @Test func `later years of China are estimated, and those of Mexico are not`() throws {
        let china = WorkCalendar(.china)
        // The New Year of 2027 is on February 6.
        for text in ["2027-02-05", "2027-02-12", "2027-10-01"] {
            #expect(try china.day(#require(CalendarDate(text)))?.basis == .estimated, "\(text)")
        }
        #expect(try china.day(#require(CalendarDate("2027-02-13"))) == nil)
        #expect(china.isEstimated(year: 2027) && !china.isEstimated(year: 2026))
        #expect(!WorkCalendar(.mexicanCustoms).isEstimated(year: 2027))
    }

    @Test(arguments: 2020...2026)
    func `the rule for later years gives the published weekdays of the short festivals`(year: Int) throws {
        func weekdays(_ holidays: [Holiday]) -> [String] {
            holidays.filter { ["清明节", "端午节", "中秋节"].contains($0.name) }.flatMap { holiday in
                (holiday.from.dayNumber...holiday.to.dayNumber).map { CalendarDate(dayNumber: $0) }
            }.filter { $0.weekday < 5 }.map { "\($0)" }
        }
        #expect(weekdays(ChineseHolidays.estimate(of: year)) == weekdays(ChineseHolidays.holidays(of: year)))
    }

    @Test func `years beyond the lunar table still have their fixed days`() throws {
        #expect(try closedDays(.china, 2080).contains("10-03"))
        #expect(try closedDays(.mexico, 2199).count == 7)
    }

    @Test func `days of the week are counted from Monday, before 1970 too`() throws {
        for (day, weekday) in [(0, 3), (20_786, 6), (-3, 0), (-4, 6), (-10, 0)] {
            #expect(CalendarDate(dayNumber: day).weekday == weekday, "\(day)")
        }
    }
}
