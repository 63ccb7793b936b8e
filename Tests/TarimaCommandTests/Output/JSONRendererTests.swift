import Testing

@testable import TarimaCommand

@Suite struct JSONRendererTests {
    private let table = ReportTable(
        report: "stock",
        asOf: "2025-01-31",
        parameters: [Member(name: "site", value: .text("A")), Member(name: "all", value: .flag(true))],
        columns: [
            ReportColumn(key: "name", title: "Name"),
            ReportColumn(key: "qty", title: "Qty", alignment: .right),
            ReportColumn(key: "id", title: "Id", inTable: false),
        ],
        rows: [[.text("螺栓"), .integer(1), .text("x")], [.text("nut"), .null]],
        totals: [Member(name: "qty", value: .integer(1))],
        notes: ["for people only"]
    )

    private func render(_ table: ReportTable, pretty: Bool) throws -> String {
        var sink = StringSink()
        try JSONRenderer(pretty: pretty).render(table, into: &sink)
        return sink.text
    }

    private func value(_ cell: Cell) -> String {
        var json: [UInt8] = []
        JSONCellWriter(spaced: false).append(cell, to: &json)
        return String(decoding: json, as: UTF8.self)
    }

    @Test func `compact output is one line with keys in a fixed order`() throws {
        #expect(
            try render(table, pretty: false)
                == #"{"report":"stock","as_of":"2025-01-31","known_at":null,"#
                + #""parameters":{"site":"A","all":true},"#
                + #""rows":[{"name":"螺栓","qty":1,"id":"x"},{"name":"nut","qty":null,"id":null}],"#
                + #""totals":{"qty":1}}"# + "\n"
        )
    }

    @Test func `pretty output has one row a line`() throws {
        #expect(
            try render(table, pretty: true) == """
                {
                  "report": "stock",
                  "as_of": "2025-01-31",
                  "known_at": null,
                  "parameters": {
                    "site": "A",
                    "all": true
                  },
                  "rows": [
                    {"name": "螺栓", "qty": 1, "id": "x"},
                    {"name": "nut", "qty": null, "id": null}
                  ],
                  "totals": {
                    "qty": 1
                  }
                }

                """
        )
    }

    @Test func `an empty table has empty brackets`() throws {
        let empty = ReportTable(report: "r", columns: [ReportColumn(key: "a", title: "A")])
        let compact = #"{"report":"r","as_of":null,"known_at":null,"parameters":{},"rows":[],"totals":{}}"#
        #expect(try render(empty, pretty: false) == compact + "\n")
        #expect(try render(empty, pretty: true).hasSuffix("\"rows\": [],\n  \"totals\": {}\n}\n"))
    }

    @Test func `the smallest and largest integers are exact`() {
        #expect(value(.integer(.min)) == "-9223372036854775808")
        #expect(value(.integer(.max)) == "9223372036854775807")
    }

    @Test func `a decimal is a string and a ratio a bare number`() {
        #expect(value(.decimal("199.00")) == "\"199.00\"")
        #expect(value(.number("0.8125")) == "0.8125")
    }

    @Test(arguments: ["nan", "", "-", "01", ".5", "5.", "1e", "+1", "1 ", "0x1", "1,\"a\":2", "١"])
    func `a ratio that is not a JSON number is quoted`(text: String) {
        #expect(!JSONNumber.isValid(text))
        #expect(value(.number(text)).hasPrefix("\""))
    }

    @Test(arguments: ["0", "-0", "10", "0.8125", "-12.50", "1e9", "1.5E-3", "2e+08"])
    func `every form of JSON number is bare`(text: String) {
        #expect(value(.number(text)) == text)
    }

    @Test func `flags, nulls, lists and objects nest`() {
        let cell = Cell.list([
            .null, .flag(false), .list([]), .object([]),
            .object([Member(name: "b", value: .integer(1)), Member(name: "a", value: .text("x"))]),
        ])
        #expect(value(cell) == #"[null,false,[],{},{"b":1,"a":"x"}]"#)
    }

    @Test func `quotes and backslashes are escaped and slashes are not`() {
        #expect(value(.text(#"a"b\c/d"#)) == #""a\"b\\c/d""#)
    }

    @Test func `a quote carrying a combining mark is still escaped`() {
        #expect(value(.text("\"\u{301}")) == "\"\\\"\u{301}\"")
    }

    @Test func `control characters and line separators are escaped`() {
        #expect(value(.text("\r\n\t\u{8}\u{C}")) == #""\r\n\t\b\f""#)
        #expect(value(.text("\u{1B}\u{1F}\u{7F}\u{9B}")) == #""\u001b\u001f\u007f\u009b""#)
        #expect(value(.text("\u{2028}\u{2029}")) == #""\u2028\u2029""#)
    }

    @Test func `a NUL in text is escaped`() {
        #expect(value(.text("a\0b")) == #""a\u0000b""#)
    }

    @Test func `characters beyond the basic plane are written as they are`() {
        #expect(value(.text("📦𠀀é")) == "\"📦𠀀é\"")
    }

    @Test func `names are escaped like values`() throws {
        let odd = ReportTable(
            report: "r",
            columns: [ReportColumn(key: "a\"b", title: "")],
            rows: [[.integer(1)]]
        )
        #expect(try render(odd, pretty: false).contains(#""rows":[{"a\"b":1}]"#))
    }
}
