import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

@Suite struct AmendTests {
    @Test func `an amendment in a group replaces the most similar event`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_adjusted, ADJ,      MX-1, MTY1,      5,        2026-10-01T10:00
            stock_adjusted, ADJ,      MX-1, MTY1,      7,        2026-10-01T12:00
            """
        )
        let result = try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_adjusted, ADJ,      MX-1, MTY1,      8,        2026-10-01T12:00
            """
        ) { $0.append.onConflict = .amend }
        #expect(result.append.counts.superseded == 1)
        #expect(result.append.problems.map(\.column) == ["quantity"])
        #expect(try book.stock() == "MX-1 MTY1 available 13")
    }

    @Test func `each warehouse is opened by itself`() throws {
        let book = try Book()
        for (warehouse, units) in [("MTY1", 3), ("FULL", 4)] {
            try book.importText("sku,warehouse,quantity\nMX-1,\(warehouse),\(units)\n") {
                $0.profile = .opening
                $0.action = .open
                $0.file.values[.occurredAt] = "2026-01-01"
            }
        }
        #expect(try book.stock() == "MX-1 FULL available 4\nMX-1 MTY1 available 3")
    }

    @Test func `a file of opening stock must not name other kinds or times`() throws {
        let book = try Book()
        #expect(throws: ImportFailure.self) {
            try book.importText("kind,sku,warehouse,quantity\nsale_shipped,MX-1,MTY1,3\n") {
                $0.profile = .opening
                $0.file.values[.occurredAt] = "2026-01-01"
            }
        }
    }

    @Test func `equal rows that cannot be read are all kept, each once`() throws {
        let book = try Book()
        let file = """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_adjusted, ADJ,      MX-1, MTY1,      x,        2026-10-01
            stock_adjusted, ADJ,      MX-1, MTY1,      x,        2026-10-01
            """
        try book.importText(file) { $0.append.skipsRejected = true }
        #expect(try book.ledger.rejectedRows().count == 2)
        #expect(try book.importText(file) { $0.append.skipsRejected = true }.append.batch == nil)
        #expect(try book.ledger.verify().isSound)
    }
}
