/// Steps that ended before they began: goods received before their dispatch, orders shipped before they were placed.
/// One of the dates is wrong, so lead times leave the step out.
struct DatesOutOfOrder: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.datesOutOfOrder]

    let needs: Set<ExceptionNeed> = [.orders]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        shipment.flatMap { line, _ -> [LedgerException] in
            let legs: [(from: Instant?, to: Instant?, words: String, than: String)] = [
                (line.dispatchedAt, line.portArrivedAt, "reached the port", "dispatched"),
                (line.dispatchedAt, line.releasedAt, "was released", "dispatched"),
                (line.portArrivedAt, line.releasedAt, "was released", "at the port"),
                (line.releasedAt, line.warehouseArrivedAt, "reached the warehouse's door", "released"),
                (line.warehouseArrivedAt, line.receivedAt, "was received", "at the warehouse's door"),
                (line.dispatchedAt, line.receivedAt, "was received", "dispatched"),
            ]
            return legs.compactMap { leg in
                guard let from = leg.from, let to = leg.to, to < from else { return nil }
                var exception = LedgerException(
                    .datesOutOfOrder,
                    "\(line.sku) of \(line.shipment) \(leg.words) at \(context.clock(to)), before it was \(leg.than) at "
                        + "\(context.clock(from)); correct one of the dates"
                )
                exception.sku = line.sku
                exception.warehouse = line.warehouse
                exception.document = line.shipment.text
                exception.since = to
                exception.until = from
                return exception
            }
        }
    }

    /// The orders.
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.orders.compactMap { order in
            guard let placed = order.placed.first, let shipped = order.shipped.first,
                shipped.event.occurredAt < placed.event.occurredAt
            else { return nil }
            var exception = LedgerException(
                .datesOutOfOrder,
                "order \(order.name) was shipped at \(context.clock(shipped.event.occurredAt)), before it was placed at "
                    + "\(context.clock(placed.event.occurredAt)) (\(try context.rows(of: [placed, shipped]))); correct one of the dates"
            )
            exception.sku = try context.sku(order.part.sku)
            exception.warehouse = context.warehouse(shipped)
            exception.document = order.part.document.text
            exception.since = shipped.event.occurredAt
            exception.until = placed.event.occurredAt
            return exception
        }
    }
}
