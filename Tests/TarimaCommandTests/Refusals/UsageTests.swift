import TestSupport
import Testing

/// Usage errors: one line that says where to read on.
@Suite struct UsageTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String..., says: String) {
            self.arguments = arguments
            self.says = says
        }
    }

    static let mistakes = [
        Mistake("stocks", says: "stocks"),
        Mistake("stock", "--frobnicate", says: "--frobnicate"),
        Mistake("stock", "MX-1", "MX-2", says: "MX-2"),
        Mistake("stock", "--format", "xml", says: "xml"),
        Mistake("stock", "--by", "zone", says: "zone"),
        Mistake("stock", "--as-of", "yesterday", says: "yesterday"),
        Mistake("stock", "--as-of", "2024-02-30", says: "2024-02-30"),
        Mistake("stock", "--known-at", "soon", says: "--known-at"),
        Mistake("stock", "--as-of", says: "--as-of"),
        Mistake("card", says: "<sku>"),
        Mistake("card", "MX-1", "--from", "2024-10-01T00:00:00Z", says: "--from"),
        Mistake("events", "--batch", "first", says: "first"),
        Mistake("events", "--kind", "stock_recieved", says: "did you mean stock_received?"),
        Mistake("import", says: "<files>"),
        Mistake("import", "receipts.csv", "--on-conflict", "ask", says: "ask"),
        Mistake("import", "receipts.csv", "--set", "warehouse", says: "--set warehouse"),
        Mistake("import", "receipts.csv", "--set", "colour=red", says: "--set colour=red"),
        Mistake("import", "receipts.csv", "--time-zone", "Mars/Olympus", says: "Mars/Olympus"),
        Mistake("import", "receipts.csv", "--as", "draft", says: "draft"),
        Mistake("open", "receipts.csv", says: "--at"),
        Mistake("undo", "first", says: "first"),
        Mistake("record", "stock_received", says: "--document"),
        Mistake("template", "stock_received", "--language", "fr", says: "fr"),
        Mistake("backup", says: "<destination>"),
    ]

    @Test(arguments: mistakes)
    func `a usage error is reported in one line and does nothing`(_ mistake: Mistake) throws {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.receipts)
        let outcome = try room.expectUnchanged { try room.runner.run(BuiltCommand.path(), mistake.arguments) }
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.said.count == 1, "\(outcome.speech)")
        #expect(outcome.speech.contains(mistake.says))
        #expect(outcome.speech.contains("--help"))
    }

    @Test(arguments: [
        (["stock", "--as-of", "yesterday"], "tarima stock --help"),
        (["stock", "--format", "xml"], "tarima stock --help"),
        (["card", "MX-1", "--from", "2024-10-01T00:00:00Z"], "tarima card --help"),
        (["stock", "--columns", "colour"], "tarima stock --help"),
        (["events", "--kind", "stock_recieved"], "tarima events --help"),
        (["sources", "set", "MTY1", "ordres=shop"], "tarima sources set --help"),
        (["promo", "add", "fin", "--from", "soon", "--to", "2025-11-17"], "tarima promo add --help"),
    ])
    func `a usage error names the help of its command`(arguments: [String], help: String) throws {
        let room = try Stockroom()
        let outcome = try room.runner.run(BuiltCommand.path(), arguments)
        #expect(outcome.status == 64)
        #expect(outcome.speech.hasSuffix(": \(help)\n"), "\(outcome)")
    }

    @Test func `a promotion where a SKU is expected is met with its option`() throws {
        let room = try Stockroom()
        try room.tarima("promo", "add", "fin", "--from", "2025-11-13", "--to", "2025-11-17")
        let named = try room.tarima("sell-through", "fin")
        #expect(named.status == 64)
        #expect(
            named.said == [
                "tarima: fin is a promotion; name it with --promo fin; see: tarima sell-through --help"
            ]
        )
        let other = try room.tarima("sell-through", "MX-1")
        #expect(other.status == 64)
        #expect(other.said.first?.contains("name a promotion with --promo, or a period") == true)
        #expect(try room.tarima("stock", "fin").said == ["tarima: there is no SKU fin; it is a promotion"])
        try room.write("far.csv", Stockroom.header + "stock_received,G-2,MX-1,GUADALAJARA,1,2024-10-25\n")
        try room.tarima("import", "far.csv")
        #expect(
            try room.tarima("card", "GUADALAJARA").said == [
                "tarima: there is no SKU GUADALAJARA; it is a warehouse"
            ]
        )
    }

    @Test func `an invalid value for the whole file is reported once, not per row`() throws {
        let room = try Stockroom()
        try room.write(
            "bare.csv",
            "kind,document,sku,quantity,occurred_at\nstock_received,G,MX-1,1,2024-10-25\n"
        )
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "bare.csv", "--set", "warehouse=MTY1", "--set", "stage=shelf")
        }
        #expect(outcome.status == 64)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("\"shelf\" is not a stage"))
    }
}
