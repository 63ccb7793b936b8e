/// Returns without a known order.
struct ReturnWithoutOrder: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let returns = try context.returns.get()
        let known = try OrderBook(context.view).knownOrders(Set(returns.compactMap(\.event.detail.order)))
        return try returns.compactMap { stored in
            let order = stored.event.detail.order
            if let order, known.contains(OrderBook.Part(document: order, sku: stored.ids.sku)) { return nil }
            var exception = LedgerException(
                .returnWithoutOrder,
                order.map {
                    "names order \($0), which has no line of this SKU; import the file with the order"
                }
                    ?? "names no order, so it does not count in sell-through"
            )
            exception.sku = try context.sku(stored.ids.sku)
            exception.warehouse = context.warehouse(stored)
            exception.document = stored.event.document.text
            exception.quantity = stored.event.quantity?.units
            exception.since = stored.event.occurredAt
            return exception
        }
    }
}
