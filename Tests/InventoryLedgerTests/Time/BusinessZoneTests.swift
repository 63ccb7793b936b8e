import Foundation
import InventoryLedger
import TestSupport
import Testing

/// Time zones that cut days and read local times.
@Suite struct BusinessZoneTests {
    private func zone(_ name: String) throws -> BusinessZone { try #require(BusinessZone(name)) }

    private func instant(_ zone: BusinessZone, _ text: String) throws -> String? {
        switch try #require(WrittenTime(text)) {
        case .local(let date, let millisecondOfDay):
            zone.instant(date: date, millisecondOfDay: millisecondOfDay)?.description
        case .date(let date): zone.start(ofDay: date.dayNumber).description
        case .instant(let instant): instant.description
        }
    }

    private func day(_ text: String) throws -> Int {
        guard case .date(let date) = WrittenTime(text) else { throw CancellationError() }
        return date.dayNumber
    }

    @Test(arguments: [
        // Fixed at six hours behind since 30 October 2022 ...
        ("America/Mexico_City", "2026-07-01T00:00", "2026-07-01T06:00:00Z"),
        ("America/Mexico_City", "2026-01-01T00:00", "2026-01-01T06:00:00Z"),
        ("America/Monterrey", "2023-07-01T12:00", "2023-07-01T18:00:00Z"),
        ("America/Mexico_City", "2022-10-30T03:00", "2022-10-30T09:00:00Z"),
        // ... and five in the summers before.
        ("America/Mexico_City", "2022-10-29T12:00", "2022-10-29T17:00:00Z"),
        ("America/Mexico_City", "2021-07-01T00:00", "2021-07-01T05:00:00Z"),
        ("America/Mexico_City", "2021-01-01T00:00", "2021-01-01T06:00:00Z"),
        // The border follows the clocks of its neighbour.
        ("America/Tijuana", "2026-07-01T00:00", "2026-07-01T07:00:00Z"),
        ("America/Tijuana", "2026-12-01T00:00", "2026-12-01T08:00:00Z"),
        ("America/Matamoros", "2026-07-01T00:00", "2026-07-01T05:00:00Z"),
        ("America/Cancun", "2026-07-01T00:00", "2026-07-01T05:00:00Z"),
        ("America/Hermosillo", "2026-07-01T00:00", "2026-07-01T07:00:00Z"),
        ("Europe/London", "2026-07-01T00:00", "2026-06-30T23:00:00Z"),
        ("Asia/Shanghai", "2026-07-01T00:00", "2026-06-30T16:00:00Z"),
        ("UTC", "2026-07-01T00:00", "2026-07-01T00:00:00Z"),
        ("Asia/Kathmandu", "2026-07-01T00:00", "2026-06-30T18:15:00Z"),
    ])
    func `a local time is the instant its clocks show`(name: String, local: String, expected: String) throws {
        #expect(try instant(zone(name), local) == expected)
    }

    @Test(arguments: [
        ("America/Tijuana", "2026-11-01T01:30", "2026-11-01T08:30:00Z"),
        ("Europe/London", "2026-10-25T01:00", "2026-10-25T00:00:00Z"),
        ("America/Mexico_City", "2022-10-30T01:59:59.999", "2022-10-30T06:59:59.999Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"),
    ])
    func `a repeated hour means the first one`(name: String, local: String, expected: String)
        throws
    {
        #expect(try instant(zone(name), local) == expected)
    }

    @Test(arguments: [
        ("America/Tijuana", "2026-03-08T02:00"), ("America/Tijuana", "2026-03-08T02:59:59.999"),
        ("Europe/London", "2026-03-29T01:30"), ("America/Mexico_City", "2022-04-03T02:30"),
        ("Pacific/Apia", "2011-12-30T12:00"),
    ])
    func `a skipped hour does not exist`(name: String, local: String) throws {
        #expect(try instant(zone(name), local) == nil)
    }

    @Test(arguments: [
        ("America/Tijuana", "2026-03-08T01:59:59.999", "2026-03-08T09:59:59.999Z"),
        ("America/Tijuana", "2026-03-08T03:00", "2026-03-08T10:00:00Z"),
        ("America/Tijuana", "2026-11-01T00:59:59.999", "2026-11-01T07:59:59.999Z"),
        ("America/Tijuana", "2026-11-01T02:00", "2026-11-01T10:00:00Z"),
    ])
    func `the hours beside a change are whole`(name: String, local: String, expected: String) throws {
        #expect(try instant(zone(name), local) == expected)
    }

    @Test(arguments: [
        ("America/Mexico_City", "2026-11-13", "2026-11-13T06:00:00Z", "2026-11-14T05:59:59.999Z"),
        // 23 and 25 hours long.
        ("America/Tijuana", "2026-03-08", "2026-03-08T08:00:00Z", "2026-03-09T06:59:59.999Z"),
        ("America/Tijuana", "2026-11-01", "2026-11-01T07:00:00Z", "2026-11-02T07:59:59.999Z"),
        // The clocks go from midnight to one, so the day begins at one.
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T02:59:59.999Z"),
        // They go back from midnight to eleven, so the previous day is 25 hours long.
        ("America/Santiago", "2026-04-04", "2026-04-04T03:00:00Z", "2026-04-05T03:59:59.999Z"),
        // Midnight comes twice, and the day begins with the first.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59.999Z"),
    ])
    func `a day goes from its first instant to the last before the next`(
        name: String,
        date: String,
        start: String,
        end: String
    ) throws {
        let zone = try zone(name)
        let day = try day(date)
        #expect(zone.start(ofDay: day).description == start)
        #expect(zone.end(ofDay: day).description == end)
        #expect(zone.day(of: zone.start(ofDay: day)) == day)
        #expect(zone.day(of: zone.end(ofDay: day)) == day)
        #expect(zone.day(of: zone.start(ofDay: day).advanced(byMilliseconds: -1)) == day - 1)
        #expect(zone.day(of: zone.end(ofDay: day).advanced(byMilliseconds: 1)) == day + 1)
    }

    @Test(arguments: [
        "", "Mars/Phobos", "EST", "-06:00", "GMT-6", "mexico", "America/", "America/Nowhere", "/",
        "../etc/passwd",
    ])
    func `a name that is not in the tz database is not a zone`(name: String) {
        #expect(BusinessZone(name) == nil)
    }

    @Test func `a zone keeps its name`() throws {
        #expect(try zone("America/Mexico_City").identifier == "America/Mexico_City")
        let error = #expect(throws: LedgerError.self) { try LedgerSettings(timeZone: "America/Nowhere") }
        #expect(error?.code == .unknownZone)
    }
}
