import InventoryLedger
import Testing

@testable import TarimaCommand

/// A table on a terminal, which fits its width.
@Suite struct TableLayoutTests {
    private let columns = [
        ReportColumn(key: "sku", title: "sku"),
        ReportColumn(key: "warehouse", title: "warehouse"),
        ReportColumn(key: "available", title: "available", alignment: .right),
        ReportColumn(key: "damaged", title: "damaged", alignment: .right),
        ReportColumn(key: "reason", title: "reason"),
    ]

    private func row(_ sku: String, _ available: Int64, damaged: Int64 = 0, _ reason: String) -> [Cell] {
        [.text(sku), .text("MTY1"), .integer(available), .integer(damaged), .text(reason)]
    }

    private func lines(_ table: ReportTable, room: Int? = nil, keys: [String]? = nil) throws -> [String] {
        var sink = StringSink()
        try TableRenderer(styled: false, room: room, keys: keys).render(table, into: &sink)
        return sink.text.split(separator: "\n").map(String.init)
    }

    private func table(_ rows: [[Cell]], kept: Set<String> = []) -> ReportTable {
        var columns = columns
        for index in columns.indices where kept.contains(columns[index].key) { columns[index].isKept = true }
        columns[4].leastWidth = 16
        return ReportTable(report: "stock", columns: columns, rows: rows)
    }

    @Test func `a table outside a terminal is complete`() throws {
        let text = try lines(table([row("LAMP", 12, "none")]))
        #expect(
            text == [
                "sku   warehouse  available  damaged  reason", "LAMP  MTY1              12        0  none",
            ]
        )
    }

    @Test func `columns of zeros are left out, and named`() throws {
        let text = try lines(table([row("LAMP", 12, "none"), row("FAN", 0, "none")]), room: 80)
        #expect(
            text == [
                "sku   warehouse  available  reason", "LAMP  MTY1              12  none",
                "FAN   MTY1               0  none", "zero or empty in all rows: damaged",
            ]
        )
    }

    @Test func `long texts are shortened in the middle before a column is left out`() throws {
        let reason = "no sale since 2026-10-03 although the price fell twice"
        let text = try lines(table([row("LAMP", 12, damaged: 1, reason)]), room: 60)
        #expect(text.count == 2)
        #expect(text[1] == "LAMP  MTY1              12        1  no sale since …ll twice")
        #expect(text.allSatisfy { DisplayWidth.of($0) <= 60 })
    }

    @Test func `the last columns go first, and those that are always shown stay`() throws {
        let rows = [row("LAMP", 12, damaged: 1, "none")]
        let text = try lines(table(rows, kept: ["reason"]), room: 30)
        #expect(
            text == [
                "sku   warehouse  reason", "LAMP  MTY1       none",
                "no room for: available,", "damaged; show all with --wide,", "or some with --columns",
            ]
        )
    }

    @Test func `the first column stays, however narrow the terminal is`() throws {
        let text = try lines(table([row("LAMP", 12, damaged: 1, "none")]), room: 5)
        #expect(text.prefix(2) == ["sku", "LAMP"])
    }

    @Test func `a line below the table is broken at its words`() throws {
        var table = table([row("LAMP", 12, damaged: 1, "none")])
        table.notes = ["formula = sold / supply, of a code_that_is_longer_than_any_terminal"]
        let text = try lines(table, room: 20)
        #expect(
            text.dropFirst(2).prefix(4) == [
                "formula = sold /", "supply, of a", "code_that_is_longer_than_any_terminal",
                "no room for:",
            ]
        )
        #expect(try lines(table).dropFirst(2) == table.notes[...])
    }

    @Test func `a table without rows does not say what it leaves out`() throws {
        #expect(try lines(table([]), room: 20) == ["sku  warehouse", "no rows"])
    }

    @Test func `values that need attention are red`() throws {
        var table = table([row("LAMP", -3, damaged: 1, "none"), row("FAN", 3, damaged: 0, "none")])
        table.columns[3].isWarning = true
        table.columns.append(ReportColumn(key: "late", title: "late"))
        table.columns[5].isWarning = true
        table.rows[0].append(.flag(true))
        table.rows[1].append(.flag(false))
        var sink = StringSink()
        try TableRenderer(styled: true, room: nil, keys: nil).render(table, into: &sink)
        let red = sink.text.split(separator: "\u{1B}[31m").dropFirst().map { $0.prefix { $0 != "\u{1B}" } }
        #expect(red == ["-3", "1", "true"])
    }

    @Test func `columns that are asked for are shown in their order, also those that tables leave out`()
        throws
    {
        var table = table([row("LAMP", 0, "none")])
        table.columns[4] = ReportColumn(key: "reason", title: "reason", inTable: false)
        let text = try lines(table, room: 20, keys: ["reason", "available", "damaged"])
        #expect(text == ["reason  available  damaged", "none            0        0"])
    }

    @Test func `a total is a reason to show a column`() throws {
        var table = table([row("LAMP", 12, "none")])
        table.totals = [Member(name: "damaged", value: .integer(3))]
        #expect(try lines(table, room: 80).first == "sku    warehouse  available  damaged  reason")
    }

    @Test(arguments: [
        ("abcdefghij", 10, "abcdefghij"), ("abcdefghij", 7, "abcd…ij"), ("abcdefghij", 1, "…"),
        ("abcdefghij", 0, ""), ("不锈钢垫圈库存", 9, "不锈…库存"),
    ])
    func `shortened text keeps its beginning and its end`(text: String, columns: Int, shown: String) {
        let shortened = MeasuredText(text).shortened(to: columns)
        #expect(shortened.text == shown)
        #expect(shortened.width == DisplayWidth.of(shown))
        #expect(shortened.width <= columns)
    }

    @Test(arguments: [
        ("America/Mexico_City", 1_763_000_000_000, "2025-11-12 20:13:20-06:00"),
        ("America/Mexico_City", 1_763_013_600_000, "2025-11-13 00:00-06:00"),
        ("Asia/Kolkata", 1_763_013_600_500, "2025-11-13 11:30+05:30"),
        ("UTC", 1_763_013_600_000, "2025-11-13 06:00Z"),
    ])
    func `people read instants on the ledger's clock`(zone: String, milliseconds: Int64, shown: String) throws
    {
        let zone = try #require(BusinessZone(zone))
        #expect(zone.clock(Instant(milliseconds: milliseconds)) == shown)
    }

    @Test func `a share is a percentage for people and a number for programs`() throws {
        let column = ReportColumn(key: "share", title: "share", alignment: .right)
        let table = ReportTable(report: "r", columns: [column], rows: [[.share(0.8125)], [.share(2)]])
        #expect(try lines(table) == ["share", "81.3%", "200.0%"].map { $0.count < 6 ? " " + $0 : $0 })
        var sink = StringSink()
        try CSVRenderer(guardFormulas: true).render(table, into: &sink)
        #expect(sink.text == "share\n0.8125\n2\n")
    }
}
