import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// One sale at Mercado Libre's Full in the orders, the workbook of sales and the stock operations.
@Suite struct OneSaleThreeFilesTests {
    private static let operations = """
        [{"id":9007199254740993,"seller_id":1,"inventory_id":"LCQI05831","date_created":"2026-11-13T15:12:07Z",
        "type":"SALE_CONFIRMATION","detail":{"available_quantity":-1,"not_available_quantity":0,"not_available_detail":[]},
        "result":{"total":9,"available_quantity":9,"not_available_quantity":0,"not_available_detail":[]},
        "external_references":[{"type":"shipment_id","value":"43000000001"}]}]
        """
    private static let orders = """
        [{"id":2000013900105482,"status":"paid","date_created":"2026-11-13T09:12:00.000-06:00",
        "date_closed":"2026-11-13T09:12:05.000-06:00","last_updated":"2026-11-13T09:12:05.000-06:00",
        "order_items":[{"item":{"id":"MLM1","variation_id":null,"seller_sku":"MX-01","seller_custom_field":null},
        "quantity":1,"unit_price":329.0,"currency_id":"MXN"}],"shipping":{"id":43000000001}}]
        """

    private func book() throws -> Book {
        let book = try Book()
        try book.ledger.declare(codes: [
            CodeMapping(
                .sku,
                source: "mercadolibre-full",
                code: "LCQI05831",
                components: [.init(value: "MX-01")]
            ),
            CodeMapping(
                .warehouse,
                source: "mercadolibre-ventas",
                code: "Mercado Envíos Full",
                components: [.init(value: "FULL")]
            ),
        ])
        return book
    }

    private func take(_ book: Book, _ name: String, _ text: String, memo: Bool = false) throws -> ImportResult
    {
        var options = ImportOptions()
        options.file.isMemo = memo
        if name == "orders.json" { options.file.values = [.warehouse: "FULL"] }
        return try Importer(book.ledger, options: options).importFile(book.folder.write(name, text))
    }

    private func takeVentas(_ book: Book, memo: Bool = false) throws -> ImportResult {
        let header = [
            "# de venta", "Fecha de venta", "Estado", "Descripción del estado", "Unidades",
            "Ingresos por productos (MXN)",
            "SKU", "Título de la publicación", "Forma de entrega", "Fecha en camino", "Unidades",
            "Fecha en camino",
            "Fecha entregado", "Resultado",
        ]
        let row = [
            "2000013900105482", "13 de noviembre de 2026 09:12 hs.", "En camino", "", "1", "329", "MX-01",
            "Lámpara",
            "Mercado Envíos Full", "13 de noviembre de 2026 14:00 hs.",
        ]
        func xml(_ number: Int, _ cells: [String]) -> String {
            let cells = cells.enumerated().filter { !$0.element.isEmpty }.map { index, cell in
                "<c r=\"\(Character(Unicode.Scalar(UInt8(65 + index))))\(number)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>"
            }
            return "<row r=\"\(number)\">\(cells.joined())</row>"
        }
        var header2 = header
        header2.insert("Fecha entregado", at: 10)
        let workbook = WorkbookFixture([("Ventas MX", xml(6, header2) + xml(7, row))])
        var options = ImportOptions()
        options.file.isMemo = memo
        options.file.values = [.statedAt: "2026-11-15"]
        return try Importer(book.ledger, options: options).importFile(workbook.write(in: book.folder))
    }

    @Test func `the stock comes from the operations, the demand from the orders, and the sale is one`() throws
    {
        let book = try book()
        #expect(try take(book, "operations.json", Self.operations).append.warnings.isEmpty)
        let refused = try #require(throws: LedgerError.self) { try take(book, "orders.json", Self.orders) }
        #expect(refused.code == .secondSource && refused.message.contains("from mercadolibre-full"))
        _ = try take(book, "orders.json", Self.orders, memo: true)
        #expect(throws: LedgerError.self) { try takeVentas(book) }
        let third = try #require(throws: LedgerError.self) { try takeVentas(book, memo: true) }
        #expect(third.message.contains("orders as memo of FULL already come from mercadolibre"))
        #expect(try book.stock() == "MX-01 FULL available -1")
        let sold = try book.recorded([.kind, .quantity, .memo]).filter { !$0.hasPrefix("stock_counted") }
        #expect(sold == ["order_placed 1 true", "sale_shipped 1 false"])
    }

    @Test func `the first file is the source, and the others are refused or memo`() throws {
        let book = try book()
        _ = try takeVentas(book)
        #expect(throws: LedgerError.self) { try take(book, "operations.json", Self.operations) }
        #expect(throws: LedgerError.self) { try take(book, "orders.json", Self.orders) }
        #expect(try book.stock() == "MX-01 FULL available -1")
    }
}
