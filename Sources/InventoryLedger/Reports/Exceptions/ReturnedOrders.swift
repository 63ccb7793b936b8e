/// log -> the returns and the voided sales, with the orders that they name: all looked up in one pass.
struct ReturnedOrders {
    let orders: OrderBook.Orders
    /// The live returns in the order of the log, each with the part of an order that it means.
    let parts: [(back: GoodsReturn, part: OrderBook.Part?)]
    /// The sales voided after dispatch, in the order of the log.
    let voided: [VoidedSale]

    init(_ view: BookView) throws {
        let returns = try GoodsReturn.all(view)
        voided = try VoidedSale.all(view)
        orders = try OrderBook(view).orders(
            Set(returns.compactMap(\.order)).union(voided.map(\.document))
        )
        parts = try returns.map { [orders] back in
            let source = try view.names.sources.code(back.source)
            return (
                back,
                back.order.flatMap { orders.part($0, sku: back.sku, asking: source, of: back.orderSource) }
            )
        }
    }
}

/// A sale that was voided after dispatch.
struct VoidedSale {
    let seq: Int64
    let source: Int64
    let document: Document
    let sku: Int64
    let warehouse: Int64
    let units: Int64
    let occurredAt: Instant
    /// Whose order it was, where the row says so.
    let orderSource: Source?

    /// The live ones up to the report's instant, in the order of the log.
    static func all(_ view: BookView) throws -> [VoidedSale] {
        let routes = try view.routes { $0.key.kind == .saleVoided }
        return try RouteEvents(view).live(
            of: routes,
            [
                "e.route", "e.seq", "e.source", "e.sku", "e.quantity", "e.occurred_at", "e.document",
                "d.order_source",
            ]
        ) { row, route in
            let occurredAt = Instant(milliseconds: row.integer(5))
            guard view.hasHappened(occurredAt) else { return nil }
            return VoidedSale(
                seq: row.integer(1),
                source: row.integer(2),
                document: Document(trusted: row.text(6)),
                sku: row.integer(3),
                warehouse: route.key.warehouse,
                units: row.integer(4),
                occurredAt: occurredAt,
                orderSource: row.isNull(7) ? nil : Source(trusted: row.text(7))
            )
        }
    }
}
