import Testing

@testable import TarimaCommand

@Suite struct TableRendererTests {
    private let stock = [
        ReportColumn(key: "name", title: "Name"),
        ReportColumn(key: "qty", title: "Qty", alignment: .right),
    ]

    private func render(_ table: ReportTable, styled: Bool = false) throws -> String {
        var sink = StringSink()
        try TableRenderer(styled: styled).render(table, into: &sink)
        return sink.text
    }

    private func render(rows: [[Cell]], totals: [Member] = []) throws -> String {
        try render(ReportTable(report: "stock", columns: stock, rows: rows, totals: totals))
    }

    private func renderOne(_ cell: Cell) throws -> String {
        try render(ReportTable(report: "one", columns: [ReportColumn(key: "v", title: "V")], rows: [[cell]]))
    }

    @Test func `words are on the left and numbers on the right, two spaces apart`() throws {
        let text = try render(rows: [
            [.text("bolt"), .integer(1_234_567)],
            [.text("washer"), .integer(-5)],
        ])
        #expect(
            text == """
                Name        Qty
                bolt    1234567
                washer       -5

                """
        )
    }

    @Test func `a null prints as a dash`() throws {
        #expect(try renderOne(.null) == "V\n-\n")
    }

    @Test func `a row that ends early is completed with dashes`() throws {
        #expect(try render(rows: [[.text("bolt")]]) == "Name  Qty\nbolt    -\n")
    }

    @Test func `Chinese names keep the columns aligned`() throws {
        let text = try render(rows: [
            [.text("螺栓"), .integer(7)],
            [.text("不锈钢垫圈"), .integer(12)],
            [.text("bolt"), .integer(300)],
        ])
        #expect(
            text == """
                Name        Qty
                螺栓          7
                不锈钢垫圈   12
                bolt        300

                """
        )
    }

    @Test func `a combining accent takes no column`() throws {
        let text = try render(rows: [[.text("cafe\u{301}"), .integer(1)], [.text("plain"), .integer(2)]])
        #expect(text == "Name   Qty\ncafe\u{301}     1\nplain    2\n")
    }

    @Test func `an escape sequence in data is shown and not sent`() throws {
        let text = try renderOne(.text("\u{1B}[31mred\u{7}"))
        #expect(text == "V\n\\u{1B}[31mred\\u{7}\n")
    }

    @Test func `a line break in data stays on its line`() throws {
        #expect(try renderOne(.text("a\r\nb\tc\u{2028}d")) == "V\na\\u{D}\\u{A}b\\u{9}c\\u{2028}d\n")
    }

    @Test func `a NUL in text is shown`() throws {
        #expect(try renderOne(.text("a\0b")) == "V\na\\u{0}b\n")
    }

    @Test(arguments: [
        ("\u{7F}", "\\u{7F}"), ("\u{9B}", "\\u{9B}"), ("\u{202E}", "\\u{202E}"), ("\u{2066}", "\\u{2066}"),
    ])
    func `DEL, C1 controls and direction overrides are shown`(raw: String, shown: String) throws {
        #expect(try renderOne(.text("a\(raw)b")) == "V\na\(shown)b\n")
    }

    @Test func `escapes count with the width they are shown in`() throws {
        let text = try render(rows: [[.text("\u{1B}"), .integer(1)], [.text("abcdefg"), .integer(2)]])
        #expect(text == "Name     Qty\n\\u{1B}     1\nabcdefg    2\n")
    }

    @Test func `titles, list entries, member names, totals and notes are made safe too`() throws {
        let text = try render(
            ReportTable(
                report: "r",
                columns: [ReportColumn(key: "v", title: "T\u{1B}")],
                rows: [[.list([.text("\u{1B}"), .object([Member(name: "k\u{1B}", value: .flag(true))])])]],
                totals: [
                    Member(name: "v", value: .text("\u{1B}")), Member(name: "\u{1B}", value: .text("\u{1B}")),
                ],
                notes: ["n\u{1B}"]
            )
        )
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `the smallest and largest integers print in full`() throws {
        let text = try render(rows: [[.text("a"), .integer(.min)], [.text("b"), .integer(.max)]])
        #expect(
            text == """
                Name                   Qty
                a     -9223372036854775808
                b      9223372036854775807

                """
        )
    }

    @Test func `decimals, ratios and flags print as they are`() throws {
        #expect(try renderOne(.decimal("199.00")) == "V\n199.00\n")
        #expect(try renderOne(.number("0.8125")) == "V\n0.8125\n")
        #expect(try renderOne(.flag(false)) == "V\nfalse\n")
    }

    @Test func `lists and objects print in one line`() throws {
        #expect(try renderOne(.list([.text("a"), .null, .integer(2)])) == "V\na, -, 2\n")
        let members = [Member(name: "k", value: .integer(1)), Member(name: "l", value: .text("x"))]
        #expect(try renderOne(.object(members)) == "V\nk=1, l=x\n")
    }

    @Test func `an empty table says so under its header`() throws {
        #expect(try render(rows: []) == "Name  Qty\nno rows\n")
    }

    @Test func `a total stands under its column`() throws {
        let text = try render(
            rows: [[.text("a"), .integer(5)]],
            totals: [Member(name: "qty", value: .integer(12345))]
        )
        #expect(text == "Name     Qty\na          5\ntotal  12345\n")
    }

    @Test func `a total of the first column carries the label`() throws {
        let table = ReportTable(
            report: "r",
            columns: [ReportColumn(key: "n", title: "N", alignment: .right)],
            rows: [[.integer(5)]],
            totals: [Member(name: "n", value: .integer(5))]
        )
        #expect(try render(table) == "      N\n      5\ntotal 5\n")
    }

    @Test func `a total without a column is named below`() throws {
        let text = try render(
            rows: [[.text("a"), .integer(5)]],
            totals: [Member(name: "value", value: .decimal("9.50")), Member(name: "qty", value: .integer(5))]
        )
        #expect(text == "Name   Qty\na        5\ntotal    5\nvalue: 9.50\n")
    }

    @Test func `a second total of the same name is not lost`() throws {
        let text = try render(
            rows: [[.text("a"), .integer(5)]],
            totals: [Member(name: "qty", value: .integer(5)), Member(name: "qty", value: .integer(6))]
        )
        #expect(text == "Name   Qty\na        5\ntotal    5\nqty: 6\n")
    }

    @Test func `a column kept out of the table is hidden and its total named below`() throws {
        let table = ReportTable(
            report: "r",
            columns: [
                ReportColumn(key: "id", title: "Id", inTable: false),
                ReportColumn(key: "name", title: "Name"),
            ],
            rows: [[.integer(1), .text("bolt")]],
            totals: [Member(name: "id", value: .integer(1))]
        )
        #expect(try render(table) == "Name\nbolt\nid: 1\n")
    }

    @Test func `notes come last`() throws {
        let table = ReportTable(
            report: "r",
            columns: [ReportColumn(key: "v", title: "V")],
            totals: [Member(name: "x", value: .integer(1))],
            notes: ["One note.", "Another."]
        )
        #expect(try render(table) == "V\nno rows\nx: 1\nOne note.\nAnother.\n")
    }

    @Test func `a styled header is bold and keeps the layout`() throws {
        let table = ReportTable(report: "r", columns: stock, rows: [[.text("螺栓"), .integer(1)]])
        #expect(try render(table, styled: true) == "\u{1B}[1mName  Qty\u{1B}[0m\n螺栓    1\n")
    }

    @Test func `no line ends in padding`() throws {
        let table = ReportTable(
            report: "r",
            columns: [
                ReportColumn(key: "a", title: "A"), ReportColumn(key: "b", title: "B", alignment: .right),
                ReportColumn(key: "c", title: "C"),
            ],
            rows: [[.text("long name"), .integer(1), .text("x")], [.text("s"), .text(""), .text("")]],
            totals: [Member(name: "b", value: .integer(1))]
        )
        #expect(try render(table) == "A          B  C\nlong name  1  x\ns\ntotal      1\n")
    }
}
