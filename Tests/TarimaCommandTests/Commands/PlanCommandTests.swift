import TestSupport
import Testing

@Suite struct PlanCommandTests {
    /// One SKU that sold 4 a day, 60 in the promotion of 2024, and sells 6 a day in 2025.
    private func room() throws -> Stockroom {
        let room = try Stockroom.empty()
        var text = Stockroom.header + "stock_received,G,MX-1,MTY1,3000,2024-07-01\n"
        for (month, units) in [("2024-09", 4), ("2025-09", 6)] {
            for day in 1...30 {
                let date = "\(month)-\(day < 10 ? "0" : "")\(day)"
                text += "sale_shipped,\(date),MX-1,MTY1,\(units),\(date)T10:00\n"
            }
        }
        for day in 13...17 { text += "sale_shipped,P\(day),MX-1,MTY1,12,2024-11-\(day)T10:00\n" }
        try room.write("events.csv", text)
        try room.write("items.csv", "sku,name,carton_units,unit_cm3,unit_g\nMX-1,Lamp,12,20000,1500\n")
        for line in [
            ["init"], ["import", "events.csv"], ["items", "items.csv"],
            ["promo", "add", "fin-2024", "--from", "2024-11-13", "--to", "2024-11-17"],
            [
                "promo", "add", "fin-2025", "--from", "2025-11-13", "--to", "2025-11-17", "--cutoff",
                "FULL=2025-10-30",
            ],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), line)
            #expect(outcome.status == 0, "\(outcome)")
        }
        return room
    }

    private let asOf = ["--as-of", "2025-09-30"]

    private func plan(_ room: Stockroom, _ arguments: String...) throws -> CommandOutcome {
        try room.runner.run(BuiltCommand.path(), ["plan", "fin-2025"] + asOf + arguments)
    }

    @Test func `a plan has all its columns, parameters and totals`() throws {
        let room = try room()
        let report = try PrintedReport(plan(room, "--format", "json", "--looks", "2025-10-10,2025-11-01"))
        let keys: Set = [
            "sku", "name", "warehouse", "rate", "uplift", "traffic", "forecast", "p50", "p80", "p90", "basis",
            "safety", "target", "sellable", "incoming", "at_risk", "position", "need", "first", "first_mode",
            "first_ship_by", "second", "second_mode", "second_ship_by", "decide_by", "cartons", "m3", "kg",
            "late_risk", "runs_out_on", "leftover_days", "cost", "warnings",
        ]
        #expect(report.rowKeys?.isSuperset(of: keys) == true)
        #expect(report.text(0, "sku") == "MX-1")
        #expect(report.number(0, "rate") == 6)
        #expect(report.parameters["like"] as? String == "fin-2024")
        #expect((report.parameters["looks"] as? [Any])?.count == 2)
        #expect(report.totals.keys.sorted() == ["air", "sea"])
        let table = try plan(room)
        #expect(table.output.contains("first = goods to order now"))
        #expect(try plan(room, "--format", "csv").output.hasPrefix("sku,name,warehouse,category,rate,"))
        let cutoffs = try PrintedReport(room.tarima("promo", "--format", "json")).rows[1]["cutoffs"]
        #expect(cutoffs as? [String] == ["FULL=2025-10-30"])
    }

    @Test(arguments: ["es", "zh"])
    func `the totals of a plan have titles in the language, and their day is no order's`(language: String)
        throws
    {
        let room = try room()
        let totals = try PrintedReport(plan(room, "--format", "json")).totals
        let keys = Set(totals.values.compactMap { ($0 as? [String: Any])?.keys }.flatMap { $0 })
        #expect(keys.count > 3)
        let table = try room.runner.run(
            BuiltCommand.path(),
            ["--language", language, "plan", "fin-2025"] + asOf
        ).lines
        for line in table where line.hasPrefix("sea: ") || line.hasPrefix("air: ") {
            for key in keys.subtracting(["m3", "kg"]) { #expect(!line.contains("\(key)="), "\(line)") }
        }
        #expect(try plan(room).lines.contains { $0.hasPrefix("sea: ") && $0.contains(", ship_by=") })
    }

    @Test func `a plan is explained, recorded, and compared with what happened`() throws {
        let room = try room()
        let explained = try PrintedReport(plan(room, "--explain", "MX-1", "--format", "json"))
        #expect(explained.rows.contains { $0["figure"] as? String == "target" })
        #expect(
            try plan(room, "--record").said.first?.hasPrefix("recorded the plan of 1 row as batch") == true
        )
        #expect(try plan(room, "--record").said == ["already recorded"])
        #expect(
            try PrintedReport(room.tarima("promo", "plan", "fin-2025", "--format", "json")).rows.count == 1
        )
        let review = try PrintedReport(room.tarima("plan", "--review", "fin-2025", "--format", "json"))
        #expect(review.number(0, "sold") == 0)
        #expect(review.totals["error"] != nil)
        try room.expectSound()
    }

    @Test func `traffic is a number or a file`() throws {
        let room = try room()
        let plain = try PrintedReport(plan(room, "--format", "json"))
        let long = try plan(room, "--traffic", String(repeating: "9", count: 30))
        #expect(long.status == 64 && long.said.first?.contains("write a number such as 1.10") == true)
        try room.write("traffic.csv", "sku,traffic\nMX-1,2\n")
        let double = try PrintedReport(plan(room, "--traffic", "traffic.csv", "--format", "json"))
        let (once, twice) = (plain.rows[0]["forecast"] as? Double, double.rows[0]["forecast"] as? Double)
        #expect(((once ?? 0) * 2 - (twice ?? -1)).magnitude < 0.001)
        #expect(
            try PrintedReport(plan(room, "--traffic", "2", "--format", "json")).rows[0]["forecast"] as? Double
                == twice
        )
        try room.write("bad.csv", "sku,traffic\nMX-1,much\n")
        let bad = try plan(room, "--traffic", "bad.csv")
        #expect(bad.status == 65 && bad.said.first?.hasPrefix("bad.csv:2:traffic: ") == true)
    }

    @Test func `bad options and promotions that have begun are refused in one line`() throws {
        let room = try room()
        for (arguments, status) in [
            (["fin-2025", "--as-of", "2025-09-30", "--service", "1"], Int32(64)),
            (["fin-2025", "--as-of", "2025-09-30", "--safety", "lots"], 64),
            (["fin-2025", "--as-of", "2025-11-13"], 65), (["fin-2025"], 65), (["fin-2052"], 66),
            (["fin-2025", "--as-of", "2025-09-30", "--like", "none"], 66), (["--review", "fin-2025"], 66),
            (["fin-2025", "--record", "--sku", "MX-1"], 64),
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), ["plan"] + arguments)
            #expect(outcome.status == status, "\(arguments) \(outcome)")
            #expect(outcome.said.count >= 1)
        }
        for cutoff in ["FULL", "FULL=soon", "FULL=2025-12-01"] {
            #expect(
                try room.tarima(
                    "promo",
                    "add",
                    "Q",
                    "--from",
                    "2025-11-20",
                    "--to",
                    "2025-11-21",
                    "--cutoff",
                    cutoff
                )
                .status == 64,
                "\(cutoff)"
            )
        }
    }

    @Test func `what runs out is listed, the soonest first`() throws {
        let room = try room()
        let report = try PrintedReport(room.tarima("runs-out", "--as-of", "2025-09-30", "--format", "json"))
        #expect(report.text(0, "sku") == "MX-1")
        #expect(
            try PrintedReport(
                room.tarima("runs-out", "--before", "fin-2025", "--as-of", "2025-09-30", "--format", "json")
            ).rows.isEmpty
        )
        #expect(try room.tarima("runs-out", "--before", "nothing").status == 66)
    }
}
