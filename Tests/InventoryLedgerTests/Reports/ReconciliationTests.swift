import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

@Suite struct ReconciliationTests {
    private static let season = """
        kind,           document, sku,  warehouse, quantity, occurred_at,      stage
        stock_received, G-1,      MX-1, MTY1,      50,       2026-11-01,
        stock_received, G-1,      MX-2, MTY1,      7,        2026-11-01,
        stock_counted,  C-1,      MX-1, MTY1,      50,       2026-11-05,
        order_placed,   A,        MX-1, MTY1,      4,        2026-11-10T10:00,
        sale_shipped,   B,        MX-1, MTY1,      3,        2026-11-12T10:00,
        stock_counted,  C-2,      MX-1, MTY1,      40,       2026-11-12,
        stock_counted,  C-2,      MX-1, MTY1,      47,       2026-11-12,       sellable
        """

    @Test func `the latest counts stand against the book of their day's end`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let rows = try book.ledger.reconcile()
        #expect(rows.map(\.assertion.stage) == [.available, .sellable])
        #expect(rows.map(\.book) == [43, 47])
        #expect(rows.map(\.difference) == [-3, 0])
        #expect(rows.map(\.allocated) == [4, 4])
        #expect(rows.map(\.movedWithin24h) == [3, 3])
        #expect(rows[0].lastAgreedAt?.description == "2026-11-06T05:59:59.999Z")
        #expect(rows[1].lastAgreedAt == rows[1].assertion.at)
    }

    @Test func `a complete file asserts that the rest is not there`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let counted = StockAssertion(sku: "MX-1", warehouse: "MTY1", units: 43, at: Book.now)
        #expect(try book.ledger.reconcile([counted]).map(\.difference) == [0])
        let all = try book.ledger.reconcile([counted], isComplete: true)
        #expect(all.map(\.assertion.sku) == ["MX-1", "MX-2"])
        #expect(all.map(\.difference) == [0, -7])
    }

    @Test func `after the proposed adjustments the book says what was asserted`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let proposed = try book.ledger.reconcile().compactMap { try $0.adjustment() }
        #expect(proposed.map { $0.quantity?.units } == [-3])
        try book.importFile(
            ([Event.canonicalHeader] + proposed.map { $0.canonicalRow() }).joined(separator: "\n") + "\n"
        )
        #expect(try book.ledger.reconcile()[0].difference == 0)
        try book.ledger.record(proposed)
        #expect(try book.ledger.reconcile()[0].difference == 0)
    }

    @Test(arguments: seeds(5))
    func `the book of every count is the stock as of its instant`(seed: UInt64) throws {
        let season = Season(seed: seed)
        let book = try Book(of: season)
        try book.importPapers(season.papers, of: season)
        for row in try book.ledger.reconcile() {
            var query = StockQuery(sku: row.assertion.sku.text, warehouse: row.assertion.warehouse)
            query.time.asOf = row.assertion.at
            let units =
                try book.ledger.stock(query).rows.first { $0.sku == row.assertion.sku }?.units ?? StockUnits()
            #expect(row.book == units.units(at: row.assertion.stage))
        }
    }
}
