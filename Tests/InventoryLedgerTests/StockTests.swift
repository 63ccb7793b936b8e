import InventoryLedger
import TestSupport
import Testing

@Suite struct StockTests {
    @Test func `a shipment by sea goes from the supplier through customs to the shelf`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,                document,           sku,  warehouse, quantity, occurred_at, shipment
            shipment_dispatched, S-1,                MX-1, MTY1,      100,      2026-10-01,
            customs_released,    26 51 3746 6000123, MX-1, MTY1,      100,      2026-10-20,  S-1
            stock_received,      GRN-1,              MX-1, MTY1,      97,       2026-10-22,  S-1
            shipment_short,      S-1,                MX-1, MTY1,      3,        2026-10-30,
            order_placed,        2000004711,         MX-1, MTY1,      2,        2026-11-13,
            order_shipped,       2000004711,         MX-1, MTY1,      1,        2026-11-14,
            """
        )
        #expect(try book.stock() == "MX-1 MTY1 available 95 allocated 1")
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `importing the same file again records nothing`() throws {
        let book = try Book()
        let file = """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-1,    MX-1, MTY1,      40,       2026-10-22
            stock_received, GRN-1,    MX-1, MTY1,      40,       2026-10-22
            """
        try book.importText(file)
        let again = try book.importText(file)
        #expect(again.append.batch == nil)
        #expect(again.append.counts.duplicates == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 80")
    }
}
