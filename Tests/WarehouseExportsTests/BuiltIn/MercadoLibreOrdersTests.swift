import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Orders of Mercado Libre that end before or after they are paid.
@Suite struct MercadoLibreOrdersTests {
    private func order(_ status: String, day: Int, isPaid: Bool = true) -> String {
        """
        [{"id": 1, "status": "\(status)", "date_created": "2026-11-10T09:00:00Z",
          "date_closed": \(isPaid ? "\"2026-11-10T10:00:00Z\"" : "null"), "last_updated": "2026-11-\(day)T12:00:00Z",
          "order_items": [{"item": {"id": "M1", "variation_id": null, "seller_sku": "LAMP", "seller_custom_field": null},
                           "quantity": 2, "unit_price": 100, "currency_id": "MXN"}]}]
        """
    }

    private func expect(_ files: [String], _ expected: [String]) throws {
        try EveryOrder(files: files) { book, file in
            try book.importFile(file) { $0.file.values[.warehouse] = "W" }
        }.expect(expected) { try $0.recorded([.kind, .quantity]) }
    }

    @Test func `an order that was never paid needs nothing`() throws {
        for status in ["cancelled", "invalid", "pending_cancel"] {
            try expect([order(status, day: 12, isPaid: false)], [])
        }
    }

    @Test
    func `an order is promised no more once it is cancelled, whatever the cancellation says of its payment`()
        throws
    {
        try expect(
            [order("paid", day: 11), order("cancelled", day: 12)],
            ["order_cancelled 2", "order_placed 2"]
        )
        try expect([order("paid", day: 11), order("cancelled", day: 12, isPaid: false)], [])
    }

    @Test func `a cancellation that is pending is none yet`() throws {
        try expect([order("paid", day: 11), order("pending_cancel", day: 12)], ["order_placed 2"])
        try expect(
            [order("paid", day: 11), order("pending_cancel", day: 12), order("paid", day: 13)],
            ["order_placed 2"]
        )
    }
}
