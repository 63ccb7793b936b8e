import Foundation
import InventoryLedger
import TestSupport
import Testing

/// The ledger's time zones against Foundation's calendar, on random instants.
@Suite struct BusinessZoneCalendarTests {
    private static let zones = [
        "America/Mexico_City", "America/Tijuana", "America/Matamoros", "Europe/London", "Asia/Shanghai",
        "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC",
    ]

    @Test(arguments: zones, seeds(1))
    func `the days and clocks of a zone are those of the calendar`(name: String, seed: UInt64) throws {
        let zone = try #require(BusinessZone(name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        var draws = SeededDraws(seed: seed)
        for _ in 0..<400 {
            // Half of them in the years of the files, half anywhere.
            let years: ClosedRange<Int64> =
                Bool.random(using: &draws) ? 1_500_000_000...1_850_000_000 : 0...7_258_000_000
            let instant = Instant(
                milliseconds: Int64.random(in: years, using: &draws) * 1000
                    + Int64.random(in: 0...999, using: &draws)
            )
            let seconds = Double(instant.milliseconds.quotientAndRemainder(dividingBy: 1000).quotient)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: seconds)
            )
            let date = CalendarDate(dayNumber: zone.day(of: instant))
            let millisecondOfDay =
                instant.milliseconds + zone.offset(at: instant) - Int64(date.dayNumber)
                * Instant.dayMilliseconds
            let clock = Int(millisecondOfDay / 1000)
            let isSame =
                date.year == parts.year && date.month == parts.month && date.day == parts.day
                && clock / 3600 == parts.hour && clock / 60 % 60 == parts.minute && clock % 60 == parts.second
            #expect(isSame, "\(name) \(instant): \(date) \(clock) s; seed \(draws.seed)")

            // The clock reading leads back to this instant, or to the first of the two that show it.
            let back = zone.instant(date: date, millisecondOfDay: millisecondOfDay)
            let isBack = back == instant || back.map { $0 < instant && shows($0, parts, calendar) } == true
            #expect(isBack, "\(name) \(instant) -> \(back?.description ?? "nil"); seed \(draws.seed)")

            let start = zone.start(ofDay: date.dayNumber)
            let calendarStart = calendar.startOfDay(for: Date(timeIntervalSince1970: seconds))
            #expect(
                start.milliseconds == Int64(calendarStart.timeIntervalSince1970) * 1000,
                "\(name) \(date) starts at \(start); seed \(draws.seed)"
            )
            if !isSame || !isBack { return }
        }
    }

    private func shows(_ instant: Instant, _ parts: DateComponents, _ calendar: Calendar) -> Bool {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds / 1000))
        return calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date) == parts
    }

    @Test func `a zone can be used from many threads at once`() async throws {
        let zone = try #require(BusinessZone("America/Tijuana"))
        let days = await withTaskGroup(of: Int.self) { group in
            for part in 0..<8 {
                group.addTask {
                    (0..<500).reduce(0) { sum, day in
                        sum
                            + zone.day(
                                of: Instant(milliseconds: Int64(day * 8 + part) * Instant.dayMilliseconds / 3)
                            )
                    }
                }
            }
            return await group.reduce(0, +)
        }
        // Western clocks are still on the previous day at UTC's midnight and for its first seven hours.
        let alone = try #require(BusinessZone("America/Tijuana"))
        let expected = (0..<4000).reduce(0) {
            $0 + alone.day(of: Instant(milliseconds: Int64($1) * Instant.dayMilliseconds / 3))
        }
        #expect(days == expected)
    }
}
