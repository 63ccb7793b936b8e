import TestSupport
import Testing

/// Invalid files: each is refused with one line that says where and why, and nothing is recorded.
@Suite struct BadFileTests {
    struct BadFile: CustomTestStringConvertible, Sendable {
        let what: String
        /// Nil if there is no such file.
        let bytes: [UInt8]?
        let status: Int32
        /// The beginning of each line on standard error.
        let places: [String]
        /// A part of the first line.
        let says: String

        var testDescription: String { what }

        init(_ what: String, _ text: String?, status: Int32 = 65, at places: String..., says: String) {
            self.init(what, bytes: text.map { Array($0.utf8) }, status: status, places: places, says: says)
        }

        init(_ what: String, bytes: [UInt8]?, status: Int32 = 65, places: [String], says: String) {
            self.what = what
            self.bytes = bytes
            self.status = status
            self.places = places
            self.says = says
        }
    }

    private static func row(_ text: String) -> String { Stockroom.header + text + "\n" }
    private static let refused = "tarima: bad.csv: nothing was recorded"

    /// A row with an invalid value in one column.
    private static func value(_ what: String, _ text: String, _ column: String, says: String) -> BadFile {
        BadFile(what, row(text), at: "bad.csv:2:\(column): ", refused, says: says)
    }

    static let wholeFiles = [
        BadFile("no file", nil, status: 66, at: "tarima: ", says: "there is no file bad.csv"),
        BadFile("an empty file", "", at: "tarima: ", says: "bad.csv is empty"),
        BadFile("a byte order mark alone", "\u{FEFF}", at: "tarima: ", says: "bad.csv is empty"),
        BadFile("blank lines alone", "\n\r\n\n", at: "tarima: ", says: "bad.csv contains no text"),
        BadFile(
            "an unknown header",
            "Fecha,Folio,Piezas\n2024-10-25,R-1,4\n",
            at: "tarima: bad.csv:1: ",
            says: "needs kind, document, warehouse"
        ),
        BadFile(
            "a misspelt column that every event needs",
            "kind,document,sku,warehous,quantity,occurred_at\nstock_received,G,MX-1,MTY1,1,2024-10-25\n",
            at: "tarima: bad.csv:1:4: ",
            says: "unknown column \"warehous\"; did you mean warehouse?"
        ),
        BadFile(
            "a misspelt column that some events have",
            "kind,document,sku,warehouse,quantity,occurred_at,shipmnt\nstock_received,G,MX-1,MTY1,1,2024-10-25,S-1\n",
            at: "tarima: bad.csv:1:7: ",
            says: "unknown column \"shipmnt\"; did you mean shipment?"
        ),
        BadFile(
            "a column like no other",
            "kind,document,sku,warehouse,quantity,occurred_at,Color de caja\n",
            at: "tarima: bad.csv:1:7: ",
            says: "unknown column \"Color de caja\""
        ),
        BadFile(
            "a header that is not text",
            bytes: Array("kind,document,sku,warehouse".utf8) + [0xFF, 0x0A],
            places: ["tarima: bad.csv:1:"],
            says: "not UTF-8"
        ),
    ]

    /// Text in one of two possible encodings.
    static let encodings = [
        BadFile(
            "bytes in no encoding that can be told",
            bytes: Array(Stockroom.header.utf8) + Array("stock_received,G,CA".utf8) + [0xD1, 0xD3]
                + Array("N,MTY1,1,2024-10-25\n".utf8),
            places: ["tarima: bad.csv:2:20: "],
            says: "; --encoding gb18030 or --encoding windows-1252"
        )
    ]

    static let rows = [
        value(
            "a quantity with an exponent",
            "stock_received,G,MX-1,MTY1,1e3,2024-10-25",
            "quantity",
            says: "\"1e3\""
        ),
        value(
            "a quantity with decimals",
            "stock_received,G,MX-1,MTY1,1.0,2024-10-25",
            "quantity",
            says: "\"1.0\""
        ),
        value(
            "a quantity in other digits",
            "stock_received,G,MX-1,MTY1,４０,2024-10-25",
            "quantity",
            says: "\"４０\""
        ),
        value(
            "a quantity beyond 64 bits",
            "stock_received,G,MX-1,MTY1,9223372036854775808,2024-10-25",
            "quantity",
            says: "9223372036854775808 units are too many; the largest quantity is 1000000000000"
        ),
        value(
            "a quantity that no warehouse holds",
            "stock_received,G,MX-1,MTY1,1000000000001,2024-10-25",
            "quantity",
            says: "1000000000001 units are too many; the largest quantity is 1000000000000"
        ),
        value(
            "as many units taken back",
            "stock_received,G,MX-1,MTY1,-1000000000001,2024-10-25",
            "quantity",
            says: "-1000000000001 units are too many; the largest quantity is 1000000000000"
        ),
        value(
            "no quantity",
            "stock_received,G,MX-1,MTY1,,2024-10-25",
            "quantity",
            says: "--set quantity=VALUE"
        ),
        value(
            "a quantity of nothing",
            "stock_received,G,MX-1,MTY1,0,2024-10-25",
            "quantity",
            says: "has no effect"
        ),
        value("a negative order", "order_placed,G,MX-1,MTY1,-1,2024-10-25", "quantity", says: "positive"),
        value(
            "a day that never was",
            "stock_received,G,MX-1,MTY1,1,2026-02-30",
            "occurred_at",
            says: "\"2026-02-30\""
        ),
        value(
            "a date in another order",
            "stock_received,G,MX-1,MTY1,1,25/10/2024",
            "occurred_at",
            says: "2026-11-13"
        ),
        value(
            "words for a date",
            "stock_received,G,MX-1,MTY1,1,Date Not Captured",
            "occurred_at",
            says: "not a valid date"
        ),
        value(
            "an unknown kind",
            "stock_recieved,G,MX-1,MTY1,1,2024-10-25",
            "kind",
            says: "did you mean stock_received?"
        ),
        value("a reversal", "reversal,G,MX-1,MTY1,1,2024-10-25", "kind", says: "undo"),
        value("no SKU", "stock_received,G,\u{A0}\u{3000},MTY1,1,2024-10-25", "sku", says: "--set sku=VALUE"),
        BadFile(
            "a NUL character",
            row("stock_received,G,MX\u{0}1,MTY1,1,2024-10-25"),
            at: "bad.csv:2: ",
            refused,
            says: "NUL"
        ),
        BadFile(
            "a quote that is never closed",
            row("stock_received,G,\"MX-1,MTY1,1,2024-10-25"),
            at: "bad.csv:2: ",
            refused,
            says: "never closed"
        ),
        BadFile(
            "text behind a closing quote",
            row("stock_received,G,\"MX\"-1,MTY1,1,2024-10-25"),
            at: "bad.csv:2: ",
            refused,
            says: "closing quote"
        ),
        BadFile(
            "bytes that are not UTF-8 in a file that is",
            bytes: Array(Stockroom.header.utf8) + Array("stock_received,ñandúñandúñandúñandúñandú,MX".utf8)
                + [0xD1]
                + Array(",MTY1,1,2024-10-25\n".utf8),
            places: ["bad.csv:2: ", refused],
            says: "not UTF-8"
        ),
        BadFile(
            "a row that was cut off",
            row("stock_received,G,MX-1,MT"),
            at: "bad.csv:2: ",
            refused,
            says: "4 fields"
        ),
        BadFile(
            "a row of too many fields",
            row("stock_received,G,MX-1,MTY1,1,2024-10-25,S-1"),
            at: "bad.csv:2: ",
            refused,
            says: "7 fields"
        ),
        BadFile(
            "a line of three million characters",
            row(String(repeating: "x", count: 3_000_000)),
            at: "bad.csv:2: ",
            refused,
            says: "longer than"
        ),
    ]

    @Test(arguments: wholeFiles + encodings + rows)
    func `an invalid file is refused with a message and leaves the ledger unchanged`(_ file: BadFile) throws {
        let room = try Stockroom()
        if let bytes = file.bytes { try room.write("bad.csv", bytes: bytes) }
        let outcome = try room.expectUnchanged { try room.tarima("import", "bad.csv", "--format", "json") }
        #expect(outcome.status == file.status)
        #expect(outcome.said.count == file.places.count, "\(outcome.speech)")
        for (line, place) in zip(outcome.said, file.places) { #expect(line.hasPrefix(place), "\(line)") }
        #expect(outcome.said.first?.contains(file.says) == true, "\(outcome.speech)")
        let report = try PrintedReport(outcome)
        #expect(report.rows.count == 1)
        #expect(report.isNull(0, "batch"))
        #expect(report.number(0, "events") == 0)
        #expect(report.number(0, "problems_total") == 1)
    }

    @Test func `a folder is not a file`() throws {
        let room = try Stockroom()
        let outcome = try room.expectUnchanged { try room.tarima("import", room.folder.path) }
        #expect(outcome.status == 66)
        #expect(outcome.said == ["tarima: \(room.folder.path) is a folder; name the files in it"])
    }

    @Test func `a file with a header and no rows is a warning`() throws {
        let room = try Stockroom()
        try room.write("none.csv", Stockroom.header)
        let outcome = try room.expectUnchanged { try room.tarima("import", "none.csv") }
        #expect(outcome.status == 0)
        #expect(outcome.said.count == 1)
        #expect(outcome.said.first?.hasPrefix("warning: none.csv: ") == true)
    }

    @Test func `all problems are reported at once, by row`() throws {
        let room = try Stockroom()
        try room.write(
            "bad.csv",
            Stockroom.header + """
                stock_received,G-1,MX-1,MTY1,many,yesterday
                stock_received,G-2,MX-1,MTY1,1,2024-10-25
                stock_recieved,G-3,,MTY1,1,2024-10-25

                """
        )
        let outcome = try room.expectUnchanged { try room.tarima("import", "bad.csv") }
        let places = outcome.said.map { line in line.split(separator: " ").first.map(String.init) ?? "" }
        #expect(places == ["bad.csv:2:quantity:", "bad.csv:2:occurred_at:", "bad.csv:4:kind:", "tarima:"])
    }

    @Test func `of very many problems the first thousand are listed, with the total`() throws {
        let room = try Stockroom()
        let row = "stock_received,G-1,MX-1,MTY1,many,2024-10-25\n"
        // A problem of all rows would be one line.
        let good = row.replacing("many", with: "1")
        try room.write("bad.csv", Stockroom.header + String(repeating: row, count: 1005) + good)
        let outcome = try room.tarima("import", "bad.csv", "--format", "json")
        #expect(outcome.said.count == 1002)
        #expect(outcome.said.contains("bad.csv: and 5 more problems"))
        let report = try PrintedReport(outcome)
        #expect(report.list(0, "problems")?.count == 1000)
        #expect(report.number(0, "problems_total") == 1005)
    }
}
