import Foundation
import InventoryLedger
import Testing

@Suite struct CalendarDateTests {
    /// Counts days one by one with only the lengths of the months.
    @Test func `every day of the ledger's years has its own number`() throws {
        var number = 0
        for year in 1970...2199 {
            // 2000 is a leap year, 2100 is not.
            let isLeap = year % 4 == 0 && year != 2100
            for (index, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let date = try #require(CalendarDate(year: year, month: index + 1, day: day))
                    guard date.dayNumber == number, CalendarDate(dayNumber: number) == date else {
                        Issue.record("\(date) is day \(date.dayNumber) instead of \(number)")
                        return
                    }
                    number += 1
                }
                #expect(CalendarDate(year: year, month: index + 1, day: days + 1) == nil)
            }
        }
        #expect(number == 84_006)
    }

    @Test func `the days before 1970 have negative numbers`() {
        #expect(CalendarDate(dayNumber: -1).description == "1969-12-31")
        #expect(CalendarDate(dayNumber: -719_468).description == "0-03-01")
    }

    @Test(arguments: [(1969, 12, 31), (2200, 1, 1), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, -1)])
    func `a date outside the calendar is nil`(year: Int, month: Int, day: Int) {
        #expect(CalendarDate(year: year, month: month, day: day) == nil)
    }

    @Test func `months count on from January 1970`() throws {
        #expect(CalendarDate(dayNumber: 0).monthNumber == 0)
        #expect(CalendarDate(dayNumber: 31).monthNumber == 1)
        #expect(try #require(CalendarDate(year: 2026, month: 11, day: 13)).monthNumber == 682)
        #expect(CalendarDate(dayNumber: -1).monthNumber == -1)
    }

    @Test func `dates sort like the calendar`() throws {
        let texts = ["2026-11-13", "2026-02-28", "2025-12-31", "2026-11-02"]
        let dates = try texts.map { text -> CalendarDate in
            guard case .date(let date) = WrittenTime(text) else { throw CancellationError() }
            return date
        }
        #expect(
            dates.sorted().map(\.description) == ["2025-12-31", "2026-02-28", "2026-11-02", "2026-11-13"]
        )
    }
}
