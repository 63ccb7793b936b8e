/// Orders of the latest 90 days that were placed more than 48 hours ago and neither shipped nor cancelled.
struct OrderWaiting: ExceptionCheck {
    private static let hoursMax: Int64 = 48
    private static let daysBack: Int64 = 90

    fileprivate struct Waiting {
        var placed: Int64 = 0
        /// Shipped or cancelled within the days looked at.
        var settled: Int64 = 0
        var first: (placedAt: Instant, seq: Int64, warehouse: Int64)?

        var units: Int64 { get throws { try placed.adding(settled.negated()) } }
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let end = context.now.advanced(byMilliseconds: 0 - Self.hoursMax * 3_600_000)
        let start = end.advanced(byMilliseconds: 0 - context.days(Self.daysBack))
        // Most orders are settled within the days looked at; only what seems to wait is looked up by its number.
        var waiting = try orders(context.view, placedFrom: start, before: end).filter {
            try $0.value.placed > 0 && $0.value.units > 0
        }
        for part in waiting.keys { waiting[part]?.settled = 0 }
        try OrderBook(context.view).forEach(Self.settling, of: Set(waiting.keys.map(\.document))) {
            _,
            part,
            units in
            let settled = waiting[part]?.settled
            if let settled { waiting[part]?.settled = try settled.adding(units) }
        }
        return try waiting.compactMap { part, order in
            guard let first = order.first, try order.units > 0 else { return nil }
            let units = try order.units
            var exception = LedgerException(
                .orderWaiting,
                "\(units) units of order \(part.document) wait since \(first.placedAt); ship it, or import what "
                    + "became of it"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = try context.view.names.warehouses.code(first.warehouse)
            exception.document = part.document.text
            exception.quantity = units
            exception.since = first.placedAt
            return exception
        }
    }

    private static let settling: [EventKind] = [.orderShipped, .orderCancelled]

    /// The orders placed in a span of time, and what was shipped or cancelled since its start.
    private func orders(_ view: BookView, placedFrom start: Instant, before end: Instant) throws
        -> [OrderBook.Part: Waiting]
    {
        let rows = try RowFeed(
            view.database,
            "e.route, e.occurred_at, e.seq, e.sku, e.quantity, e.document",
            """
            FROM event_day d CROSS JOIN event e ON e.seq = d.seq
             WHERE d.day >= ? AND d.sku > 0 AND e.occurred_at >= ? AND e.route IN (
                SELECT id FROM route WHERE kind IN ('order_placed', 'order_shipped', 'order_cancelled'))
            """
        )
        rows.bind(Int64(view.zone.day(of: start)), at: 1)
        rows.bind(start.milliseconds, at: 2)
        var orders: [OrderBook.Part: Waiting] = [:]
        try rows.forEachRow { row in
            let route = try view.names.routes.route(row.integer(0)).key
            let occurredAt = Instant(milliseconds: row.integer(1))
            let isPlaced = route.kind == .orderPlaced
            if isPlaced, route.memo || occurredAt >= end { return }
            let part = OrderBook.Part(document: Document(trusted: row.text(5)), sku: row.integer(3))
            // A reversal carries the reversed units negated, at the same instant.
            let units = row.integer(4)
            try orders[part, default: Waiting()].add(
                units,
                placedAt: isPlaced ? occurredAt : nil,
                seq: row.integer(2),
                warehouse: route.warehouse
            )
        }
        return orders
    }
}

extension OrderWaiting.Waiting {
    fileprivate mutating func add(_ units: Int64, placedAt: Instant?, seq: Int64, warehouse: Int64) throws {
        guard let placedAt else {
            settled = try settled.adding(units)
            return
        }
        placed = try placed.adding(units)
        if first.map({ (placedAt, seq) < ($0.placedAt, $0.seq) }) ?? true {
            first = (placedAt, seq, warehouse)
        }
    }
}
