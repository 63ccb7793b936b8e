import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// What was recorded by hand and is imported from a source too.
@Suite struct HandTwiceTests {
    private static let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"

    private func listed(_ rows: String...) throws -> [String] {
        let book = try Book()
        for row in rows { try book.importFile(Self.header + row + "\n") }
        return try book.ledger.exceptions().filter { $0.code == .handTwice }.map(\.message)
    }

    @Test func `a sale by hand that a shop states too is listed with both, in either order`() throws {
        let files = ["sale_shipped,shop,D1,LAMP,W,2,2026-11-05", "sale_shipped,,D1,LAMP,W,2,2026-11-06"]
        for files in [files, files.reversed()] {
            let found = try listed(files[0], files[1])
            #expect(found.count == 1)
            #expect(
                found[0].contains("file1.csv:2 in batch 1") && found[0].contains("file2.csv:2 in batch 2")
            )
            #expect(found[0].contains("by shop"))
        }
        let book = try Book()
        try book.importFile(Self.header + files[0] + "\n")
        try book.ledger.record([
            .saleShipped("D1", sku: "LAMP", quantity: 2, warehouse: "W", occurredAt: Book.now)
        ])
        let found = try book.ledger.exceptions().filter { $0.code == .handTwice }
        #expect(found.map(\.sku) == ["LAMP"] && found[0].message.contains("by hand in batch 2"))
        try book.ledger.undo(batch: 2)
        #expect(try book.ledger.exceptions().filter { $0.code == .handTwice }.isEmpty)
    }

    @Test func `each event of a source is the twin of one by hand`() throws {
        let twice = "sale_shipped,,D1,LAMP,W,2,2026-11-05\nsale_shipped,,D1,LAMP,W,2,2026-11-06"
        #expect(try listed(twice, "sale_shipped,shop,D1,LAMP,W,2,2026-11-05").count == 1)
    }

    @Test func `other units, goods, places, documents and kinds are other events`() throws {
        for own in [
            "sale_shipped,,D1,LAMP,W,1,2026-11-05", "sale_shipped,,D1,FAN,W,2,2026-11-05",
            "sale_shipped,,D1,LAMP,V,2,2026-11-05", "sale_shipped,,D2,LAMP,W,2,2026-11-05",
            "stock_received,,D1,LAMP,W,2,2026-11-05",
        ] {
            #expect(try listed("sale_shipped,shop,D1,LAMP,W,2,2026-11-05", own).isEmpty)
        }
    }
}
