import TestSupport
import Testing

/// Commands that record and undo.
@Suite struct RecordingCommandTests {
    @Test func `import reports the classes of the rows of each file`() throws {
        let room = try Stockroom.empty()
        try room.tarima("init")
        try room.write("receipts.csv", Stockroom.receipts)
        let first = try PrintedReport(room.tarima("import", "receipts.csv", "--format", "json"))
        #expect(first.number(0, "batch") == 1)
        #expect(first.text(0, "file") == "receipts.csv")
        #expect(first.text(0, "profile") == "tarima")
        #expect(first.number(0, "rows") == 4)
        #expect(first.number(0, "recorded") == 4)
        #expect(first.number(0, "events") == 4)
        try room.expectSound()
    }

    @Test func `importing a file again changes nothing and says so`() throws {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.receipts)
        let again = try room.expectUnchanged { try room.tarima("import", "receipts.csv", "--format", "json") }
        #expect(again.status == 0)
        let report = try PrintedReport(again)
        #expect(report.isNull(0, "batch"))
        #expect(report.number(0, "duplicates") == 4)
    }

    @Test func `a dash is standard input`() throws {
        let room = try Stockroom()
        let text = Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n"
        let outcome = try room.tarima("import", "-", "--format", "json", input: text)
        #expect(outcome.status == 0)
        let report = try PrintedReport(outcome)
        #expect(report.text(0, "file") == "-")
        #expect(report.number(0, "recorded") == 1)
    }

    @Test func `a dry run shows the changes in stock and records nothing`() throws {
        let room = try Stockroom()
        try room.write(
            "more.csv",
            Stockroom.header
                + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\norder_placed,4712,MX-1,MTY1,3,2024-11-14\n"
        )
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "more.csv", "--dry-run", "--format", "json")
        }
        #expect(outcome.status == 0)
        let report = try PrintedReport(outcome)
        #expect(report.isNull(0, "batch"))
        #expect(report.number(0, "events") == 2)
        let changes = try #require(report.list(0, "changes"))
        #expect(changes.map { $0["stage"] as? String } == ["available", "allocated"])
        #expect(changes.map { $0["units"] as? Int } == [2, 3])
        #expect(changes.allSatisfy { $0["sku"] as? String == "MX-1" && $0["warehouse"] as? String == "MTY1" })
    }

    @Test func `a value that a file lacks is set for all its rows`() throws {
        let room = try Stockroom()
        try room.write(
            "bare.csv",
            "kind,document,sku,quantity,occurred_at\nstock_received,GRN-2,MX-2,5,2024-10-25\n"
        )
        let outcome = try room.tarima(
            "import",
            "bare.csv",
            "--set",
            "warehouse=GDL1",
            "--set",
            "line=a=b",
            "--source",
            "wms"
        )
        #expect(outcome.status == 0)
        let events = try PrintedReport(room.tarima("events", "--sku", "MX-2", "--format", "json"))
        #expect(events.text(0, "warehouse") == "GDL1")
        #expect(events.text(0, "line") == "a=b")
        #expect(events.text(0, "source") == "wms")
    }

    @Test func `a file imported as memo counts as demand and moves no stock`() throws {
        let room = try Stockroom()
        try room.write("orders.csv", Stockroom.header + "order_placed,4712,MX-1,MTY1,30,2024-11-14\n")
        #expect(try room.tarima("import", "orders.csv", "--as", "memo").status == 0)
        let stock = try PrintedReport(room.tarima("stock", "--format", "json"))
        #expect(stock.number(0, "available") == 95)
        let events = try PrintedReport(room.tarima("events", "--document", "4712", "--format", "json"))
        #expect(events.rows[0]["memo"] as? Bool == true)
    }

    @Test func `open records the stock at an instant, once per warehouse`() throws {
        let room = try Stockroom.empty()
        try room.tarima("init")
        try room.write(
            "shelf.csv",
            "sku,warehouse,quantity,stage\nMX-1,MTY1,40,\nMX-1,MTY1,2,damaged\nMX-2,MTY1,0,\n"
        )
        let opened = try PrintedReport(
            room.tarima("open", "shelf.csv", "--at", "2024-10-01", "--format", "json")
        )
        #expect(opened.number(0, "recorded") == 2)
        #expect(opened.number(0, "ignored") == 1)
        let stock = try PrintedReport(room.tarima("stock", "--format", "json"))
        #expect(stock.number(0, "available") == 40)
        #expect(stock.number(0, "damaged") == 2)
        let again = try room.expectUnchanged { try room.tarima("open", "shelf.csv", "--at", "2024-10-01") }
        #expect(again.status == 0)
        let later = try room.expectUnchanged { try room.tarima("open", "shelf.csv", "--at", "2024-10-02") }
        #expect(later.status == 65)
        #expect(later.said.first?.hasPrefix("shelf.csv:2:occurred_at: ") == true)
        #expect(later.speech.contains("2024-10-01 00:00-06:00"))
    }

    @Test func `record adds one event by hand, and names the event that it repeats`() throws {
        let room = try Stockroom()
        func record() throws -> CommandOutcome {
            try room.tarima(
                "record",
                "stock_adjusted",
                "--document",
                "ADJ-1",
                "--sku",
                "MX-1",
                "--warehouse",
                "MTY1",
                "--quantity",
                "-3",
                "--at",
                "2024-11-01",
                "--reason",
                "counted"
            )
        }
        let first = try record()
        #expect(first.status == 0)
        #expect(first.speech.contains("tarima undo 2"))
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).number(0, "available") == 92)
        let second = try room.expectUnchanged { try record() }
        #expect(second.status == 0)
        #expect(second.said.count == 1)
        #expect(second.speech.contains("event 5, batch 2"))
    }

    @Test func `recording the same twice without a time counts both, and says so`() throws {
        let room = try Stockroom()
        func record(_ quantity: String, _ options: [String] = []) throws -> CommandOutcome {
            try room.runner.run(
                BuiltCommand.path(),
                [
                    "record", "sale_shipped", "--document", "COUNTER", "--sku", "MX-1", "--warehouse", "MTY1",
                    "--quantity", quantity,
                ] + options
            )
        }
        #expect(try record("1").said == ["recorded as batch 2; take it back with: tarima undo 2"])
        #expect(try record("2").said.count == 1)
        let second = try record("1")
        #expect(second.status == 0)
        #expect(second.said.count == 2)
        #expect(second.said[1].hasPrefix("note: batch 2 recorded the same at 20"), "\(second)")
        #expect(
            second.said[1].hasSuffix("and both count; if it happened once, take one back with: tarima undo 4")
        )
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).number(0, "available") == 91)
        // A time is chosen, and what was taken back does not count.
        #expect(try record("1", ["--at", "2024-11-14T10:00"]).said.count == 1)
        for batch in ["2", "4", "5"] { #expect(try room.tarima("undo", batch).status == 0) }
        #expect(try record("1").said.count == 1)
    }

    @Test func `batches say what they are about, and what undoes what`() throws {
        let room = try Stockroom()
        try room.write("items.csv", "sku,name\nMX-1,Lamp\nMX-2,Fan\nMX-3,Cup\n")
        try room.write("codes.csv", "what,source,code,value\nsku,meli,ML-77,MX-1\n")
        try room.write("plan.csv", "sku,forecast,stock_target\nMX-1,10,20\n")
        for words in [
            ["items", "items.csv"], ["codes", "codes.csv"], ["sources", "set", "MTY1", "orders=shop"],
            ["promo", "add", "fin", "--from", "2025-11-13", "--to", "2025-11-17"],
            ["promo", "plan", "fin", "plan.csv"],
            [
                "record", "stock_adjusted", "--document", "ADJ-1", "--sku", "MX-1", "--warehouse", "MTY1",
                "--quantity", "-3",
            ], ["undo", "5"],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), words)
            try #require(outcome.status == 0, "\(outcome)")
        }
        let batches = try PrintedReport(room.tarima("batches", "--format", "json"))
        let subjects = batches.rows.indices.map { batches.text($0, "subject") }
        #expect(subjects == [nil, "MX-1 +2", "sku meli ML-77", "orders MTY1", "fin", "fin", "ADJ-1", nil])
        let table = try room.tarima("batches").lines
        #expect(table[0].contains("undoes  undone_by"))
        #expect(table[5].contains("promotions") && table[5].contains(" fin "), "\(table)")
    }

    @Test func `undo of a name says the number`() throws {
        let room = try Stockroom()
        try room.tarima("promo", "add", "fin", "--from", "2025-11-13", "--to", "2025-11-17")
        for (name, says) in [
            ("receipts.csv", "receipts.csv is the name of batch 1; write its number: tarima undo 1"),
            ("fin", "fin is the name of batch 2; write its number: tarima undo 2"),
            ("recepits.csv", "recepits.csv is not the number of a batch; tarima batches lists them"),
        ] {
            let outcome = try room.expectUnchanged { try room.tarima("undo", name) }
            #expect(outcome.status == 64)
            #expect(outcome.said == ["tarima: \(says); see: tarima undo --help"])
        }
    }

    @Test func `record without a required value names the option and records nothing`() throws {
        let room = try Stockroom()
        let outcome = try room.expectUnchanged {
            try room.tarima(
                "record",
                "transfer_dispatched",
                "--document",
                "T-1",
                "--sku",
                "MX-1",
                "--quantity",
                "1",
                "--warehouse",
                "MTY1"
            )
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("--to-warehouse"))
        #expect(!outcome.speech.contains("--set"))
    }

    @Test func `undo takes a batch back, and a second undo is refused`() throws {
        let room = try Stockroom()
        let outcome = try room.tarima("undo", "1")
        #expect(outcome.status == 0)
        #expect(outcome.speech.contains("batch 2"))
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).rows.isEmpty)
        #expect(try room.tarima("export").lines.count == 1)
        let again = try room.expectUnchanged { try room.tarima("undo", "1") }
        #expect(again.status == 65)
        #expect(
            again.said == [
                "tarima: batch 1 is already undone, by batch 2; to bring it back: tarima undo 2"
            ]
        )
        try room.write("receipts.csv", Stockroom.receipts)
        let back = try PrintedReport(room.tarima("import", "receipts.csv", "--format", "json"))
        #expect(back.number(0, "recorded") == 4)
        try room.expectSound()
    }

    @Test func `undo of a batch that only kept rejected rows is refused`() throws {
        let room = try Stockroom()
        try room.write("bad.csv", Stockroom.header + "stock_received,B-1,MX-1,MTY1,x,2024-11-14\n")
        #expect(try room.tarima("import", "bad.csv", "--skip-rejected").status == 0)
        let outcome = try room.expectUnchanged { try room.tarima("undo", "2") }
        #expect(outcome.status == 65)
        #expect(outcome.said.count == 1 && outcome.speech.contains("batch 2 recorded nothing"))
    }

    @Test func `undo says what stays because another file states it too`() throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.receipts + "stock_received,B-1,MX-1,MTY1,1,2024-11-14,\n")
        try room.tarima("import", "more.csv")
        let outcome = try room.tarima("undo", "1")
        #expect(outcome.status == 0)
        #expect(outcome.speech.contains("4 events of batch 1 stay: batch 2 states them too"))
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).rows.isEmpty == false)
        try room.expectSound()
    }

    @Test func `undo of an unknown batch says where to look`() throws {
        let room = try Stockroom()
        let outcome = try room.expectUnchanged { try room.tarima("undo", "99") }
        #expect(outcome.status == 66)
        #expect(outcome.said == ["tarima: there is no batch 99; see: tarima batches"])
    }
}
