/// Orders of the latest 90 days that were placed more than 48 hours ago and neither shipped nor cancelled.
struct OrderWaiting: ExceptionCheck {
    private static let hoursMax: Int64 = 48
    private static let daysBack: Int64 = 90

    private struct Waiting {
        var units: Int64
        let warehouse: Int64
        let placedAt: Instant
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let end = context.now.advanced(byMilliseconds: 0 - Self.hoursMax * 3_600_000)
        var waiting: [OrderBook.Part: Waiting] = [:]
        let start = end.advanced(byMilliseconds: 0 - context.days(Self.daysBack))
        try MoveReader(context.view).forEachDay(from: start, to: end, skus: nil) { _, moves in
            for move in moves where move.route.key.kind == .orderPlaced && !move.route.key.memo {
                let part = OrderBook.Part(document: Document(trusted: move.document), sku: move.sku)
                var order =
                    waiting[part] ?? Waiting(units: 0, warehouse: move.warehouse, placedAt: move.occurredAt)
                order.units = try order.units.adding(move.units)
                waiting[part] = order
            }
        }
        let settled: [EventKind] = [.orderShipped, .orderCancelled]
        try OrderBook(context.view).forEach(settled, of: Set(waiting.keys.map(\.document))) {
            _,
            part,
            units in
            waiting[part]?.units -= units
        }
        return try waiting.filter { $0.value.units > 0 }.map { part, order in
            var exception = LedgerException(
                .orderWaiting,
                "\(order.units) units of order \(part.document) wait since \(order.placedAt); ship it, or import what "
                    + "became of it"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = try context.view.names.warehouses.code(order.warehouse)
            exception.document = part.document.text
            exception.quantity = order.units
            exception.since = order.placedAt
            return exception
        }
    }
}
