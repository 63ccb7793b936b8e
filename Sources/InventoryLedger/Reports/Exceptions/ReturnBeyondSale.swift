/// More units of an order came back than were ordered.
struct ReturnBeyondSale: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let returns = try context.returns.get()
        let orders = try OrderBook(context.view).orders(Set(returns.compactMap(\.event.detail.order)))
        var returned: [OrderBook.Part: (units: Int64, parts: [StoredEvent])] = [:]
        for stored in returns {
            guard let order = stored.event.detail.order, let part = orders.part(order, stored) else {
                continue
            }
            let units = try (returned[part]?.units ?? 0).adding(stored.event.quantity?.units ?? 0)
            returned[part] = (units, (returned[part]?.parts ?? []) + [stored])
        }
        return try returned.compactMap { part, what in
            // An unknown order is another exception.
            guard let units = orders.units[part], what.units > units,
                let last = what.parts.max(by: { ShipmentStory.byTime($0, $1) })
            else { return nil }
            var exception = LedgerException(
                .returnBeyondSale,
                "\(what.units.inUnits) of order \(part.document) came back, and it was for \(units) "
                    + "(\(try context.rows(of: what.parts))); check whether a return was counted twice"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = context.warehouse(last)
            exception.document = part.document.text
            exception.quantity = what.units &- units
            exception.since = last.event.occurredAt
            return exception
        }
    }
}
