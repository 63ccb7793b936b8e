/// More units of an order shipped or cancelled than placed: two files may report one parcel, or the order is missing.
struct ShippedBeyondOrder: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.shippedBeyondOrder]
    let needs: Set<ExceptionNeed> = [.orders]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.orders.compactMap { order in
            let placed = try order.placedUnits
            let settled = try order.settledUnits
            let parts = (order.shipped + order.cancelled).sorted(by: ShipmentStory.byTime)
            guard settled > placed, let last = parts.last else { return nil }
            let beyond = try settled.adding(placed.negated())
            let what = order.cancelled.isEmpty ? "shipped" : "shipped or cancelled"
            var exception = LedgerException(
                .shippedBeyondOrder,
                placed == 0
                    ? "\(settled.inUnits) of order \(order.name) \(settled.wasOrWere) \(what), but no row places the order "
                        + "(\(try context.rows(of: parts))); import the file with the order"
                    : "\(settled.inUnits) of order \(order.name) \(settled.wasOrWere) \(what), but it was for \(placed) "
                        + "(\(try context.rows(of: order.placed + parts))); check whether one parcel was counted twice"
            )
            exception.sku = try context.sku(order.part.sku)
            exception.warehouse = context.warehouse(last)
            exception.document = order.part.document.text
            exception.quantity = beyond
            exception.since = last.event.occurredAt
            return exception
        }
    }
}
