import TestSupport
import Testing
import WarehouseExports

@testable import InventoryLedger

@Suite struct DeclarationTests {
    private let lamp = Item(sku: "MX-1", name: "Lamp", unitCost: nil, noms: ["NOM-019-SCFI"])

    @Test func `an item is recorded once, and a change of it supersedes`() throws {
        let book = try Book()
        #expect(try book.ledger.declare(items: [lamp]).batch == 1)
        #expect(try book.ledger.declare(items: [lamp]).batch == nil)
        var renamed = lamp
        renamed.name = "Desk lamp"
        #expect(try book.ledger.declare(items: [renamed]).counts.superseded == 1)
        #expect(try book.ledger.items()["MX-1"] == renamed)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `undoing a change of an item restores the previous value, and undoing that the later one`()
        throws
    {
        let book = try Book()
        try book.ledger.declare(items: [lamp])
        var renamed = lamp
        renamed.name = "Desk lamp"
        try book.ledger.declare(items: [renamed])
        #expect(try book.ledger.undo(batch: 2).batch == 3)
        #expect(try book.ledger.items()["MX-1"] == lamp)
        #expect(try book.ledger.undo(batch: 2).batch == nil)
        #expect(try book.ledger.undo(batch: 3).batch == 4)
        #expect(try book.ledger.items()["MX-1"] == renamed)
        #expect(try book.ledger.undo(batch: 4).batch == 5)
        #expect(try book.ledger.items()["MX-1"] == lamp)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `equal declarations of many files are passed once, while one of them holds`() throws {
        let book = try Book()
        func passed() throws -> Int {
            var count = 0
            try book.ledger.read { database in
                try Declarations.forEachDifferent(database, .facts, as: [Warehouse].self) { _, _ in
                    count += 1
                }
            }
            return count
        }
        try importOrders(of: "mercadolibre", order: "A-1", into: book)
        let once = try passed()
        #expect(once > 0)
        for number in 2...4 { try importOrders(of: "mercadolibre", order: "A-\(number)", into: book) }
        #expect(try passed() == once)
        for batch in 1...3 { _ = try book.ledger.undo(batch: Int64(batch)) }
        #expect(try passed() == once)
        _ = try book.ledger.undo(batch: 4)
        #expect(try passed() == 0)
    }

    @discardableResult
    private func importOrders(
        of source: String,
        order: String,
        into book: Book,
        memo: Bool = false
    ) throws -> ImportResult {
        let path = try book.folder.write(
            "\(source).yaml",
            """
            name: \(source)-orders
            source: \(source)
            tells: [orders]
            header: [order, sku, units, at]
            constants: { kind: order_placed, warehouse: MTY1 }
            columns: { document: order, sku: sku, quantity: units, occurred_at: at }
            """
        )
        return try book.importFile("order,sku,units,at\n\(order),MX-1,2,2026-11-13\n") {
            $0.profile = try .named(path)
            $0.file.isMemo = memo
        }
    }

    @Test func `orders of a warehouse from a second source are refused, with the sources to choose from`()
        throws
    {
        let book = try Book()
        try importOrders(of: "market", order: "1", into: book)
        let error = try #require(throws: LedgerError.self) {
            try importOrders(of: "erp", order: "E-1", into: book)
        }
        #expect(error.code == .secondSource)
        #expect(error.message.contains("orders of MTY1 already come from market"))
        guard case .sources(let clashes) = error.values else { throw error }
        let clash = try #require(clashes.first)
        #expect(clashes.count == 1 && clash.warehouse == "MTY1" && clash.fact == "orders")
        #expect(clash.sources == ["market"] && clash.rivals == ["market"] && clash.claimants == ["erp"])
        #expect(try book.stock() == "MX-1 MTY1 available -2 allocated 2")
        #expect(try book.ledger.batches().count == 1)
    }

    @Test func `a second source may be recorded as memo, which moves nothing`() throws {
        let book = try Book()
        try importOrders(of: "market", order: "1", into: book)
        #expect(try importOrders(of: "erp", order: "E-1", into: book, memo: true).append.events == 1)
        #expect(try book.stock() == "MX-1 MTY1 available -2 allocated 2")
    }

    @Test func `two marketplaces may be sources of orders of one warehouse, if someone sets both`() throws {
        let book = try Book()
        try importOrders(of: "market", order: "1", into: book)
        let error = try #require(throws: LedgerError.self) {
            try importOrders(of: "plaza", order: "P-1", into: book)
        }
        #expect(error.code == .secondSource)
        try book.ledger.declare(
            factSources: ["plaza", "market"].map { FactSource(warehouse: "MTY1", fact: .orders, source: $0) }
        )
        try importOrders(of: "plaza", order: "P-1", into: book)
        #expect(try book.stock() == "MX-1 MTY1 available -4 allocated 4")
        #expect(try book.ledger.factSources().map(\.source) == ["market", "plaza"])
        #expect(throws: LedgerError.self) { try importOrders(of: "erp", order: "E-1", into: book) }
    }

    @Test func `a source can be changed, and is removed with the batch that brought it`() throws {
        let book = try Book()
        try importOrders(of: "market", order: "1", into: book)
        try book.ledger.declare(factSources: [FactSource(warehouse: "MTY1", fact: .orders, source: "erp")])
        #expect(throws: LedgerError.self) { try importOrders(of: "market", order: "2", into: book) }
        try importOrders(of: "erp", order: "E-1", into: book)
        #expect(try book.ledger.factSources().map(\.source) == ["erp"])

        let other = try Book()
        try importOrders(of: "market", order: "1", into: other)
        try other.ledger.undo(batch: 1)
        #expect(try other.ledger.factSources().isEmpty)
        try importOrders(of: "erp", order: "E-1", into: other)
        #expect(try other.ledger.verify().isSound)
    }

    @Test func `a canonical file is checked against known sources, and sets new ones`() throws {
        let book = try Book()
        let file = """
            kind,         source, document, sku,  warehouse, quantity, occurred_at
            order_placed, shop,   1,        MX-1, MTY1,      1,        2026-11-13
            """
        try book.importText(file)
        #expect(
            try book.ledger.factSources() == [FactSource(warehouse: "MTY1", fact: .orders, source: "shop")]
        )
        try book.ledger.declare(factSources: [FactSource(warehouse: "MTY1", fact: .orders, source: "market")])
        #expect(throws: LedgerError.self) { try book.importText(file) }
    }

    @Test func `coverage lists the days without events of a source`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           source, document, sku,  warehouse, quantity, occurred_at
            stock_received, wms,    1,        MX-1, MTY1,      1,        2026-11-01T23:30:00-06:00
            stock_received, wms,    2,        MX-1, MTY1,      1,        2026-11-02
            stock_received, wms,    3,        MX-1, MTY1,      1,        2026-11-05
            stock_received, wms,    4,        MX-1, MTY1,      1,        2026-11-07
            stock_received, wms,    5,        MX-1, FULL,      1,        2026-11-09
            """
        )
        let coverage = try book.ledger.coverage()
        #expect(
            coverage.map { "\($0.source) \($0.warehouse) \($0.missingDays)" } == ["wms FULL 0", "wms MTY1 3"]
        )
        #expect(
            coverage[1].gaps.map { "\($0.lowerBound)..\($0.upperBound)" } == [
                "2026-11-03..2026-11-04", "2026-11-06..2026-11-06",
            ]
        )
    }
}
