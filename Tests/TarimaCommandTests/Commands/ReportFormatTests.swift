import Foundation
import TestSupport
import Testing

/// The keys of each report, which programs rely on: the same in JSON and CSV.
@Suite struct ReportFormatTests {
    struct Report: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let name: String
        let keys: [String]
        var testDescription: String { arguments.joined(separator: " ") }

        static let units = [
            "in_transit", "released", "available", "allocated", "quarantine", "damaged", "on_hand",
            "incoming",
        ]
        static let canonical = [
            "kind", "source", "document", "line", "sku", "warehouse", "quantity", "occurred_at", "stage",
            "from_stage", "to_warehouse", "shipment", "order", "order_source", "channel", "amount",
            "currency", "pedimento",
            "importer_rfc", "mode", "forwarder", "eta", "tracking", "reason", "memo", "stated_at", "note",
        ]
        static let counts = [
            "rows", "recorded", "events", "duplicates", "stale", "conflicts", "waiting", "rejected",
            "ignored",
            "superseded",
        ]
        static let imported =
            ["batch", "file", "profile"] + counts + ["problems", "problems_total", "warnings"]

        static let all = [
            Report(arguments: ["stock"], name: "stock", keys: ["sku", "name", "warehouse"] + units),
            Report(arguments: ["stock", "--by", "sku"], name: "stock", keys: ["sku", "name"] + units),
            Report(arguments: ["stock", "--by", "warehouse"], name: "stock", keys: ["warehouse"] + units),
            Report(
                arguments: ["stock", "--by", "sku,warehouse"],
                name: "stock",
                keys: ["sku", "name", "warehouse"] + units
            ),
            Report(
                arguments: ["card", "MX-1"],
                name: "card",
                keys: [
                    "seq", "reverses", "occurred_at", "recorded_at", "kind", "document", "warehouse",
                    "quantity",
                    "from",
                    "to",
                    "available", "on_hand", "batch", "file", "row",
                ]
            ),
            Report(
                arguments: ["events"],
                name: "events",
                keys: ["seq", "batch", "row", "recorded_at", "reverses"] + canonical
            ),
            Report(
                arguments: ["batches"],
                name: "batches",
                keys: [
                    "batch", "recorded_at", "action", "file", "subject", "profile", "undoes", "undone_by",
                ] + counts
                    + [
                        "file_sha256", "digest",
                    ]
            ),
            Report(
                arguments: ["rejected"],
                name: "rejected",
                keys: ["batch", "file", "row", "message", "raw", "problems"]
            ),
            Report(
                arguments: ["verify"],
                name: "verify",
                keys: ["sound", "events", "batches", "head", "seal", "findings"]
            ),
            Report(arguments: ["import", "bad.csv", "--skip-rejected"], name: "import", keys: imported),
            Report(arguments: ["import", "bad.csv", "nothing.csv"], name: "import", keys: imported),
            Report(
                arguments: ["import", "bad.csv", "--dry-run"],
                name: "import",
                keys: imported + ["changes"]
            ),
            Report(arguments: ["open", "shelf.csv", "--at", "2024-09-01"], name: "import", keys: imported),
            Report(
                arguments: ["items"],
                name: "items",
                keys: [
                    "sku", "name", "unit_cost", "currency", "category", "unit_cm3", "unit_g", "carton_units",
                    "moq", "fraccion", "origin", "noms", "nom_certificate", "nom_holder_rfc", "nom_until",
                    "permit", "permit_until",
                ]
            ),
            Report(arguments: ["profiles"], name: "profiles", keys: ["name", "tells", "header", "origin"]),
            Report(arguments: ["profiles", "check", "bad.csv"], name: "check", keys: ["row"] + canonical),
        ]
    }

    private func filledRoom() throws -> Stockroom {
        let room = try Stockroom()
        try room.write(
            "bad.csv",
            Stockroom.header
                + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\nstock_received,GRN-3,MX-1,MTY1,few,2024-10-25\n"
        )
        try room.write("first.csv", Stockroom.header + "stock_received,GRN-9,MX-1,MTY1,few,2024-10-25\n")
        try room.tarima("import", "first.csv", "--skip-rejected")
        try room.write("items.csv", "sku,name,unit_cost,currency\nMX-1,Lámpara,129.50,MXN\nMX-2,,,\n")
        try room.tarima("items", "items.csv")
        try room.write("shelf.csv", "sku,warehouse,quantity\nMX-9,GDL1,40\n")
        return room
    }

    @Test(arguments: Report.all)
    func `a report's keys are the same in every row, in JSON and in CSV`(_ report: Report) throws {
        let room = try filledRoom()
        func run(_ format: String) throws -> CommandOutcome {
            try room.runner.run(BuiltCommand.path(), report.arguments + ["--format", format])
        }
        let csv = try run("csv")
        #expect(csv.csvHeader == report.keys)
        let json = try PrintedReport(run("json"))
        #expect(json.rowKeys == Set(report.keys))
        #expect(Set(json.members.keys) == ["report", "as_of", "known_at", "parameters", "rows", "totals"])
        #expect(json.members["report"] as? String == report.name)
        #expect(try run("table").lines.isEmpty == false)
    }

    @Test func `a problem names row, column, value, code and message`() throws {
        let room = try filledRoom()
        let report = try PrintedReport(room.tarima("import", "bad.csv", "nothing.csv", "--format", "json"))
        let keys: Set = ["row", "column", "value", "code", "message"]
        let problem = try #require(report.list(0, "problems")?.first)
        #expect(Set(problem.keys) == keys)
        #expect(problem["row"] as? Int == 3)
        #expect(problem["column"] as? String == "quantity")
        #expect(problem["value"] as? String == "few")
        #expect(problem["code"] as? String == "not_a_number")
        #expect(report.number(0, "problems_total") == 1)
        let missing = try #require(report.list(1, "problems")?.first)
        #expect(Set(missing.keys) == keys)
        #expect(missing["code"] as? String == "no_input")
        #expect(missing["row"] is NSNull && missing["column"] is NSNull)
    }

    @Test func `a change names sku, warehouse, stage and units`() throws {
        let room = try filledRoom()
        let report = try PrintedReport(
            room.tarima("import", "bad.csv", "--dry-run", "--skip-rejected", "--format", "json")
        )
        let change = try #require(report.list(0, "changes")?.first)
        #expect(Set(change.keys) == ["sku", "warehouse", "stage", "units"])
    }

    @Test func `numbers are numbers, instants are UTC, and unknown values are null`() throws {
        let room = try Stockroom()
        let events = try PrintedReport(room.tarima("events", "--format", "json"))
        #expect(events.number(0, "quantity") == 100)
        #expect(events.text(0, "occurred_at") == "2024-10-01T06:00:00Z")
        #expect(events.isNull(0, "stage") && events.isNull(0, "reverses") && events.isNull(0, "amount"))
        let batches = try PrintedReport(room.tarima("batches", "--format", "json"))
        let recorded = try #require(batches.text(0, "recorded_at"))
        #expect(recorded.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/) != nil)
        #expect(batches.isNull(0, "undoes"))
        let stock = try PrintedReport(room.tarima("stock", "--format", "json"))
        #expect(stock.isNull(0, "name"))
        #expect(stock.number(0, "damaged") == 0)
        #expect(stock.parameters["time_zone"] as? String == "America/Mexico_City")
    }

    @Test func `a table is plain text outside of a terminal`() throws {
        let stock = try Stockroom().tarima("stock")
        #expect(stock.said.isEmpty)
        #expect(!stock.output.contains("\u{1B}"))
        #expect(stock.lines.count == 3)
        #expect(stock.lines.first?.hasPrefix("sku") == true)
        #expect(stock.lines.last?.hasPrefix("total") == true)
    }

    @Test func `a name cannot control the reader's terminal`() throws {
        let room = try Stockroom()
        try room.write(
            "odd.csv",
            Stockroom.header
                + "stock_received,G,\u{1B}[31mMX,MTY1,1,2024-10-25\nwhat\u{1B}[2J,G,MX,MTY1,1,2024-10-25\n"
        )
        let refused = try room.tarima("import", "odd.csv")
        #expect(!refused.speech.contains("\u{1B}"))
        try room.tarima("import", "odd.csv", "--skip-rejected")
        let outcomes = try [
            room.tarima("stock"), room.tarima("events"), room.tarima("rejected"),
            room.tarima("stock", "--format", "json"),
        ]
        for outcome in outcomes { #expect(!outcome.output.contains("\u{1B}"), "\(outcome)") }
    }
}
