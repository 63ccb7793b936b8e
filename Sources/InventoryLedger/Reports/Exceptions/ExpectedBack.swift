/// Goods of a sale that was voided after dispatch some days ago, and that have not come back.
struct ExpectedBack: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let limit = context.now.advanced(
            byMilliseconds: -context.days(Int64(context.limits.expectedBackDays))
        )
        let routes = try context.view.routes { $0.key.kind == .saleVoided }
        let voided = try RouteEvents(context.view).events(of: routes).filter { $0.event.occurredAt <= limit }
        let orders = try OrderBook(context.view).orders(Set(voided.map(\.event.document)))
        var expected: [OrderBook.Part: (units: Int64, first: StoredEvent)] = [:]
        for stored in voided {
            guard let part = orders.part(stored.event.document, stored) else { continue }
            let known = expected[part]
            let units = try (known?.units ?? 0).adding(stored.event.quantity?.units ?? 0)
            expected[part] = (units, known?.first ?? stored)
        }
        for stored in try context.returns.get() {
            guard let order = stored.event.detail.order, let part = orders.part(order, stored) else {
                continue
            }
            expected[part]?.units &-= stored.event.quantity?.units ?? 0
        }
        return try expected.filter { $0.value.units > 0 }.map { part, what in
            var exception = LedgerException(
                .expectedBack,
                "\(what.units.inUnits) of order \(part.document) \(what.units.wasOrWere) voided after dispatch and did not come back; "
                    + "claim \(what.units == 1 ? "it" : "them")"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = context.warehouse(what.first)
            exception.document = part.document.text
            exception.quantity = what.units
            exception.since = what.first.event.occurredAt
            return exception
        }
    }
}
