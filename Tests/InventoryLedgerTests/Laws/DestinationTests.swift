import InventoryLedger
import TestSupport
import Testing

/// Goods on the way are listed under their destination, in whatever order the files came.
@Suite struct DestinationTests {
    private let header = "kind,document,sku,warehouse,quantity,occurred_at,shipment,line\n"

    private func expectSameInBothOrders(_ one: String, _ other: String, _ stock: String) throws {
        for files in [[one, other], [other, one]] {
            let book = try Book()
            for file in files { try book.importFile(header + file) }
            #expect(try book.stock() == stock)
        }
    }

    @Test func `a SKU dispatched to two warehouses under one number`() throws {
        try expectSameInBothOrders(
            "shipment_dispatched,S-1,MX-1,MTY1,5,2026-11-13,,1\n",
            "shipment_dispatched,S-1,MX-1,CDMX,5,2026-11-13,,2\n",
            "MX-1 CDMX in_transit 5\nMX-1 MTY1 in_transit 5"
        )
    }

    @Test func `goods whose dispatch is missing and whose other events disagree`() throws {
        try expectSameInBothOrders(
            "customs_released,S-1,MX-1,MTY1,5,2026-11-13,S-1,\n",
            "stock_received,GRN-1,MX-1,CDMX,2,2026-11-14,S-1,\n",
            "MX-1 CDMX in_transit -5 released 3 available 2"
        )
    }

    @Test func `dispatches outweigh any number of other events`() throws {
        try expectSameInBothOrders(
            "customs_released,S-1,MX-1,CDMX,5,2026-11-13,S-1,\ncustoms_released,S-1,MX-2,CDMX,5,2026-11-13,S-1,\n",
            "shipment_dispatched,S-1,MX-1,MTY1,5,2026-11-01,,\n",
            "MX-1 MTY1 released 5\nMX-2 MTY1 in_transit -5 released 5"
        )
    }

    @Test func `what was known of a divided shipment stays known after its undo`() throws {
        let book = try Book()
        try book.importFile(
            header
                + "shipment_dispatched,S-1,MX-1,MTY1,5,2026-11-13,,\nshipment_dispatched,S-1,MX-2,CDMX,5,2026-11-13,,\n"
        )
        let known = "MX-1 MTY1 in_transit 5\nMX-2 CDMX in_transit 5"
        #expect(try book.stock() == known)
        book.setNow(Book.now.advanced(byMilliseconds: 1000))
        #expect(try book.ledger.undo(batch: 1).reversed == 2)
        #expect(try book.exactStock(knownAt: Book.now.milliseconds) == known.exact)
    }

    @Test func `the destinations of a SKU are those of its dispatches, with their units`() throws {
        try expectSameInBothOrders(
            "shipment_dispatched,S-1,MX-1,MTY1,5,2026-11-13,,1\nshipment_dispatched,S-1,MX-1,MTY1,5,2026-11-13,,2\n",
            "shipment_dispatched,S-1,MX-1,CDMX,5,2026-11-13,,3\n",
            "MX-1 CDMX in_transit 5\nMX-1 MTY1 in_transit 10"
        )
    }

    @Test func `a SKU by itself has the same destination as in the list of all`() throws {
        let book = try Book()
        try book.importFile(
            header + """
                shipment_dispatched,S-1,MX-1,MTY1,5,2026-10-30,,1
                shipment_dispatched,S-1,MX-1,CDMX,5,2026-11-13,,2
                shipment_dispatched,S-1,MX-1,CDMX,5,2026-11-14,,3
                shipment_dispatched,S-1,MX-2,MTY1,5,2026-11-13,,
                customs_released,S-1,MX-3,MTY1,5,2026-11-13,S-1,
                customs_released,S-2,MX-1,MTY1,2,2026-11-13,S-2,

                """
        )
        let all = try book.ledger.stock().rows
        #expect(
            try book.stock() == """
                MX-1 CDMX in_transit 10
                MX-1 MTY1 in_transit 3 released 2
                MX-2 MTY1 in_transit 5
                MX-3 CDMX in_transit -5 released 5
                """
        )
        for sku: SKU in ["MX-1", "MX-2", "MX-3"] {
            #expect(try book.ledger.stock(sku: sku) == all.filter { $0.sku == sku }, "\(sku)")
        }
    }
}
