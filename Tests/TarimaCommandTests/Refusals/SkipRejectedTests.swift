import TestSupport
import Testing

/// Rows that cannot be read among valid rows.
@Suite struct SkipRejectedTests {
    private static let file =
        Stockroom.header + """
            stock_received,M-1,MX-6,MTY1,1,2024-10-25
            stock_received,M-2,MX-6,MTY1,many,2024-10-25
            stock_received,M-3,"MX
            6",MTY1,1,2024-10-25
            stock_received,M-4,MX-6,MTY1,2,2024-10-25,S-9
            stock_received,M-5,MX-6,MTY1,2,2024-10-25

            """

    private func mixedRoom() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("mixed.csv", Self.file)
        return room
    }

    @Test func `by default one bad row refuses the whole file`() throws {
        let room = try mixedRoom()
        let outcome = try room.expectUnchanged { try room.tarima("import", "mixed.csv") }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 3)
        #expect(outcome.said[0].hasPrefix("mixed.csv:3:quantity: "))
        // The previous row spans two lines of the file.
        #expect(outcome.said[1].hasPrefix("mixed.csv:6: "))
        #expect(outcome.said[2].contains("--skip-rejected"))
    }

    @Test func `the table of a refused file cannot be read as if its rows were recorded`() throws {
        let room = try mixedRoom()
        try room.write("good.csv", Stockroom.header + "stock_received,G-1,MX-6,MTY1,1,2024-10-25\n")
        let table = try room.tarima("import", "mixed.csv", "good.csv").lines
        #expect(table[0].split(separator: " ").prefix(5) == ["batch", "file", "profile", "rows", "recorded"])
        #expect(table[1].contains("mixed.csv  tarima      5    0 of 3"), "\(table)")
        #expect(table[2].contains("good.csv   tarima      1         1"))
        #expect(
            table[3]
                == "mixed.csv: nothing was recorded; without the rows that are wrong, 3 rows would have been"
        )
        // For programs, each row has its class, and the classes add up.
        let report = try PrintedReport(room.tarima("import", "mixed.csv", "--format", "json"))
        #expect(report.number(0, "recorded") == 3)
        let dry = try room.tarima("import", "mixed.csv", "--skip-rejected", "--dry-run").lines
        #expect(dry[0].contains("would_record"))
        let spanish = try room.tarima("--language", "es", "import", "mixed.csv").output
        #expect(spanish.contains("0 de 3"))
        #expect(
            spanish.contains("no se registró nada; sin las filas equivocadas se habrían registrado 3 filas")
        )
    }

    @Test func `the valid rows are recorded, and the others kept as in the file`() throws {
        let room = try mixedRoom()
        let outcome = try room.tarima("import", "mixed.csv", "--skip-rejected", "--format", "json")
        #expect(outcome.status == 0)
        let report = try PrintedReport(outcome)
        #expect(report.number(0, "rows") == 5)
        #expect(report.number(0, "recorded") == 3)
        #expect(report.number(0, "rejected") == 2)
        let kept = try PrintedReport(room.tarima("rejected", "--format", "json"))
        #expect(kept.rows.indices.map { kept.number($0, "row") } == [3, 6])
        #expect(
            kept.rows.indices.map { kept.text($0, "raw") } == [
                "stock_received,M-2,MX-6,MTY1,many,2024-10-25",
                "stock_received,M-4,MX-6,MTY1,2,2024-10-25,S-9",
            ]
        )
        #expect(kept.list(0, "problems")?.first?["code"] as? String == "not_a_number")
        #expect(kept.text(0, "file") == "mixed.csv")
        #expect(kept.number(0, "batch") == 2)
        try room.expectSound()
    }

    @Test func `kept rows are kept once, and can be asked for by batch`() throws {
        let room = try mixedRoom()
        try room.tarima("import", "mixed.csv", "--skip-rejected")
        let again = try room.expectUnchanged { try room.tarima("import", "mixed.csv", "--skip-rejected") }
        #expect(again.status == 0)
        #expect(
            try PrintedReport(room.tarima("rejected", "--batch", "2", "--format", "json")).rows.count == 2
        )
        #expect(try PrintedReport(room.tarima("rejected", "--batch", "1", "--format", "json")).rows.isEmpty)
    }

    @Test func `a dry run that skips keeps nothing either`() throws {
        let room = try mixedRoom()
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "mixed.csv", "--skip-rejected", "--dry-run")
        }
        #expect(outcome.status == 0)
        #expect(try PrintedReport(room.tarima("rejected", "--format", "json")).rows.isEmpty)
    }
}
