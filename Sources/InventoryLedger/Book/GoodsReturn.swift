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
    static func all(_ view: BookView, from: Instant? = nil) throws -> [GoodsReturn] {
        let routes = try view.routes { $0.key.kind == .returnReceived && !$0.key.memo }
        var returns: [GoodsReturn] = []
        var takenBack: Set<Int64> = []
        try RouteEvents(view).forEachRow(
            of: routes,
            from: from,
            """
            e.seq, e.source, e.sku, e.route, e.channel, e.quantity, e.occurred_at, e.reverses, d."order", d.order_source
            """
        ) { row in
            guard row.isNull(7) else {
                takenBack.insert(row.integer(7))
                return
            }
            let occurredAt = Instant(milliseconds: row.integer(6))
            guard let route = routes[row.integer(3)], row.integer(5) != .min,
                Instant.range.contains(occurredAt)
            else {
                throw LedgerError(
                    .damaged,
                    "event \(row.integer(0)) has a number that no event can have; run verify"
                )
            }
            guard view.hasHappened(occurredAt), from.map({ occurredAt >= $0 }) ?? true else { return }
            returns.append(
                GoodsReturn(
                    seq: row.integer(0),
                    source: row.integer(1),
                    sku: row.integer(2),
                    warehouse: route.key.warehouse,
                    channel: row.integer(4),
                    units: row.integer(5),
                    occurredAt: occurredAt,
                    order: row.isNull(8) ? nil : Document(trusted: row.text(8)),
                    orderSource: row.isNull(9) ? nil : Source(trusted: row.text(9))
                )
            )
        }
        return takenBack.isEmpty ? returns : returns.filter { !takenBack.contains($0.seq) }
    }
}
