import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Files of any notation and type are read many rows at a time, and mean the same as in the plainest notation.
@Suite struct ManyRowsTests {
    private static let profile = """
        name: own
        source: own
        header: [number, item, units]
        constants: { currency: MXN, warehouse: W }
        columns: { document: number, sku: item, quantity: units, amount: total, occurred_at: time }
        events:
          - record: { kind: order_placed }

        """
    private static let count = 400

    /// The values of a row: number, item, units, time and total.
    private struct Row {
        let number: Int
        var units: Int { number * 577 % 4000 + 1 }
        /// Within some days, every 23 minutes.
        var minute: Int { number * 23 }
        var total: (whole: Int, cents: Int) { (number * 104_729 % 3_000_000, number % 100) }

        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var day: Int { 3 + minute / 1440 }
        var hour: Int { minute / 60 % 24 }
        var clock: String { "\(two(hour)):\(two(minute % 60))" }

        func grouped(_ number: Int, by sign: String) -> String {
            guard number > 999 else { return "\(number)" }
            let rest = "\(1000 + number % 1000)".dropFirst()
            return grouped(number / 1000, by: sign) + sign + rest
        }
    }

    private func rows(_ fields: (Row) -> [String], joinedBy sign: String = ",") -> String {
        (0..<Self.count).map { fields(Row(number: $0)).joined(separator: sign) + "\n" }.joined()
    }

    private static func plain(_ row: Row) -> [String] {
        [
            "D-\(row.number)", "LAMP", "\(row.units)", "2026-11-\(row.two(row.day))T\(row.clock):00",
            "\(row.total.whole).\(row.two(row.total.cents))",
        ]
    }

    private static let header = "number,item,units,time,total\n"

    private func events(_ book: Book) throws -> [String] {
        var rows: [String] = []
        try book.ledger.forEachEvent(EventQuery()) { stored, _ in
            rows.append("\(stored.row ?? 0) " + stored.event.canonicalRow())
        }
        return rows
    }

    private func plainEvents() throws -> [String] {
        let book = try Book()
        try book.importFile(Self.header + rows(Self.plain)) { $0.profile = try Profile.reading(Self.profile) }
        return try events(book)
    }

    @Test(arguments: [
        ("numbers: { decimal: \",\", grouping: \".\" }", "dates: [dd/MM/yyyy HH:mm]"),
        ("numbers: { decimal: \",\", grouping: \".\" }", "dates: [\"d/M/yy h:mm a\"]"),
    ])
    func `numbers in groups and times of a pattern are read many at a time`(numbers: String, dates: String)
        throws
    {
        let isHalfDay = dates.contains("a\"")
        let text = rows(
            { row in
                let half = row.hour < 12 ? "a. m." : "PM"
                let hour = row.hour % 12 == 0 ? 12 : row.hour % 12
                return [
                    "D-\(row.number)", "LAMP", row.grouped(row.units, by: "."),
                    isHalfDay
                        ? "\(row.day)/11/26 \(hour):\(row.clock.suffix(2)) \(half)"
                        : "\(row.two(row.day))/11/2026 \(row.clock)",
                    "\(row.grouped(row.total.whole, by: ".")),\(row.two(row.total.cents))",
                ]
            },
            joinedBy: ";"
        )
        let book = try Book()
        let result = try book.importFile(Self.header.replacing(",", with: ";") + text) {
            $0.profile = try Profile.reading(Self.profile + numbers + "\n" + dates + "\n")
        }
        #expect(try events(book) == plainEvents())
        #expect(result.append.counts.recorded == Int64(Self.count))
        #expect(result.rowsReadSingly == 0)
    }

    @Test func `records of JSON are read many at a time`() throws {
        let text = rows { row in
            let plain = Self.plain(row)
            return [
                "{\"number\": \"\(plain[0])\", \"item\": \"\(plain[1])\", \"units\": \(plain[2]), "
                    + "\"time\": \"\(plain[3])\", \"total\": \(plain[4])}"
            ]
        }
        let book = try Book()
        let result = try book.importFile(text) { $0.profile = try Profile.reading(Self.profile) }
        #expect(try events(book).map(withoutRow) == plainEvents().map(withoutRow))
        #expect(result.rowsReadSingly == 0)
    }

    @Test func `rows of a workbook are read many at a time, and doubtful cells one by one`() throws {
        var sheet = sheetRow(1, "number", "item", "units", "time", "total")
        for number in 0..<Self.count {
            let plain = Self.plain(Row(number: number))
            // A date of the sheet, which is a number with a style.
            let serial = 46_329.0 + Double(Row(number: number).minute) / 1440
            let time = number % 2 == 0 ? "<c s=\"2\"><v>\(serial)</v></c>" : plain[3]
            sheet += sheetRow(
                number + 2,
                plain[0],
                plain[1],
                "<c><v>\(plain[2])</v></c>",
                time,
                "<c><v>\(plain[4])</v></c>"
            )
        }
        // A number whose last digits may be lost is no code.
        let doubtful = sheetRow(
            Self.count + 2,
            "<c><v>123456789012345678</v></c>",
            "LAMP",
            "<c><v>1</v></c>",
            "2026-11-03T00:00:00",
            "<c><v>1</v></c>"
        )
        let folder = try TemporaryFolder()
        for (rows, rejected) in [(sheet, 0), (sheet + doubtful, 1)] {
            let book = try Book()
            var options = ImportOptions()
            options.profile = try Profile.reading(Self.profile)
            options.append.skipsRejected = true
            let result = try Importer(book.ledger, options: options).importFile(
                WorkbookFixture([("orders", rows)]).write(in: folder)
            )
            #expect(try events(book) == plainEvents())
            #expect(result.append.counts.rejected == Int64(rejected))
            #expect(result.rowsReadSingly == Int64(rejected))
        }
    }

    private func withoutRow(_ event: String) -> Substring { event.drop { $0 != " " } }
}
