import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Headers after notices, found by the columns that identify a profile's files. The files are made up.
@Suite struct HeaderSearchTests {
    private static let receipts = """
        name: receipts
        header: [Ref, Art, Qty]
        columns: { document: Ref, sku: Art, quantity: Qty }
        constants: { kind: stock_received, warehouse: W, occurred_at: 2026-11-13 }
        """
    private static let moves = """
        name: moves
        header: [Folio, Pieza]
        text: { delimiter: pipe, quote: none, encoding: windows-1252 }
        columns: { document: Folio, sku: Pieza, quantity: Número }
        constants: { kind: stock_adjusted, warehouse: W, occurred_at: 2026-11-13 }
        """

    private func among(_ yamls: String...) -> (inout ImportOptions) throws -> Void {
        { try $0.profiles = [.canonical] + yamls.map { try Profile.reading($0) } }
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func `a header after notices is found by its columns, whatever the delimiter`(delimiter: String) throws {
        let notices = "Reporte de entradas, generado; hoy\n\n\"Total, de \"\"3\"\"\"\nAlmacén: W\n"
        let rows = "Ref,Art,Qty\n1,A,1\n2,B,x\n".replacing(",", with: delimiter)
        let recorded = ["1 A", "7! Qty not_a_number"]
        #expect(
            try WarehouseExportsTests.recorded(notices + rows, by: Self.receipts, [.document, .sku])
                == recorded
        )
        #expect(
            try WarehouseExportsTests.recorded(
                notices + rows,
                by: nil,
                [.document, .sku],
                among(Self.moves, Self.receipts)
            )
                == recorded
        )
    }

    @Test func `without a named profile each one is tried in its own format`() throws {
        let folder = try TemporaryFolder()
        let text = "Movimientos \"2026\n\nFolio|Pieza|N\u{FA}mero\nF-1|5\" tubo|3\n"
        let path = try folder.write("m.txt", bytes: text.unicodeScalars.map { UInt8($0.value) })
        var options = ImportOptions()
        try among(Self.receipts, Self.moves)(&options)
        let preview = try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now)
        #expect(preview.profile == "moves")
        #expect(preview.events.map { "\($0.row) \($0.event.sku?.text ?? "")" } == ["4 5\" tubo"])
        #expect(preview.problems.isEmpty)
    }

    @Test func `a header may be in row 20 but not further down, unless the profile says so`() throws {
        func recorded(_ notices: Int, _ yaml: String = Self.receipts) throws -> [String] {
            let text = String(repeating: "nota\n", count: notices) + "Ref,Art,Qty\n1,A,1\n"
            return try WarehouseExportsTests.recorded(text, by: yaml, [.document])
        }
        #expect(try recorded(19) == ["1"])
        #expect(throws: ImportFailure.self) { try recorded(20) }
        #expect(try recorded(30, Self.receipts + "\ntext: { header_row: 31 }") == ["1"])
        // Blank lines count as lines, but are never the header.
        #expect(
            try WarehouseExportsTests.recorded("\n\n\nRef,Art,Qty\n\n1,A,1\n", by: Self.receipts, [.document])
                == ["1"]
        )
    }

    @Test func `the nearest row is reported if none matches`() throws {
        let text = "Reporte\nRef;Art;Cantidad\n1;A;1\n"
        let failure = #expect(throws: ImportFailure.self) {
            try WarehouseExportsTests.recorded(text, by: Self.receipts)
        }
        #expect(failure?.message.contains("file.csv:2: the header does not match") == true)
        #expect(failure?.message.contains("needs Qty") == true)
    }

    @Test func `repeated names are addressed by their occurrence`() throws {
        let yaml = """
            name: sales
            header: [Venta, Unidades, "Unidades#2"]
            columns: { document: Venta, sku: SKU, quantity: Unidades, note: "unidades#2", tracking: "Unidades#3" }
            constants: { kind: order_placed, warehouse: W, occurred_at: 2026-11-13 }
            """
        let text = "Venta,SKU,Unidades,UNIDADES , unidades\n1,A,2,3,4\n"
        #expect(try recorded(text, by: yaml, [.quantity, .note, .tracking]) == ["2 3 4"])
        #expect(throws: ImportFailure.self) { try recorded("Venta,SKU,Unidades\n1,A,2\n", by: yaml) }
    }

    /// The following rows match no profile, but that is not the error.
    @Test(arguments: [
        ("Ref,A\u{0}rt,Qty\n1,A,1\n", "1:6: the row contains a NUL"),
        ("\"Ref,Art,Qty\n1,A,1\n", "1:1: the quote is never"),
        ("\"Ref\"x,Art,Qty\n1,A,1\n", "1:1: text follows a closing quote"),
    ])
    func `a header that cannot be read is reported with its place, whatever follows it`(
        text: String,
        says: String
    )
        throws
    {
        let failure = #expect(throws: ImportFailure.self) {
            try WarehouseExportsTests.recorded(text, by: Self.receipts)
        }
        #expect(failure?.message.contains("file.csv:\(says)") == true, "\(failure?.message ?? "")")
    }

    @Test func `quotes that only a wrong delimiter splits are not an error of a header`() throws {
        let failure = #expect(throws: ImportFailure.self) {
            try WarehouseExportsTests.recorded("\"Ref\";\"Art\"\n1;A\n", by: Self.receipts)
        }
        #expect(failure?.message.contains("needs Qty") == true)
    }

    @Test func `a second column of the same name is reported, and refused if every column has a meaning`()
        throws
    {
        func warnings(_ header: String, _ yaml: String = Self.receipts) throws -> [String] {
            let book = try Book()
            let result = try book.importFile("\(header)\n1,A,1,1\n") {
                $0.profile = try Profile.reading(yaml)
            }
            return result.append.warnings.filter { $0.code == "repeated_column" }.map(\.message)
        }
        #expect(
            try warnings("Ref,Art,Qty,qty ").first?.hasPrefix("\"Qty\" is also the name of column 4") == true
        )
        #expect(try warnings("Ref,Art,Qty,Otra") == [])
        #expect(try warnings("Ref,Art,Qty,Qty", Self.receipts + "\nidentity: [\"Qty#2\"]") == [])
        for second in ["quantity", "cantidad", "Quantity "] {
            let header = "kind,document,sku,warehouse,quantity,occurred_at,\(second)"
            let failure = #expect(throws: ImportFailure.self) {
                try WarehouseExportsTests.recorded(
                    "\(header)\nstock_received,G,A,W,1,2026-11-13,2\n",
                    by: nil
                )
            }
            #expect(
                failure?.message.contains("file.csv:1:7: the column \"\(second)\" repeats column 5") == true
            )
        }
    }
}
