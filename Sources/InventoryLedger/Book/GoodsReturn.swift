/// Units that came back, with what determines their order.
struct GoodsReturn: Sendable {
    let seq: Int64
    let source: Int64
    let sku: Int64
    let warehouse: Int64
    /// 0 if none is named.
    let channel: Int64
    let units: Int64
    let occurredAt: Instant
    /// The order that the return names.
    let order: Document?
    /// Whose order that is, where the return says so.
    let orderSource: Source?

    /// The live returns from an instant on, up to the report's instant, without memos, in the order of the log.
    ///
    /// - Parameter skus: of other SKUs, some may be left out; nil for all.
    static func all(_ view: BookView, from: Instant? = nil, skus: Set<Int64>? = nil) throws -> [GoodsReturn] {
        try RouteEvents(view).live(events(view, from: from), from: from, skus: skus)
    }

    /// A reader of these returns.
    static func events(_ view: BookView, from: Instant? = nil) throws -> LiveEvents<GoodsReturn> {
        let routes = try view.routes { $0.key.kind == .returnReceived && !$0.key.memo }
        return LiveEvents(
            of: routes,
            [
                "e.route", "e.seq", "e.source", "e.sku", "e.channel", "e.quantity", "e.occurred_at",
                "d.\"order\"",
                "d.order_source",
            ]
        ) { row, route in
            let occurredAt = Instant(milliseconds: row.integer(6))
            guard row.integer(5) != .min, Instant.range.contains(occurredAt) else {
                throw LedgerError(
                    .damaged,
                    "event \(row.integer(1)) has a number that no event can have; run verify"
                )
            }
            guard view.hasHappened(occurredAt), from.map({ occurredAt >= $0 }) ?? true else { return nil }
            return GoodsReturn(
                seq: row.integer(1),
                source: row.integer(2),
                sku: row.integer(3),
                warehouse: route.key.warehouse,
                channel: row.integer(4),
                units: row.integer(5),
                occurredAt: occurredAt,
                order: row.isNull(7) ? nil : Document(trusted: row.text(7)),
                orderSource: row.isNull(8) ? nil : Source(trusted: row.text(8))
            )
        }
    }
}
