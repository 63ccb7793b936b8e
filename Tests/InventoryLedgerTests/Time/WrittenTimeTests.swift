import Foundation
import InventoryLedger
import Testing

/// Times in files: ISO 8601 with or without a zone.
@Suite struct WrittenTimeTests {
    private func date(_ year: Int, _ month: Int, _ day: Int) throws -> CalendarDate {
        try #require(CalendarDate(year: year, month: month, day: day))
    }

    @Test func `a bare date has no time and no zone`() throws {
        #expect(WrittenTime("2026-11-13") == .date(try date(2026, 11, 13)))
    }

    @Test(arguments: [
        ("2026-11-13T08:30", 30_600_000), ("2026-11-13 08:30", 30_600_000), ("2026-11-13t08:30", 30_600_000),
        ("2026-11-13T08:30:15", 30_615_000), ("2026-11-13 08:30:15.250", 30_615_250),
        ("2026-11-13T08:30:15,250", 30_615_250), ("2026-11-13T08:30:15.2", 30_615_200),
        ("2026-11-13T08:30:15.25", 30_615_250), ("2026-11-13T08:30:15.999999999", 30_615_999),
        ("2026-11-13T00:00", 0), ("2026-11-13T23:59:59.999", 86_399_999),
    ])
    func `a time without an offset is local`(text: String, millisecondOfDay: Int) throws {
        let expected = WrittenTime.local(try date(2026, 11, 13), millisecondOfDay: Int64(millisecondOfDay))
        #expect(WrittenTime(text) == expected)
    }

    @Test(arguments: [
        "2026-11-13T12:30:00Z", "2026-11-13T12:30Z", "2026-11-13T12:30:00z", "2026-11-13 12:30:00.000Z",
        "2026-11-13T06:30:00-06:00", "2026-11-13T06:30:00-0600", "2026-11-13T06:30:00-06",
        "2026-11-13T20:30+08:00", "2026-11-14T02:00:00+1330", "2026-11-12T18:30-18:00",
        "2026-11-13T12:30:00+00:00", "2026-11-13T12:30:00-00:00", "2026-11-13T12:30:00.000000+0000",
    ])
    func `a time with an offset is an instant`(text: String) throws {
        let instant = Instant(milliseconds: 1_794_573_000_000)
        #expect(WrittenTime(text) == .instant(instant))
        #expect(instant.description == "2026-11-13T12:30:00Z")
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-1", "26-11-13", "2026/11/13", "13-11-2026", "20261113", "2026-11-13T",
        "2026-11-13T08", "2026-11-13T8:30", "2026-11-13T08:3", "2026-11-13T08:30:", "2026-11-13T08:30:1",
        "2026-11-13T08:30:15.", "2026-11-13T24:00", "2026-11-13T08:60", "2026-11-13T08:30:60",
        "2026-11-13T08:30:15Zx", "2026-11-13T08:30 Z", "2026-11-13T08:30+6", "2026-11-13T08:30+06:",
        "2026-11-13T08:30+06:0", "2026-11-13T08:30+06:60", "2026-11-13T08:30+19:00", "2026-11-13T08:30+060",
        "2026-11-13T08:30+06:00:00", " 2026-11-13", "2026-11-13 ", "2026-11-13  08:30", "2026-11-13x08:30",
        "-2026-11-13", "+2026-11-13", "２０26-11-13", "2026-00-13", "2026-13-01", "2026-11-00", "2026-11-31",
        "2026-02-29", "2100-02-29", "1969-12-31", "2200-01-01", "0000-01-01", "Date Not Captured",
        "See ASN-93",
        "45974", "2026-W46-5", "2026-317",
    ])
    func `other text is not a time`(text: String) {
        #expect(WrittenTime(text) == nil)
    }

    @Test(arguments: ["2024-02-29", "2000-02-29", "2028-02-29", "2096-02-29", "1970-01-01", "2199-12-31"])
    func `leap days and the edges of the calendar are dates`(text: String) throws {
        guard case .date(let date) = WrittenTime(text) else {
            Issue.record("\(text) was not read as a date")
            return
        }
        #expect(date.description == text)
    }

    @Test func `an instant reads back as it was written`() throws {
        for milliseconds: Int64 in [0, 1, 10, 100, 999, 1_000, 1_795_176_000_000, 7_258_118_399_999] {
            let instant = Instant(milliseconds: milliseconds)
            #expect(WrittenTime(instant.description) == .instant(instant))
            let json = try JSONEncoder().encode([instant])
            #expect(try JSONDecoder().decode([Instant].self, from: json) == [instant])
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.001Z"), (250, "1970-01-01T00:00:00.250Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"), (1_795_176_000_000, "2026-11-20T12:00:00Z"),
        (7_258_118_399_999, "2199-12-31T23:59:59.999Z"),
    ])
    func `an instant is written in UTC, with milliseconds only if it has any`(
        milliseconds: Int64,
        text: String
    ) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test func `an instant in JSON has an offset`() {
        for text in ["2026-11-13", "2026-11-13T08:30", "soon"] {
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode([Instant].self, from: Data("[\"\(text)\"]".utf8))
            }
        }
    }
}
