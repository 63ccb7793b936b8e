import Crypto
import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Sheets of workbooks into events. The workbooks are made up.
@Suite struct SheetReaderTests {
    private static let sales = """
        name: sales
        header: ["# de venta", Unidades, SKU]
        columns: { document: "# de venta", sku: SKU, quantity: Unidades, occurred_at: Fecha, note: "Unidades#2" }
        constants: { kind: order_placed, warehouse: W }
        """
    private static let columns: [Column] = [.document, .sku, .quantity, .occurredAt, .note]
    private static let header = sheetRow(6, "# de venta", "Fecha", "UNIDADES ", "SKU", "Unidades")

    private func sheet(_ rows: String...) -> WorkbookFixture {
        WorkbookFixture([("Ventas MX", Self.header + rows.joined())])
    }

    @Test func `the header may come after a notice and merged titles, in any sheet`() throws {
        let rows =
            sheetRow(1, "Estado de ventas, SKU") + sheetRow(5, "Ventas", "", "", "Publicaciones")
            + Self.header
            + sheetRow(7, "2000013900105482", "2026-11-13", "<c><v>2</v></c>", "MX-1", "<c><v>9</v></c>")
            + "<row r=\"8\"/>" + sheetRow(9, "", "", "", "") + sheetRow(10, "2", "2026-11-14", "1", "MX-2")
        let recorded = [
            "7: 2000013900105482 MX-1 2 2026-11-13T06:00:00Z 9", "10: 2 MX-2 1 2026-11-14T06:00:00Z -",
        ]
        let others = sheetRow(1, "Ayuda") + sheetRow(2, "SKU", "Unidades")
        #expect(
            try WorkbookFixture([("Ayuda", others), ("Ventas MX", rows)]).recorded(
                by: Self.sales,
                Self.columns
            )
                == recorded
        )
        let two = WorkbookFixture([("Otra", rows.replacing("MX-1", with: "MX-9")), ("Ventas MX", rows)])
        #expect(try two.recorded(by: Self.sales + "\nsheet: ventas mx", Self.columns) == recorded)
        #expect(try two.recorded(by: Self.sales, Self.columns)[0].contains("MX-9"))
        var hidden = WorkbookFixture(
            [("Otra", rows.replacing("MX-1", with: "MX-9")), ("V", rows)],
            hidden: ["Otra"]
        )
        #expect(try hidden.recorded(by: Self.sales, Self.columns) == recorded)
        let missing = #expect(throws: ImportFailure.self) {
            try two.recorded(by: Self.sales + "\nsheet: Enero")
        }
        #expect(missing?.message.contains("it has Otra, Ventas MX") == true)
        hidden.parts.removeAll { $0.name == "xl/worksheets/sheet1.xml" }
        #expect(throws: ImportFailure.self) { try hidden.recorded(by: Self.sales) }
    }

    @Test func `a workbook through a pipe works like a file, and its digest is kept`() throws {
        let book = try Book()
        let path = try sheet(sheetRow(7, "1", "2026-11-13", "2", "MX-1")).write(in: book.folder)
        let pipe = book.folder.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        Thread { try? bytes.write(to: URL(fileURLWithPath: pipe)) }.start()
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.sales)
        let first = try Importer(book.ledger, options: options).importFile(pipe)
        #expect(first.append.counts.recorded == 1)
        #expect(try book.ledger.batches().first?.fileDigest == SHA256.hash(data: bytes).map { $0 })
        #expect(try Importer(book.ledger, options: options).importFile(path).append.counts.duplicates == 1)
    }

    @Test func `shared, rich, inline and computed texts are texts`() throws {
        let strings = """
            <si><t xml:space="preserve"> MX-1 </t></si>
            <si><r><rPr><b/></rPr><t>L&#193;M</t></r><r><t>PARA &amp; &lt;x&gt;</t></r><rPh sb="0"><t>no</t></rPh></si>
            <si><t><![CDATA[<A&B>]]></t></si><si/><si><t>a_x000D__x005F_b_x00</t></si>
            """
        func recorded(_ cell: String) throws -> String? {
            let rows = Self.header + sheetRow(7, "1", "2026-11-13", "2", cell)
            let fixture = WorkbookFixture([("V", rows)], strings: strings)
            return try fixture.recorded(by: Self.sales, [.sku]).first
        }
        #expect(try recorded("<c t=\"s\"><v>0</v></c>") == "7: MX-1")
        #expect(try recorded("<c t=\"s\"><v>1</v></c>") == "7: LÁMPARA & <x>")
        #expect(try recorded("<c t=\"s\"><v>2</v></c>") == "7: <A&B>")
        #expect(try recorded("<c t=\"s\"><v>3</v></c>") == "7! SKU missing_value")
        #expect(try recorded("<c t=\"s\"><v>4</v></c>") == "7: a\r_b_x00")
        #expect(try recorded("<c t=\"str\"><f>CONCAT(\"A\",1)</f><v>A1</v></c>") == "7: A1")
        #expect(
            try recorded("<c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c>") == "7: inline"
        )
        #expect(try recorded("<c t=\"b\"><v>1</v></c>") == "7: TRUE")
        #expect(try recorded("<c><v>0012</v></c>") == "7: 12")
        #expect(try recorded("<c t=\"e\"><v>#N/A</v></c>") == "7! SKU not_allowed")
        #expect(throws: ImportFailure.self) { try recorded("<c t=\"s\"><v>5</v></c>") }
    }

    /// Days since 1899-12-30, computed differently: with Foundation's calendar.
    @Test(arguments: [
        (46_339.0, "2026-11-13T06:00:00Z"), (46_339.5, "2026-11-13T18:00:00Z"),
        (46_339.354166666664, "2026-11-13T14:30:00Z"), (46_339.99998842592, "2026-11-14T05:59:59Z"),
    ])
    func `a number shown as a date is a date, from 1900 or from 1904`(serial: Double, instant: String) throws
    {
        func recorded(_ style: Int, from1904: Bool, _ number: Double) throws -> String? {
            let cell = "<c s=\"\(style)\"><v>\(number)</v></c>"
            let rows = Self.header + sheetRow(7, "1", cell, "2", "MX-1")
            let fixture = WorkbookFixture(
                [("V", rows)],
                formats: ["dd\\-mm\\-yyyy", "0.00 &quot;days&quot;"],
                isFrom1904: from1904
            )
            return try fixture.recorded(by: Self.sales, [.occurredAt]).first
        }
        for style in [1, 2, 4] {
            #expect(try recorded(style, from1904: false, serial) == "7: \(instant)")
            #expect(try recorded(style, from1904: true, serial - 1462) == "7: \(instant)")
        }
        // General, a duration, and a number followed by a word.
        for style in [0, 3, 5] {
            #expect(try recorded(style, from1904: false, serial) == "7! Fecha not_a_date")
        }
    }

    @Test(arguments: [
        ("d/m/yy", true), ("[$-409]dd\\ mmm\\ yyyy", true), ("yyyy\"年\"m\"月\"d\"日\"", true),
        ("h:mm AM/PM", true),
        ("[h]:mm", false), ("General", false), ("0.00", false), ("#,##0 \"días\"", false), ("[Red]0", false),
        ("@", false),
        ("0_);\\(0\\)", false), ("0.00E+00", false), ("\\d0", false),
    ])
    func `a number format that shows a date is recognized`(code: String, isDate: Bool) {
        #expect(CellStyles.isDate(code) == isDate)
    }

    @Test(
        arguments: [
            ("12", "12", nil), ("-3", "-3", nil), ("0", "0", nil), ("-0", "0", nil),
            ("328.99000000000001", "328.99", nil),
            ("4.0999999999999996", "4.1", nil), ("0.30000000000000004", "0.3", nil),
            ("99.999999999999999", "100", nil),
            ("9.9999999999999999E-1", "1", .scientificNumber), ("1E-3", "0.001", nil),
            ("1.5E+3", "1500", .scientificNumber),
            ("123456789012345", "123456789012345", nil), ("2000013900105482", "2000013900105482", nil),
            ("2000013900105480", "2000013900105480", .roundedNumber),
            ("9007199254740993", "9007199254740993", .roundedNumber),
            ("20000139001054821", "20000139001054821", .roundedNumber),
            ("8.90123E+12", "8901230000000", .scientificNumber),
            ("2.0000139001054821E+16", "20000139001054821", .roundedNumber),
            ("1.25", "1.25", nil), ("1.50", "1.5", nil),
        ] as [(String, String, ValueDoubt?)]
    )
    func `a number keeps its digits, and is marked if they are in doubt`(
        written: String,
        text: String,
        doubt: ValueDoubt?
    ) throws {
        let number = try #require(CellNumber(Array(written.utf8)[...]))
        #expect(number.text == text)
        #expect(number.doubt == doubt)
    }

    @Test func `a code with lost digits is refused, and a quantity is not`() throws {
        let recorded = try sheet(
            sheetRow(7, "<c><v>2000013900105480</v></c>", "2026-11-13", "2", "MX-1"),
            sheetRow(8, "2000013900105482", "2026-11-13", "2", "<c><v>8.90123E+12</v></c>"),
            sheetRow(9, "2000013900105482", "2026-11-13", "2", "8.90123E+12"),
            sheetRow(
                10,
                "2000013900105482",
                "2026-11-13",
                "<c><v>1E+2</v></c>",
                "<c s=\"1\"><v>46339</v></c>"
            ),
            sheetRow(11, "<c><v>2000013900105482</v></c>", "2026-11-13", "<c><v>1E+2</v></c>", "12E4")
        ).recorded(by: Self.sales, [.document, .sku, .quantity])
        #expect(
            recorded == [
                "11: 2000013900105482 12E4 100", "7! # de venta rounded_code", "8! SKU rounded_code",
                "9! SKU rounded_code", "10! SKU rounded_code",
            ]
        )
    }

    @Test func `numbers are numbers whatever the profile says about texts`() throws {
        let header =
            "name: s\nheader: [A]\ncolumns: { document: A, amount: B }\nconstants: { kind: order_placed, "
            + "sku: S, warehouse: W, quantity: 1, occurred_at: 2026-11-13, currency: MXN }\n"
            + "numbers: { decimal: comma, grouping: point }"
        let rows =
            sheetRow(1, "A", "B") + sheetRow(2, "1", "<c><v>1.5</v></c>") + sheetRow(3, "2", "1.234,5")
            + sheetRow(4, "3", "<c><v>1.234</v></c>")
        #expect(
            try WorkbookFixture([("S", rows)]).recorded(by: header, [.document, .amount])
                == ["2: 1 1.50", "3: 2 1234.50", "4! B not_money"]
        )
    }

    @Test func `cells right of the header are one error, and missing ones are blank`() throws {
        let recorded = try sheet(
            sheetRow(7, "1", "2026-11-13", "2", "MX-1"),
            sheetRow(8, "1", "2026-11-13", "2", "MX-1", "", "", "", "x")
        ).recorded(by: Self.sales, [.sku])
        #expect(recorded == ["7: MX-1", "8!  too_many_fields"])
    }

    @Test func `a rejected row is kept as text`() throws {
        let book = try Book()
        let path = try sheet(sheetRow(7, "1", "2026-11-13", "dos, &quot;2&quot;", "MX-1")).write(
            in: book.folder
        )
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.sales)
        options.append.skipsRejected = true
        _ = try Importer(book.ledger, options: options).importFile(path)
        let kept = try book.ledger.rejectedRows()
        #expect(
            kept.map { String(decoding: $0.raw, as: UTF8.self) } == ["1,2026-11-13,\"dos, \"\"2\"\"\",MX-1"]
        )
    }

    @Test func `another sheet that matches is reported, and the one that a profile names is used`() throws {
        func warnings(_ book: WorkbookFixture, _ yaml: String = Self.sales) throws -> [String] {
            let ledger = try Book()
            var options = ImportOptions()
            options.profile = try Profile.reading(yaml)
            let result = try Importer(ledger.ledger, options: options).importFile(
                book.write(in: ledger.folder)
            )
            return result.append.warnings.filter { $0.code == "another_sheet" }.map(\.message)
        }
        let rows = Self.header + sheetRow(7, "1", "2026-11-13", "2", "MX-1")
        let book = WorkbookFixture(
            [("Enero", rows), ("Notas", sheetRow(1, "x")), ("Febrero", rows), ("Marzo", rows)],
            hidden: ["Marzo"]
        )
        let recorded = try warnings(book)
        #expect(recorded.count == 1)
        #expect(
            recorded.first?.contains("\"Enero\" is read, and 2 more would match: Febrero, Marzo (hidden)")
                == true
        )
        #expect(try warnings(book, Self.sales + "\nsheet: Febrero") == [])
        #expect(try warnings(sheet(sheetRow(7, "1", "2026-11-13", "2", "MX-1"))) == [])
    }

    @Test func `an error in a sheet is reported with the sheet and the row`() throws {
        func message(_ rows: String) throws -> String {
            let book = WorkbookFixture([("Otra", sheetRow(1, "x")), ("Ventas MX", rows)])
            let found = #expect(throws: ImportFailure.self) { try book.recorded(by: Self.sales) }
            return found?.message ?? ""
        }
        let bad = "<row r=\"6\"><c r=\"A6\" t=\"s\"><v>7</v></c></row>"
        #expect(try message(bad).contains("book.xlsx [Ventas MX]:6: "))
        #expect(
            try message(Self.header + "<row r=\"7\"><c r=\"A8000000000\"/><c r=\"A7\"/></row>").contains(
                "[Ventas MX]:7: "
            )
        )
        let long = sheetRow(1, String(repeating: "x", count: 2 << 20)) + sheetRow(2, "SKU")
        let first = try message(long)
        #expect(first.contains("book.xlsx [Ventas MX]:1: the row is longer"), "\(first)")
    }
}
