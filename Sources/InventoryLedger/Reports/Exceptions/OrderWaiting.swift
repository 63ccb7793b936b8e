/// Orders placed some hours ago and neither shipped nor cancelled, however long ago.
struct OrderWaiting: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.orderWaiting]
    let needs: Set<ExceptionNeed> = [.orders]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let limit = context.now.advanced(
            byMilliseconds: -Int64(context.limits.waitingHours) * 3_600_000
        )
        return try context.orders.compactMap { order in
            let due = order.placed.filter { $0.event.occurredAt < limit }
            guard let first = due.first else { return nil }
            // Later orders still have time, and are settled last.
            let units = try OrderLedger.units(due).adding(order.settledUnits.negated())
            guard units > 0 else { return nil }
            var exception = LedgerException(
                .orderWaiting,
                "\(units.inUnits) of order \(order.name) \(units == 1 ? "has" : "have") been waiting since "
                    + "\(context.clock(first.event.occurredAt)); ship the goods, "
                    + "or import a file that says what happened"
            )
            exception.sku = try context.sku(order.part.sku)
            exception.warehouse = context.warehouse(first)
            exception.document = order.part.document.text
            exception.quantity = units
            exception.since = first.event.occurredAt
            return exception
        }
    }
}
