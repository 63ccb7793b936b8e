/// Units that were shipped, or cancelled, at another warehouse than the one that promised them: they stay promised there.
struct ShippedElsewhere: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.shippedElsewhere]
    let needs: Set<ExceptionNeed> = [.orders]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.orders.flatMap { order in
            var promised: [Warehouse: Int64] = [:]
            for stored in order.placed { try add(stored, 1, &promised) }
            for stored in order.shipped + order.cancelled { try add(stored, -1, &promised) }
            var left = try promised.values.filter { $0 > 0 }.reduce(Int64(0)) { try $0.adding($1) }
            let holding = promised.filter { $0.value > 0 }.keys.sorted().map(\.text)
            guard left > 0 else { return [LedgerException]() }
            return try promised.sorted { $0.key < $1.key }.compactMap { warehouse, units in
                let elsewhere = min(left, try min(units, 0).negated())
                guard elsewhere > 0 else { return nil }
                left -= elsewhere
                let parts = (order.shipped + order.cancelled).filter { $0.event.warehouse == warehouse }
                    .sorted(by: ShipmentStory.byTime)
                var exception = LedgerException(
                    .shippedElsewhere,
                    "\(elsewhere.inUnits) of order \(order.name) \(elsewhere.wasOrWere) shipped or cancelled at \(warehouse), and placed at "
                        + "\(holding.joined(separator: " and ")), where they are promised still "
                        + "(\(try context.rows(of: order.placed + parts))); undo the file whose warehouse is wrong and import it "
                        + "corrected"
                )
                exception.sku = try context.sku(order.part.sku)
                exception.warehouse = warehouse
                exception.document = order.part.document.text
                exception.quantity = elsewhere
                exception.since = parts.last?.event.occurredAt
                return exception
            }
        }
    }

    private func add(_ stored: StoredEvent, _ sign: Int64, _ promised: inout [Warehouse: Int64]) throws {
        guard let units = stored.event.quantity?.units else { return }
        let change = sign < 0 ? try units.negated() : units
        promised[stored.event.warehouse] = try promised[stored.event.warehouse, default: 0].adding(change)
    }
}
