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

    @Test func `the latest counts are compared with the stock at the end of their day`() throws {
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

    @Test func `a complete file means that other SKUs have 0 units`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let counted = StockAssertion(sku: "MX-1", warehouse: "MTY1", units: 43, at: Book.now)
        #expect(try book.ledger.reconcile([counted]).map(\.difference) == [0])
        let all = try book.ledger.reconcile([counted], isComplete: true)
        #expect(all.map(\.assertion.sku) == ["MX-1", "MX-2"])
        #expect(all.map(\.difference) == [0, -7])
    }

    @Test func `after the proposed adjustments the ledger agrees with the counts`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let proposed = try book.ledger.adjustments(for: book.ledger.reconcile())
        #expect(proposed.map { $0.quantity?.units } == [-3])
        try book.importFile(
            ([Event.canonicalHeader] + proposed.map { $0.canonicalRow() }).joined(separator: "\n") + "\n"
        )
        #expect(try book.ledger.reconcile()[0].difference == 0)
        try book.ledger.record(proposed)
        #expect(try book.ledger.reconcile()[0].difference == 0)
    }

    @Test func `rows that count one place at one instant add up, like bins`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let at = Book.now
        let bins = [40, 2, 1].map { StockAssertion(sku: "MX-1", warehouse: "MTY1", units: $0, at: at) }
        #expect(try book.ledger.reconcile(bins).map(\.difference) == [0])
        #expect(try book.ledger.adjustments(for: book.ledger.reconcile(bins)).isEmpty)

        let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"
        try book.importFile(
            header
                + "stock_counted,wms,bin-1,MX-2,MTY1,5,2026-11-15\nstock_counted,wms,bin-2,MX-2,MTY1,1,2026-11-15\n"
        )
        func second() throws -> [Int64] {
            try book.ledger.reconcile().filter { $0.assertion.sku == "MX-2" }.map(\.assertion.units)
        }
        #expect(try second() == [6])
        // A later file of the same instant counts by itself, unless it has more of the same document.
        try book.importFile(header + "stock_counted,wms,again,MX-2,MTY1,7,2026-11-15\n")
        #expect(try second() == [7])
        try book.ledger.undo(batch: 3)
        #expect(try second() == [6])
        try book.importFile(
            header
                + "stock_counted,wms,bin-2,MX-2,MTY1,1,2026-11-15\nstock_counted,wms,bin-2,MX-2,MTY1,3,2026-11-15\n"
        )
        #expect(try second() == [9])
        // A count of another source at that instant is separate.
        try book.importFile(header + "stock_counted,audit,A,MX-2,MTY1,7,2026-11-15\n")
        #expect(try second().sorted() == [7, 9])
    }

    @Test func `two counts that miss the same units lead to one adjustment`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let days = [0, 1].map { Book.now.advanced(byMilliseconds: $0 * 86_400_000) }
        let counts = days.map { StockAssertion(sku: "MX-1", warehouse: "MTY1", units: 41, at: $0) }
        let proposed = try book.ledger.adjustments(for: book.ledger.reconcile(counts))
        #expect(proposed.map { $0.quantity?.units } == [-2])
        try book.ledger.record(proposed)
        #expect(try book.ledger.reconcile(counts).map(\.difference) == [0, 0])
    }

    @Test func `a later proposal of the same day is not mistaken for an earlier one`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let counted = [StockAssertion(sku: "MX-1", warehouse: "MTY1", units: 40, at: Book.now)]
        let first = try book.ledger.adjustments(for: book.ledger.reconcile(counted))
        #expect(try book.ledger.adjustments(for: book.ledger.reconcile(counted)) == first)
        try book.ledger.record(first)
        // A file that was missing, and the same difference again.
        try book.importFile(
            "kind,document,sku,warehouse,quantity,occurred_at\nstock_received,G-2,MX-1,MTY1,3,2026-11-02\n"
        )
        let second = try book.ledger.adjustments(for: book.ledger.reconcile(counted))
        #expect(second.map { $0.quantity?.units } == [-3])
        #expect(try book.ledger.record(second).counts.recorded == 1)
        #expect(try book.ledger.reconcile(counted).map(\.difference) == [0])
        #expect(try book.ledger.record(first).batch == nil)
        #expect(try book.ledger.record(second).batch == nil)
    }

    @Test(arguments: seeds(5))
    func `every count is compared with the stock at its instant`(seed: UInt64) throws {
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
