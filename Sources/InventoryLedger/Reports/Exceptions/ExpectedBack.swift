/// Goods of a sale that was voided after dispatch some days ago, and that have not come back.
struct ExpectedBack: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.expectedBack]
    let needs: Set<ExceptionNeed> = [.returns]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let limit = context.now.advanced(
            byMilliseconds: -context.days(Int64(context.limits.expectedBackDays))
        )
        let returned = context.returned
        let orders = returned.orders
        var expected: [OrderBook.Part: (units: Int64, first: VoidedSale)] = [:]
        for voided in returned.voided where voided.occurredAt <= limit {
            let source = try context.view.names.sources.code(voided.source)
            guard
                let part = orders.part(
                    voided.document,
                    sku: voided.sku,
                    asking: source,
                    of: voided.orderSource
                )
            else { continue }
            let known = expected[part]
            expected[part] = (try (known?.units ?? 0).adding(voided.units), known?.first ?? voided)
        }
        for (back, part) in returned.parts { if let part { expected[part]?.units &-= back.units } }
        return try expected.filter { $0.value.units > 0 }.map { part, what in
            var exception = LedgerException(
                .expectedBack,
                "\(what.units.inUnits) of order \(part.document) \(what.units.wasOrWere) voided after dispatch and did not come back; "
                    + "claim \(what.units == 1 ? "it" : "them")"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = try context.warehouse(what.first.warehouse)
            exception.document = part.document.text
            exception.quantity = what.units
            exception.since = what.first.occurredAt
            return exception
        }
    }
}
