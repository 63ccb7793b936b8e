import TestSupport
import Testing

/// Commands that read and write files.
@Suite struct FileCommandTests {
    @Test func `batches lists what was recorded when, and from which file`() throws {
        let room = try Stockroom()
        try room.tarima(
            "record",
            "stock_adjusted",
            "--document",
            "A",
            "--sku",
            "MX-1",
            "--warehouse",
            "MTY1",
            "--quantity",
            "1",
            "--at",
            "2024-11-01"
        )
        try room.tarima("undo", "2")
        let batches = try PrintedReport(room.tarima("batches", "--format", "json"))
        #expect(batches.rows.indices.map { batches.number($0, "batch") } == [1, 2, 3])
        #expect(batches.rows.indices.map { batches.text($0, "action") } == ["import", "record", "undo"])
        #expect(batches.rows.indices.map { batches.number($0, "events") } == [4, 1, 1])
        #expect(batches.text(0, "file") == "receipts.csv")
        #expect(batches.text(0, "profile") == "tarima")
        #expect(batches.number(2, "undoes") == 2)
        #expect(batches.number(1, "undone_by") == 3 && batches.isNull(0, "undone_by"))
        #expect(try room.tarima("batches").output.contains("undone_by"))
    }

    @Test func `an export imported into another ledger gives the same stock on every day`() throws {
        let room = try Stockroom()
        try room.tarima("undo", "1")
        try room.write("receipts.csv", Stockroom.receipts)
        try room.tarima("import", "receipts.csv")
        let export = try room.tarima("export")
        #expect(export.status == 0)
        #expect(export.said.isEmpty)
        try room.write("export.csv", export.output)
        try room.tarima("--ledger", "copy.ledger", "init")
        #expect(try room.tarima("--ledger", "copy.ledger", "import", "export.csv").status == 0)
        for day in ["2024-09-30", "2024-10-01", "2024-10-21", "2024-11-12", "2024-12-31"] {
            let here = try room.tarima("stock", "--as-of", day, "--all", "--format", "csv")
            let there = try room.tarima(
                "--ledger",
                "copy.ledger",
                "stock",
                "--as-of",
                day,
                "--all",
                "--format",
                "csv"
            )
            #expect(here.output == there.output, "\(day)")
        }
        #expect(try room.tarima("--ledger", "copy.ledger", "export").output == export.output)
        #expect(try room.expectUnchanged { try room.tarima("import", "export.csv") }.status == 0)
    }

    @Test func `an export is unchanged, and a report keeps spreadsheets from running its texts`()
        throws
    {
        let room = try Stockroom.empty()
        try room.tarima("init")
        try room.write(
            "odd.csv",
            Stockroom.header + "stock_received,\"G \"\"1\"\"\",=1+1,\"A,B\",5,2024-10-25\n"
        )
        try room.tarima("import", "odd.csv")
        #expect(
            try room.tarima("export").lines.last?.hasPrefix(
                "stock_received,manual,\"G \"\"1\"\"\",,=1+1,\"A,B\",5,"
            ) == true
        )
        #expect(try room.tarima("stock", "--format", "csv").lines.last?.hasPrefix("'=1+1,,\"A,B\",") == true)
    }

    @Test func `a template has exactly the columns of its kind, in three languages`() throws {
        let room = try Stockroom.empty()
        let english = try room.tarima("template", "stock_received")
        #expect(
            english.output
                == "kind,source,document,line,sku,warehouse,quantity,occurred_at,stage,shipment,note\n"
        )
        let milestone = try room.tarima("template", "port_arrived")
        #expect(!milestone.csvHeader.contains("sku") && !milestone.csvHeader.contains("quantity"))
        #expect(
            try room.tarima("template", "stock_received", "--language", "es").csvHeader.contains("almacén")
        )
        #expect(try room.tarima("template", "stock_received", "--language", "zh").csvHeader.contains("仓库"))
    }

    @Test(arguments: ["en", "es", "zh"])
    func `a filled template is imported as it is`(_ language: String) throws {
        let room = try Stockroom()
        let header = try room.tarima("template", "order_shipped", "--language", language).output
        let english = try room.tarima("template", "order_shipped").csvHeader
        let values = [
            "kind": "order_shipped", "document": "2000004711", "sku": "MX-1", "warehouse": "MTY1",
            "quantity": "2",
            "occurred_at": "2024-11-14",
        ]
        try room.write("filled.csv", header + english.map { values[$0] ?? "" }.joined(separator: ",") + "\n")
        #expect(try room.tarima("import", "filled.csv").status == 0)
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).number(0, "allocated") == 0)
    }

    @Test func `a template of an unknown kind suggests the nearest`() throws {
        let outcome = try Stockroom.empty().tarima("template", "stock_recieved")
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("did you mean stock_received?"))
    }

    @Test func `profiles lists the built-in ones and shows one as YAML that works`() throws {
        let room = try Stockroom()
        let list = try PrintedReport(room.tarima("profiles", "--format", "json"))
        #expect(list.rows.contains { $0["name"] as? String == "tarima" })
        let returns = try #require(list.rows.first { $0["name"] as? String == "amazon-returns" })
        #expect(returns["tells"] as? [String] == ["returns"])
        #expect(
            try room.tarima("profiles", "list", "--format", "json").output
                == room.tarima("profiles", "--format", "json").output
        )
        let shown = try room.tarima("profiles", "show", "tarima")
        #expect(shown.status == 0)
        try room.write("copied.yaml", shown.output)
        try room.write("receipts.csv", Stockroom.receipts)
        let again = try PrintedReport(
            room.tarima("import", "receipts.csv", "--profile", "copied.yaml", "--format", "json")
        )
        #expect(again.number(0, "duplicates") == 4)
    }

    @Test func `profiles check reads a file without a ledger and shows its first events`() throws {
        let room = try Stockroom.empty()
        try room.write("receipts.csv", Stockroom.receipts)
        let outcome = try room.tarima(
            "profiles",
            "check",
            "receipts.csv",
            "--events",
            "2",
            "--format",
            "json"
        )
        #expect(outcome.status == 0)
        let check = try PrintedReport(outcome)
        #expect(check.parameters["profile"] as? String == "tarima")
        #expect(check.rows.count == 2)
        #expect(check.totals["rows"] as? Int == 4)
        #expect(try room.files() == ["receipts.csv"])
    }

    @Test func `profiles check writes values as the other reports do`() throws {
        let room = try Stockroom.empty()
        try room.write("back.csv", Stockroom.header + "stock_received,GRN-1,MX-1,MTY1,-3,2024-10-22\n")
        let check = try PrintedReport(room.tarima("profiles", "check", "back.csv", "--format", "json"))
        #expect(check.number(0, "quantity") == -3)
        #expect(check.rows[0]["memo"] as? Bool == false)
        let csv = try room.tarima("profiles", "check", "back.csv", "--format", "csv")
        #expect(csv.lines.last?.contains(",MX-1,MTY1,-3,") == true)
    }

    @Test func `profiles check of a file with bad rows says where, and fails`() throws {
        let room = try Stockroom.empty()
        try room.write("bad.csv", Stockroom.header + "stock_received,GRN-1,MX-1,MTY1,some,2024-10-22\n")
        let outcome = try room.tarima("profiles", "check", "bad.csv", "--format", "json")
        #expect(outcome.status == 65)
        #expect(outcome.said.first?.hasPrefix("bad.csv:2:quantity: ") == true)
        #expect(try PrintedReport(outcome).totals["rejected"] as? Int == 1)
    }
}
