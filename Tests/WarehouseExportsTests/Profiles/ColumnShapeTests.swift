import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Columns that a profile makes of others: joined ones, rows made of columns, and columns that some files lack.
@Suite struct ColumnShapeTests {
    private static let card = """
        name: card
        source: bodega
        header: [Fecha, No, SKU, Cantidad]
        joins: { cuando: [Fecha, No], papel: [SKU, [Folio, No]] }
        dates: [dd/MM/yyyy n, dd/MM/yyyy]
        columns: { document: papel, sku: SKU, quantity: Cantidad, occurred_at: cuando }
        constants: { kind: stock_adjusted, warehouse: W }
        """

    @Test func `a date and the place within the day in two columns are one time`() throws {
        let text = "Fecha,No,SKU,Cantidad\n13/11/2026,2,A,5\n13/11/2026,1,A,-3\n14/11/2026,,A,1\n"
        #expect(
            try recorded(text, by: Self.card, [.document, .occurredAt]) == [
                "A 2 2026-11-13T06:00:00.002Z", "A 1 2026-11-13T06:00:00.001Z", "A 2026-11-14T06:00:00Z",
            ]
        )
    }

    @Test func `a problem of a joined column names it`() throws {
        let text = "Fecha,No,SKU,Cantidad\nayer,2,A,5\n"
        #expect(try recorded(text, by: Self.card) == ["2! cuando not_a_date"])
    }

    @Test func `a joined column that the file lacks is an error, and so is a name used twice`() throws {
        let failure = #expect(throws: ImportFailure.self) {
            try recorded(
                "Fecha,No,SKU,Cantidad\n13/11/2026,1,A,1\n",
                by: Self.card.replacing("cuando: [Fecha, No]", with: "cuando: [Fecha, Turno]")
            )
        }
        #expect(failure?.message.contains("joins a column \"Turno\" that the file does not have") == true)
        #expect(throws: ImportFailure.self) {
            try Profile.reading("name: p\nheader: [a]\nsums: { x: [a] }\njoins: { x: [a] }")
        }
    }

    private static let grid = """
        name: grid
        source: bodega
        header: [SKU, Folio]
        columns_to_rows: { columns: ["Bodega *"], name: Bodega, value: Unidades }
        columns: { document: Folio, sku: SKU, quantity: Unidades, warehouse: Bodega }
        constants: { kind: stock_counted, occurred_at: 2026-11-13 }
        """

    @Test func `columns of warehouses become rows`() throws {
        let text = "SKU,Bodega Norte,Nota,Bodega Sur,Folio\nA,5,x,0,7\nB, ,x,3,7\n"
        #expect(
            try recorded(text, by: Self.grid, [.sku, .warehouse, .quantity]) == [
                "A Bodega Norte 5", "A Bodega Sur 0", "B Bodega Sur 3",
            ]
        )
    }

    @Test func `a line without a value is ignored, and a bad line is reported`() throws {
        let text = "SKU,Bodega Norte,Bodega Sur,Folio\nA,,,7\nB,1\nC,1,2,7,8\nD,x,2,7\n"
        #expect(
            try recorded(text, by: Self.grid, [.sku, .quantity]) == [
                "D 2", "3!  too_few_fields", "4!  too_many_fields", "4!  too_many_fields",
                "5! Unidades not_a_number",
                "ignored 1",
            ]
        )
    }

    @Test func `days as columns join with the month beside them`() throws {
        let yaml = """
            name: kardex
            source: bodega
            header: [SKU, Mes]
            columns_to_rows: { columns: ["?", "??"], name: Día, value: Salidas }
            joins: { fecha: [Día, Mes] }
            dates: [d MMMM yyyy]
            columns: { document: fecha, sku: SKU, quantity: Salidas, occurred_at: fecha }
            constants: { warehouse: W }
            events:
              - record: { kind: sale_shipped, skip_zero: true }
            """
        let text = "SKU,Mes,1,2,30\nA,noviembre 2026,3,,1\nB,noviembre 2026,,,\nC,noviembre 2026,0,2,\n"
        #expect(
            try recorded(text, by: yaml, [.document, .sku, .quantity]) == [
                "1 noviembre 2026 A 3", "30 noviembre 2026 A 1", "2 noviembre 2026 C 2", "ignored 2",
            ]
        )
    }

    @Test func `new columns need names of their own, and a file that has such columns`() throws {
        for (text, says) in [
            ("SKU,Bodega,Bodega Sur,Folio\nA,1,2,7\n", "has a column \"Bodega\" already"),
            ("SKU,Norte,Folio\nA,1,7\n", "turns columns into rows that the file does not have"),
            (#"[{"SKU": "A", "Folio": 7, "Bodega Sur": 2}]"#, "columns_to_rows is for tables"),
        ] {
            let failure = #expect(throws: ImportFailure.self) { try recorded(text, by: Self.grid) }
            #expect(failure?.message.contains(says) == true, "\(failure?.message ?? "")")
        }
        for rest in ["{ columns: [a], name: b }", "{ columns: [a], name: b, value: B }"] {
            #expect(throws: ImportFailure.self) {
                try Profile.reading("name: p\nheader: [a]\ncolumns_to_rows: \(rest)")
            }
        }
    }

    @Test func `a column with a question mark may be missing, and is then blank`() throws {
        let yaml = """
            name: moves
            source: bodega
            header: [Doc, SKU, Qty]
            columns: { document: Doc, sku: SKU, quantity: Qty, note: "Nota?" }
            constants: { warehouse: W, occurred_at: 2026-11-13 }
            events:
              - when: { "Motivo?": merma }
                record: { kind: stock_removed }
              - record: { kind: stock_received, columns: { reason: [] } }
            """
        #expect(try recorded("Doc,SKU,Qty\n1,A,1\n", by: yaml, [.kind, .note]) == ["stock_received -"])
        #expect(
            try recorded("Doc,SKU,Qty,Motivo,Nota\n1,A,1,merma,x\n2,A,1,,y\n", by: yaml, [.kind, .note]) == [
                "stock_removed x", "stock_received y",
            ]
        )
        let book = try Book()
        let result = try book.importFile("Doc,SKU,Qty\n1,A,1\n") { $0.profile = try .reading(yaml) }
        #expect(result.append.warnings == [])
        #expect(throws: ImportFailure.self) {
            try recorded("Doc,SKU,Qty\n1,A,1\n", by: yaml.replacing("Motivo?", with: "Motivo"))
        }
    }

    @Test func `an amount with the mark of its currency is read`() throws {
        let yaml = """
            name: sales
            source: shop
            header: [Order, SKU, Qty, Sold For]
            numbers: { grouping: ",", marks: { AU $: AUD, $: USD } }
            columns: { document: Order, sku: SKU, quantity: Qty, amount: Sold For, currency: Cur }
            constants: { kind: order_placed, warehouse: W, occurred_at: 2026-11-13 }
            """
        let text = "Order,SKU,Qty,Sold For\n1,A,1,\"AU $1,115.00\"\n2,A,1,$5.50\n3,A,1,R$ 5.50\n"
        #expect(
            try recorded(text, by: yaml, [.document, .amount, .currency]) == [
                "1 1115.00 AUD", "2 5.50 USD", "4! currency missing_value",
            ]
        )
        #expect(
            try recorded(
                "Order,SKU,Qty,Sold For,Cur\n1,A,1,AU $5,AUD\n2,A,1,AU $5,MXN\n3,A,1,5,MXN\n",
                by: yaml,
                [.amount]
            )
                == ["5.00", "5.00", "3! Sold For contradiction"]
        )
    }

    @Test func `rows of one SKU at one place and time add up to one balance`() throws {
        let yaml = """
            name: bins
            source: wms
            header: [SKU, Bin, Units]
            columns: { sku: SKU, quantity: Units }
            constants: { kind: stock_counted, warehouse: W, stage: on_hand, occurred_at: 2026-11-13 }
            identity: [SKU, Bin]
            """
        let book = try Book()
        for text in ["SKU,Bin,Units\nA,1,5\nA,2,3\nA,3,5\n", "SKU,Bin,Units\nA,3,5\nA,1,5\nA,2,3\n"] {
            try book.importFile(text) { $0.profile = try .reading(yaml) }
        }
        let found = try book.ledger.reconcile()
        #expect(found.map(\.assertion.units) == [13])
        #expect(try book.ledger.exceptions().allSatisfy { $0.code != .countTwice })
    }
}
