/// The returns and the voided sales, with the orders that they name.
struct ReturnedOrders {
    let orders: OrderBook.Orders
    /// The live returns in the order of the log.
    private let returns: [GoodsReturn]
    /// The part of an order that each return means.
    private let partsOfReturns: [OrderBook.Part?]
    /// The sales voided after dispatch, in the order of the log.
    let voided: [VoidedSale]

    /// - Parameter orders: those with the `numbers` of the returns and voided sales.
    init(_ view: BookView, returns: [GoodsReturn], voided: [VoidedSale], orders: OrderBook.Orders) throws {
        self.returns = returns
        self.voided = voided
        self.orders = orders
        partsOfReturns = try returns.map { back in
            let source = try view.names.sources.code(back.source)
            return back.order.flatMap {
                orders.part($0, sku: back.sku, asking: source, of: back.orderSource)
            }
        }
    }

    /// The live returns in the order of the log, each with the part of an order that it means.
    var parts: Zip2Sequence<[GoodsReturn], [OrderBook.Part?]> { zip(returns, partsOfReturns) }

    /// The numbers of the orders that returns name and of voided sales.
    static func numbers(_ returns: [GoodsReturn], _ voided: [VoidedSale]) -> Set<Document> {
        Set(returns.lazy.compactMap(\.order)).union(voided.lazy.map(\.document))
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

    /// A reader of the live ones up to the report's instant, in the order of the log.
    static func events(_ view: BookView) throws -> LiveEvents<VoidedSale> {
        let routes = try view.routes { $0.key.kind == .saleVoided }
        return LiveEvents(
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
