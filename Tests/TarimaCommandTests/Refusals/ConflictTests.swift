import TestSupport
import Testing

/// Files that contradict the ledger, and rows that cannot be read.
@Suite struct ConflictTests {
    private static let header = "kind,document,line,sku,warehouse,quantity,occurred_at\n"

    /// A ledger with two lines of a receipt, and a file that contradicts the second one and adds a third.
    private func disputedRoom() throws -> Stockroom {
        let room = try Stockroom()
        try room.write(
            "first.csv",
            Self.header
                + "stock_received,C-1,1,MX-5,MTY1,1,2024-10-25\nstock_received,C-1,2,MX-5,MTY1,5,2024-10-25\n"
        )
        try room.write(
            "second.csv",
            Self.header + """
                stock_received,C-1,1,MX-5,MTY1,1,2024-10-25
                stock_received,C-1,2,MX-5,MTY1,7,2024-10-25
                stock_received,C-1,3,MX-5,MTY1,9,2024-10-25

                """
        )
        try #require(try room.tarima("import", "first.csv").status == 0)
        return room
    }

    private func available(_ room: Stockroom) throws -> Int? {
        try PrintedReport(room.tarima("stock", "MX-5", "--format", "json")).number(0, "available")
    }

    @Test func `a conflict is reported field by field, and by default nothing is recorded`() throws {
        let room = try disputedRoom()
        let outcome = try room.expectUnchanged { try room.tarima("import", "second.csv", "--format", "json") }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 2)
        #expect(
            outcome.said.first?.hasPrefix("second.csv:3:quantity: the ledger has 5 (batch 2, row 3, event 6)")
                == true
        )
        #expect(outcome.said.last?.contains("--on-conflict keep or amend") == true)
        let report = try PrintedReport(outcome)
        #expect(report.number(0, "conflicts") == 1)
        #expect(report.number(0, "events") == 0)
        let problem = try #require(report.list(0, "problems")?.first)
        #expect(problem["code"] as? String == "conflict")
        #expect(problem["value"] as? String == "7")
    }

    @Test func `keep keeps the ledger's values and records the rest`() throws {
        let room = try disputedRoom()
        let outcome = try room.tarima("import", "second.csv", "--on-conflict", "keep", "--format", "json")
        #expect(outcome.status == 0)
        #expect(try available(room) == 1 + 5 + 9)
        let report = try PrintedReport(outcome)
        #expect(report.number(0, "conflicts") == 1)
        #expect(report.number(0, "superseded") == 0)
        #expect(
            try room.expectUnchanged { try room.tarima("import", "second.csv", "--on-conflict", "keep") }
                .status == 0
        )
    }

    @Test func `amend reverses the ledger's event and records the file's`() throws {
        let room = try disputedRoom()
        let outcome = try room.tarima("import", "second.csv", "--on-conflict", "amend", "--format", "json")
        #expect(outcome.status == 0)
        #expect(try available(room) == 1 + 7 + 9)
        let report = try PrintedReport(outcome)
        #expect(report.number(0, "superseded") == 1)
        #expect(report.number(0, "events") == 3)
        #expect(try room.expectUnchanged { try room.tarima("import", "second.csv") }.status == 0)
        try room.tarima("undo", "3")
        #expect(try available(room) == 1 + 5)
        try room.expectSound()
    }

    @Test(arguments: ["keep", "amend"])
    func `a settled conflict is not offered again`(_ way: String) throws {
        let room = try disputedRoom()
        let outcome = try room.tarima("import", "second.csv", "--on-conflict", way)
        #expect(outcome.said.count == 1)
        #expect(outcome.said.first?.hasPrefix("second.csv:3:quantity: the ledger has 5") == true)
        #expect(!outcome.speech.contains("--on-conflict"))
    }

    @Test(arguments: ["", "stock_received,C-1,1,MX-5,MTY1,1,2024-10-25\n"])
    func `two rows of one file that contradict each other cannot be amended`(
        _ book: String
    ) throws {
        let room = try Stockroom()
        try room.write("book.csv", Self.header + book)
        try #require(try room.tarima("import", "book.csv").status == 0)
        try room.write(
            "torn.csv",
            Self.header
                + "stock_received,C-1,1,MX-5,MTY1,1,2024-10-25\nstock_received,C-1,1,MX-5,MTY1,7,2024-10-25\n"
        )
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "torn.csv", "--on-conflict", "amend")
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.first?.hasPrefix("torn.csv:3:quantity: ") == true)
        #expect(outcome.said.last?.contains("correct the file") == true)
        #expect(outcome.said.last?.contains("--on-conflict") == false)
    }

    @Test func `a contradicting event by hand is settled by the same options`() throws {
        let room = try disputedRoom()
        func record(_ options: String...) throws -> CommandOutcome {
            try room.runner.run(
                BuiltCommand.path(),
                [
                    "record", "stock_received", "--document", "C-1", "--line", "2", "--sku", "MX-5",
                    "--warehouse",
                    "MTY1", "--quantity", "7", "--at", "2024-10-25",
                ] + options
            )
        }
        let refused = try room.expectUnchanged { try record() }
        #expect(refused.status == 65)
        #expect(refused.said.first?.contains("the ledger has 5 (batch 2, row 3, event 6)") == true)
        #expect(try room.expectUnchanged { try record("--on-conflict", "keep") }.status == 0)
        #expect(try record("--on-conflict", "amend").status == 0)
        #expect(try available(room) == 8)
    }
}
