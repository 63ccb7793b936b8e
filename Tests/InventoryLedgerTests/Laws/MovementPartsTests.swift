import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

/// Movements without an id come in parts: another day, another hour or another warehouse is another part.
@Suite struct MovementPartsTests {
    private static let header = "kind,source,document,shipment,sku,warehouse,quantity,occurred_at,order\n"

    @discardableResult
    private func take(_ rows: String, _ book: Book, _ policy: ConflictPolicy = .fail) throws -> AppendResult {
        try book.importFile(Self.header + rows) { $0.append.onConflict = policy }.append
    }

    private static let parts = [
        "order_shipped,shop,B1,,LAMP,MTY1,2,2025-11-11T09:00,\n",
        "order_shipped,shop,B1,,LAMP,MTY1,3,2025-11-12T09:00,\n",
        "order_shipped,shop,B1,,LAMP,MTY1,3,2025-11-12T17:00,\n",
        "order_shipped,shop,B1,,LAMP,CDMX,3,2025-11-12T09:00,\n",
        "stock_received,wms,S1,S1,LAMP,MTY1,40,2025-11-02,\n",
        "stock_received,wms,S1,S1,LAMP,MTY1,40,2025-11-03,\n",
        "sale_shipped,shop,O1,,LAMP,MTY1,1,2025-11-10T10:00,\n",
        "sale_shipped,shop,O1,,LAMP,CDMX,1,2025-11-10T10:00,\n",
        "stock_counted,wms,C1,,LAMP,CDMX,1,2025-11-10T10:00,\n",
        "stock_counted,wms,C1,,LAMP,CDMX,5,2025-11-11T10:00,\n",
        "return_received,shop,R1,,LAMP,MTY1,1,2025-11-20T10:00,B1\n",
        "return_received,shop,R1,,LAMP,MTY1,1,2025-11-22T10:00,B1\n",
        "stock_adjusted,wms,A1,,LAMP,MTY1,-1,2025-11-20T10:00,\n",
        "stock_adjusted,wms,A1,,LAMP,MTY1,-1,2025-11-21T10:00,\n",
    ]

    @Test(arguments: seeds(4))
    func `parts in separate files, in any order, equal one file`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let whole = try Book()
        try take(Self.parts.joined(), whole)
        let parted = try Book()
        for part in random.shuffled(Self.parts) { #expect(try take(part, parted).counts.recorded == 1) }
        #expect(try parted.liveEvents() == whole.liveEvents())
        #expect(try parted.stock() == whole.stock())
        for part in random.shuffled(Self.parts) { #expect(try take(part, parted).batch == nil) }
        #expect(try take(random.shuffled(Self.parts).joined(), parted).batch == nil)
        #expect(try whole.ledger.verify().isSound)
        #expect(try parted.ledger.verify().isSound)
    }

    @Test(arguments: seeds(4))
    func `importing an undone part again restores it, and the others stay`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let book = try Book()
        var batches: [(part: String, batch: Int64)] = []
        for part in random.shuffled(Self.parts) {
            batches.append((part, try #require(try take(part, book).batch)))
        }
        let before = try book.liveEvents()
        let undone = random.shuffled(batches).prefix(5)
        for one in undone { #expect(try book.ledger.undo(batch: one.batch).reversed == 1) }
        for one in random.shuffled(Array(undone)) { #expect(try take(one.part, book).counts.recorded == 1) }
        #expect(try book.liveEvents() == before)
        #expect(try book.ledger.verify().isSound)
    }

    @Test
    func `other units at one instant and warehouse are a conflict, with a way to keep both`()
        throws
    {
        let book = try Book()
        try take(Self.parts.joined(), book)
        let other = "order_shipped,shop,B1,,LAMP,MTY1,4,2025-11-12T09:00,\n"
        let refused = try take(other, book)
        #expect(refused.isRefused)
        #expect(refused.problems.map(\.column) == ["quantity"])
        #expect(refused.problems[0].message.contains("the ledger has 3 (batch 1, row 3, event 2)"))
        #expect(refused.problems[0].message.contains("if both happened, give each row its own line"))

        let amended = try take(other, book, .amend)
        #expect(amended.counts.superseded == 1)
        let shipped = try book.ledger.stock(StockQuery(sku: "LAMP", warehouse: Warehouse("MTY1")))
        #expect(shipped.rows[0].allocated == -9)
        try book.ledger.undo(batch: #require(amended.batch))
        #expect(try book.ledger.stock().rows.map(\.units.allocated) == [-3, -8])
    }

    @Test func `a row that only adds values fills its own part`() throws {
        let book = try Book()
        let first = "return_received,shop,R1,,LAMP,MTY1,1,2025-11-20T10:00,\n"
        let second = "return_received,shop,R1,,LAMP,MTY1,1,2025-11-22T10:00,\n"
        try take(first + second, book)
        let filled = try take("return_received,shop,R1,,LAMP,MTY1,1,2025-11-22T10:00,B1\n", book)
        #expect(filled.counts.recorded == 1)
        #expect(filled.counts.superseded == 1)
        let orders = try book.lastingEvents().filter { $0.contains("B1") }
        #expect(orders.count == 1)
        #expect(orders[0].contains("2025-11-22T16:00:00Z"))
    }

    @Test(arguments: [false, true])
    func `a day and a time on that day are two parts, with a warning`(reversed: Bool) throws {
        let day = "stock_received,wms,S1,S1,LAMP,MTY1,40,2025-11-02,\n"
        let time = "stock_received,wms,S1,S1,LAMP,MTY1,40,2025-11-02T10:00,\n"
        let (first, second) = reversed ? (time, day) : (day, time)
        let book = try Book()
        try take(first, book)
        let result = try take(second, book)
        #expect(result.counts.recorded == 1)
        #expect(result.warnings.map(\.code) == ["same_day_twice"])
        #expect(result.warnings[0].message.contains("(batch 1, row 2)"))
        #expect(try book.ledger.stock().rows.map(\.units.available) == [80])
        let found = try book.ledger.exceptions().filter { $0.code == .sameDayTwice }
        #expect(found.map(\.quantity) == [40])
        #expect(found[0].message.contains("file1.csv:2 in batch 1"))
        #expect(found[0].message.contains("file2.csv:2 in batch 2"))

        // Other units, or another day, are another part.
        let others = try take(
            "stock_received,wms,S1,S1,LAMP,MTY1,7,2025-11-02T10:30,\n"
                + "stock_received,wms,S1,S1,LAMP,MTY1,40,2025-11-03,\n",
            book
        )
        #expect(others.warnings.isEmpty)
        #expect(try book.ledger.stock().rows.map(\.units.available) == [127])
        #expect(try take(second + first, book).batch == nil)
        try book.ledger.undo(batch: 2)
        #expect(try book.ledger.exceptions().filter { $0.code == .sameDayTwice }.isEmpty)
    }

    @Test func `a file that is imported again with another date is a warning`() throws {
        let book = try Book()
        let path = try book.folder.write(
            "receipt.csv",
            "kind,document,sku,warehouse,quantity\nstock_received,S1,LAMP,MTY1,40\n"
        )
        func take(_ day: String) throws -> AppendResult {
            var options = ImportOptions()
            options.file.values = [.occurredAt: day]
            return try Importer(book.ledger, options: options).importFile(path).append
        }
        #expect(try take("2025-11-02").warnings.isEmpty)
        #expect(try take("2025-11-02").warnings.isEmpty)
        let again = try take("2025-11-03")
        #expect(again.counts.recorded == 1)
        #expect(again.warnings.map(\.code) == ["file_again"])
        #expect(again.warnings[0].message.hasPrefix("batch 1 already recorded this file"))
    }

    @Test func `a milestone is reached once, but an expected arrival may change on several days`() throws {
        let book = try Book()
        let header = "kind,document,warehouse,occurred_at,eta\n"
        try book.importFile(
            header + "port_arrived,S1,W,2025-11-02,\neta_changed,S1,W,2025-11-02,2025-11-09\n"
        )
        let port = try book.importFile(header + "port_arrived,S1,W,2025-11-03,\n").append
        #expect(port.problems.map(\.column) == ["occurred_at"])
        let eta = try book.importFile(header + "eta_changed,S1,W,2025-11-03,2025-11-10\n").append
        #expect(eta.counts.recorded == 1)
    }
}
