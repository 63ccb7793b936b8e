import TestSupport
import Testing

@Suite struct CalendarCommandTests {
    @Test func `a calendar is shown as periods, with where each comes from`() throws {
        let room = try Stockroom()
        try room.write(
            "days.csv",
            "calendar,from,to,closed,name\nmx-customs,2026-12-24,2026-12-26,yes,turno\n"
        )
        #expect(try room.tarima("calendar", "days.csv").status == 0)
        #expect(try room.tarima("calendar", "days.csv").said == ["already recorded"])
        let shown = try room.tarima(
            "calendar",
            "--show",
            "mx-customs",
            "--from",
            "2026-11-01",
            "--to",
            "2026-12-31",
            "--format",
            "csv"
        )
        #expect(
            shown.output == """
                calendar,from,to,closed,name,basis
                mx-customs,2026-11-16,2026-11-16,yes,Revolución,published
                mx-customs,2026-12-24,2026-12-26,yes,turno,declared

                """
        )
        // What is printed can be recorded again.
        try room.write("again.csv", shown.output)
        #expect(try room.tarima("calendar", "again.csv").status == 0)
        #expect(try PrintedReport(room.tarima("calendar", "--format", "json")).rows.count == 2)
        try room.expectSound()
    }

    @Test func `an estimated year says so`() throws {
        let room = try Stockroom()
        let shown = try PrintedReport(
            room.tarima(
                "calendar",
                "--show",
                "cn",
                "--from",
                "2027-02-01",
                "--to",
                "2027-02-28",
                "--format",
                "json"
            )
        )
        #expect(shown.text(0, "from") == "2027-02-05")
        #expect(shown.text(0, "basis") == "estimated")
    }

    @Test func `unknown calendars, reversed days and overlapping rows are refused`() throws {
        let room = try Stockroom()
        #expect(try room.tarima("calendar", "--show", "us").status == 64)
        #expect(
            try room.tarima("calendar", "--show", "mx", "--from", "2026-02-01", "--to", "2026-01-01").status
                == 64
        )
        #expect(try room.tarima("calendar", "--from", "2026-02-01").status == 64)
        try room.write("days.csv", "calendar,from,to\ncn,2026-01-01,2026-01-09\ncn,2026-01-09,2026-01-10\n")
        let refused = try room.expectUnchanged { try room.tarima("calendar", "days.csv") }
        #expect(refused.status == 65)
        #expect(refused.said.first?.hasPrefix("days.csv:3:from: the days overlap") == true)
    }
}
