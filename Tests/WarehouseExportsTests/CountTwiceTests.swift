import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Two counts of one place and instant: neither added up nor taken for the better one.
@Suite struct CountTwiceTests {
    private static let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"

    private func book(_ counts: String...) throws -> Book {
        let book = try Book()
        try book.importFile(Self.header + "stock_received,wms,G1,LAMP,W,10,2026-11-01\n")
        for count in counts { try book.importFile(Self.header + count + "\n") }
        return book
    }

    private func listed(_ book: Book) throws -> [LedgerException] {
        try book.ledger.exceptions().filter { $0.code == .countTwice }
    }

    @Test
    func `a second source that counts the same place and day is listed with both rows, and proposes nothing`()
        throws
    {
        for order in [[10, 9], [9, 10]] {
            let sources = order == [10, 9] ? ["wms", "erp"] : ["erp", "wms"]
            let book = try book(
                "stock_counted,\(sources[0]),C1,LAMP,W,\(order[0]),2026-11-05",
                "stock_counted,\(sources[1]),C1,LAMP,W,\(order[1]),2026-11-05"
            )
            let found = try book.ledger.reconcile()
            #expect(found.map(\.difference) == [-1, 0])
            #expect(try book.ledger.adjustments(for: found).isEmpty)
            let exception = try #require(try listed(book).first)
            #expect(exception.sku == "LAMP" && exception.warehouse == "W")
            #expect(exception.message.contains("9 (") && exception.message.contains("10 ("))
            #expect(exception.message.contains("file2.csv:2") && exception.message.contains("file3.csv:2"))
            try book.ledger.undo(batch: 3)
            #expect(try listed(book).isEmpty)
            #expect(try book.ledger.reconcile().map(\.assertion.units) == [order[0].asUnits])
        }
    }

    @Test func `a second file of one source stands for itself, and is listed`() throws {
        let book = try book(
            "stock_counted,wms,C1,LAMP,W,10,2026-11-05",
            "stock_counted,wms,C2,LAMP,W,9,2026-11-05"
        )
        #expect(try book.ledger.reconcile().map(\.assertion.units) == [9])
        #expect(try listed(book).count == 1)
        // A later count makes the doubt idle.
        try book.importFile(Self.header + "stock_counted,wms,C3,LAMP,W,10,2026-11-06\n")
        #expect(try listed(book).isEmpty)
        #expect(try book.ledger.reconcile().map(\.difference) == [0])
    }

    @Test func `counts that agree, bins and other stages are no doubt`() throws {
        let book = try book(
            "stock_counted,wms,C1,LAMP,W,6,2026-11-05\nstock_counted,wms,C2,LAMP,W,4,2026-11-05",
            "stock_counted,erp,C1,LAMP,W,10,2026-11-05"
        )
        #expect(try listed(book).isEmpty)
        #expect(try book.ledger.reconcile().map(\.difference) == [0, 0])
    }

    @Test func `two proposals of one count go beyond it, and are listed`() throws {
        let book = try book()
        let count = [StockAssertion(sku: "LAMP", warehouse: "W", units: 9, at: Book.now)]
        let first = try book.ledger.adjustments(for: book.ledger.reconcile(count))
        try book.importFile(Self.header + "stock_received,wms,G2,FAN,W,1,2026-11-01\n")
        let second = try book.ledger.adjustments(for: book.ledger.reconcile(count))
        func listed() throws -> [LedgerException] {
            try book.ledger.exceptions().filter { $0.code == .adjustedTwice }
        }
        try book.ledger.record(first)
        #expect(try listed().isEmpty)
        try book.ledger.record(second)
        #expect(try book.ledger.reconcile(count).map(\.difference) == [1])
        let exception = try #require(try listed().first)
        #expect(exception.sku == "LAMP" && exception.warehouse == "W" && exception.quantity == -1)
        #expect(exception.message.contains("in batch 3") && exception.message.contains("in batch 4"))
        try book.ledger.undo(batch: 4)
        #expect(try listed().isEmpty)

        // A proposal that knows the one before is a further step.
        try book.importFile(Self.header + "stock_received,wms,G3,LAMP,W,2,2026-11-01\n")
        try book.ledger.record(book.ledger.adjustments(for: book.ledger.reconcile(count)))
        #expect(try book.ledger.reconcile(count).map(\.difference) == [0])
        #expect(try listed().isEmpty)
    }

    private static func profile(_ source: String, _ more: String = "") throws -> Profile {
        try Profile.reading(
            """
            name: stock-of-\(source)
            source: \(source)
            header: [item, place, units, day]
            columns: { document: day, sku: item, warehouse: place, quantity: units, occurred_at: day }
            constants: { kind: stock_counted }
            \(more)
            """
        )
    }

    @Test func `a second export that its profile trusts with balances is refused`() throws {
        let book = try Book()
        let day = "item,place,units,day\nLAMP,W,10,2026-11-05\n"
        try book.importFile(day) { $0.profile = try Self.profile("wms", "tells: [balances]") }
        let error = try #require(throws: LedgerError.self) {
            try book.importFile(day) { $0.profile = try Self.profile("erp", "tells: [balances]") }
        }
        #expect(error.code == .secondSource && error.message.contains("counts of W already come from wms"))
    }
}

extension Int {
    fileprivate var asUnits: Int64 { Int64(self) }
}
