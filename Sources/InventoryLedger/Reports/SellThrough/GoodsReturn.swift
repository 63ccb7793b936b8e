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
    private let reverses: Int64?

    /// The live returns between an instant and the report's instant, without memos.
    static func all(_ view: BookView, from: Instant) throws -> [GoodsReturn] {
        let routes = try view.routes { $0.key.kind == .returnReceived && !$0.key.memo }
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.seq, e.source, e.sku, e.route, e.channel, e.quantity, e.occurred_at, e.reverses, d."order",
                   d.order_source
              FROM event e LEFT JOIN event_detail d ON d.seq = e.seq WHERE e.seq = ?
            """
        )
        var returns: [GoodsReturn] = []
        for seq in try RouteEvents(view).numbers(of: routes, from: from) {
            statement.bind(seq, at: 1)
            defer { statement.reset() }
            guard try statement.next(), let route = routes[statement.integer(3)],
                statement.integer(5) != .min
            else { throw LedgerError(.damaged, "event \(seq) has changed; run verify") }
            returns.append(
                GoodsReturn(
                    seq: seq,
                    source: statement.integer(1),
                    sku: statement.integer(2),
                    warehouse: route.key.warehouse,
                    channel: statement.integer(4),
                    units: statement.integer(5),
                    occurredAt: Instant(milliseconds: statement.integer(6)),
                    order: statement.optionalText(8).map { Document(trusted: $0) },
                    orderSource: statement.optionalText(9).map { Source(trusted: $0) },
                    reverses: statement.optionalInteger(7)
                )
            )
        }
        let takenBack = Set(returns.compactMap(\.reverses))
        return returns.filter { back in
            back.reverses == nil && !takenBack.contains(back.seq) && view.hasHappened(back.occurredAt)
                && back.occurredAt >= from
        }
    }
}
