import Testing
import WarehouseExports

@testable import TarimaCommand

@Suite struct CSVRendererTests {
    private func row(_ cells: [Cell], guardFormulas: Bool = false) throws -> String {
        var sink = StringSink()
        try CSVRenderer(guardFormulas: guardFormulas).writeRow(cells, into: &sink)
        return sink.text
    }

    @Test func `a report prints its column keys and then its rows`() throws {
        let table = ReportTable(
            report: "stock",
            columns: [
                ReportColumn(key: "name", title: "Name"),
                ReportColumn(key: "id", title: "Id", inTable: false),
            ],
            rows: [[.text("螺栓"), .integer(1)], [.text("nut")]],
            totals: [Member(name: "id", value: .integer(1))],
            notes: ["for people only"]
        )
        var sink = StringSink()
        try CSVRenderer(guardFormulas: true).render(table, into: &sink)
        #expect(sink.text == "name,id\n螺栓,1\nnut,\n")
    }

    @Test func `an empty table prints only its header`() throws {
        var sink = StringSink()
        let table = ReportTable(
            report: "r",
            columns: [ReportColumn(key: "a", title: "A"), ReportColumn(key: "b", title: "B")]
        )
        try CSVRenderer(guardFormulas: true).render(table, into: &sink)
        #expect(sink.text == "a,b\n")
    }

    @Test func `rows can be streamed without a report`() throws {
        let renderer = CSVRenderer(guardFormulas: false)
        var sink = StringSink()
        try renderer.writeHeader(["a", "b"], into: &sink)
        for value in Int64(0)..<3 {
            try renderer.writeRow([.integer(value), .flag(value > 1)], into: &sink)
        }
        #expect(sink.text == "a,b\n0,false\n1,false\n2,true\n")
    }

    @Test func `commas, quotes and line breaks are quoted`() throws {
        let texts = ["a,b", "say \"hi\"", "x\r\ny", "x\ny", "plain"]
        let text = try row(texts.map { .text($0) })
        #expect(text == "\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\",\"x\ny\",plain\n")
    }

    @Test func `a quote carrying a combining mark is still doubled`() throws {
        #expect(try row([.text("a\"\u{301}")]) == "\"a\"\"\u{301}\"\n")
    }

    @Test func `a null is empty`() throws {
        #expect(try row([.null, .integer(1), .null]) == ",1,\n")
    }

    @Test func `a single empty field is not a blank line`() throws {
        #expect(try row([.null]) == "\"\"\n")
    }

    @Test func `lists and objects are joined by semicolons`() throws {
        let object = Cell.object([
            Member(name: "k", value: .integer(1)), Member(name: "l", value: .text("a,b")),
        ])
        #expect(try row([.list([.text("a"), .null, .integer(2)]), object]) == "a;;2,\"k=1;l=a,b\"\n")
    }

    @Test func `numbers print exactly`() throws {
        let text = try row([.integer(.min), .integer(.max), .decimal("199.00"), .number("0.8125")])
        #expect(text == "-9223372036854775808,9223372036854775807,199.00,0.8125\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@sum", "\tx", "＝1+1", "＋1", "－1", "＠sum", "'=1", "''-1"])
    func `text that looks like a formula is guarded in a report`(text: String) throws {
        #expect(try row([.text(text)], guardFormulas: true) == "'\(text)\n")
    }

    @Test func `text starting with a carriage return is guarded and quoted`() throws {
        #expect(try row([.text("\r\n=1")], guardFormulas: true) == "\"'\r\n=1\"\n")
    }

    @Test func `text starting with a line feed is guarded and quoted`() throws {
        #expect(try row([.text("\n=1")], guardFormulas: true) == "\"'\n=1\"\n")
    }

    @Test(arguments: ["=1", "-A", "'=1", "''=1", "'A", "'", "A", "=\u{301}1", "＝1", ""])
    func `a guarded text is freed again`(text: String) {
        #expect(FormulaGuard.freed(FormulaGuard.guarded(text)).utf8.elementsEqual(text.utf8))
    }

    @Test func `a combining mark does not hide a formula`() throws {
        #expect(try row([.text("=\u{301}1")], guardFormulas: true) == "'=\u{301}1\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@sum", "\tx"])
    func `text that looks like a formula is untouched in an export`(text: String) throws {
        #expect(try row([.text(text)], guardFormulas: false) == "\(text)\n")
    }

    @Test func `negative numbers are never guarded`() throws {
        let cells: [Cell] = [.integer(-5), .decimal("-1.50"), .number("-0.5"), .list([.integer(-1)])]
        #expect(try row(cells, guardFormulas: true) == "-5,-1.50,-0.5,-1\n")
    }

    @Test func `a list or an object cannot smuggle a formula in`() throws {
        let list = Cell.list([.text("=1"), .text("b")])
        let object = Cell.object([Member(name: "@k", value: .integer(1))])
        #expect(try row([list, object], guardFormulas: true) == "'=1;b,'@k=1\n")
    }

    @Test func `a sign inside the text is left alone`() throws {
        #expect(try row([.text("a=b"), .text("7-9")], guardFormulas: true) == "a=b,7-9\n")
    }

    @Test func `a NUL and an escape sequence pass through unchanged`() throws {
        #expect(try row([.text("a\0b\u{1B}[31m")]) == "a\0b\u{1B}[31m\n")
    }
}
