import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// An order paid on delivery was placed when it was bought, never after its own dispatch.
@Suite struct PaidAfterDispatchTests {
    private static let profile = """
        name: shop
        source: shop
        header: [Order, SKU, Units, State, Paid, Sent, Bought, Changed]
        columns: { document: Order, sku: SKU, quantity: Units }
        constants: { warehouse: MTY1 }
        stated_at: Changed
        status: State
        statuses: { paid: [order_placed, order_shipped?] }
        times: { order_placed: "Paid, Bought", order_shipped: Sent }
        """

    private func placed(_ times: String) throws -> [String] {
        let book = try Book()
        let result = try book.importFile(
            "Order,SKU,Units,State,Paid,Sent,Bought,Changed\nO1,LAMP,2,paid,\(times)\n"
        ) {
            $0.profile = try .reading(Self.profile)
        }
        #expect(result.append.counts.recorded == 1)
        return try book.lastingEvents().filter { $0.hasPrefix("order_placed") }.flatMap {
            $0.split(separator: ",").filter { $0.hasPrefix("2025-") }.map(String.init)
        }
    }

    @Test func `an order paid before its dispatch was placed when it was paid`() throws {
        #expect(
            try placed("2025-11-13T11:00Z,2025-11-14T10:00Z,2025-11-13T10:00Z,2025-11-21T00:00Z")
                == ["2025-11-13T11:00:00Z"]
        )
    }

    @Test func `an order paid after its dispatch was placed when it was bought`() throws {
        #expect(
            try placed("2025-11-20T10:00Z,2025-11-14T10:00Z,2025-11-13T10:00Z,2025-11-21T00:00Z")
                == ["2025-11-13T10:00:00Z"]
        )
    }

    @Test func `without a time of purchase it was placed with its dispatch`() throws {
        #expect(
            try placed("2025-11-20T10:00Z,2025-11-14T10:00Z,,2025-11-21T00:00Z") == ["2025-11-14T10:00:00Z"]
        )
    }

    @Test func `an order paid and not dispatched was placed when it was paid`() throws {
        #expect(
            try placed("2025-11-20T10:00Z,,2025-11-13T10:00Z,2025-11-21T00:00Z") == ["2025-11-20T10:00:00Z"]
        )
    }
}
