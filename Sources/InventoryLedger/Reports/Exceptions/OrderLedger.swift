import GRDB

/// log -> the orders whose parts do not add up: those that are still open, and those with more units shipped or
/// cancelled than placed, or shipped before they were placed or from another warehouse.
///
/// The whole log is read, however old. An order is forgotten as soon as its parts add up, so memory contains only
/// open orders. The remaining ones are then read event by event.
struct OrderLedger {
    /// One SKU of an order with its live events, in order of time.
    struct Entry {
        let part: OrderBook.Part
        let placed: [StoredEvent]
        let shipped: [StoredEvent]
        let cancelled: [StoredEvent]

        var placedUnits: Int64 { get throws { try OrderLedger.units(placed) } }
        var settledUnits: Int64 { get throws { try OrderLedger.units(shipped + cancelled) } }
    }

    static func units(_ events: [StoredEvent]) throws -> Int64 {
        try events.reduce(0) { try $0.adding($1.event.quantity?.units ?? 0) }
    }

    private static let kinds: Set<EventKind> = [.orderPlaced, .orderShipped, .orderCancelled]

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The orders that do not add up, or are out of order.
    func unsettled() throws -> [Entry] {
        let seqs = try candidates()
        guard !seqs.isEmpty else { return [] }
        let lookup = try RowStatement(view.database, "SELECT document FROM event WHERE seq = ?")
        var documents: Set<Document> = []
        for seq in seqs {
            lookup.bind(seq, at: 1)
            if try lookup.next() { documents.insert(Document(trusted: lookup.text(0))) }
            lookup.reset()
        }
        return try documents.flatMap(entries)
    }

    private struct Open {
        var units: Int64 = 0
        var seq: Int64 = 0
        var firstPlaced = Int64.max
        var firstShipped = Int64.max
    }

    /// One event of each order that may not add up.
    private func candidates() throws -> [Int64] {
        let routes = try view.routes { Self.kinds.contains($0.key.kind) && !$0.key.memo }
        guard !routes.isEmpty else { return [] }
        let rows = try RowFeed(
            view.database,
            "seq, sku, route, quantity, occurred_at, reverses, document",
            "FROM event WHERE seq <= ? AND route IN (SELECT value FROM json_each(?))"
        )
        rows.bind(view.lastSeq ?? .max, at: 1)
        try rows.bind(Declarations.encode(routes.keys.sorted()), at: 2)
        // By warehouse: units placed at one and shipped from another add up in neither.
        // Two orders with one hash are counted together. That hides one only if they happen to cancel out.
        var open: [Int: Open] = [:]
        var outOfOrder: [Int64] = []
        try rows.forEachRow { row in
            guard let route = routes[row.integer(2)]?.key else { return }
            let kind = route.kind
            var hasher = Hasher()
            row.hash(6, into: &hasher)
            hasher.combine(row.integer(1))
            hasher.combine(route.warehouse)
            let order = hasher.finalize()
            var state = open[order] ?? Open()
            state.seq = row.integer(0)
            let units = row.integer(3)
            state.units = try state.units.adding(kind == .orderPlaced ? units : units.negated())
            if row.isNull(5) {
                if kind == .orderPlaced { state.firstPlaced = min(state.firstPlaced, row.integer(4)) }
                if kind == .orderShipped { state.firstShipped = min(state.firstShipped, row.integer(4)) }
                if state.firstShipped < state.firstPlaced, state.firstPlaced < .max {
                    outOfOrder.append(state.seq)
                }
            }
            open[order] = state.units == 0 ? nil : state
        }
        return open.values.map(\.seq) + outOfOrder
    }

    private func entries(of document: Document) throws -> [Entry] {
        let reader = try EventReader(
            view.database,
            names: view.names,
            where: "WHERE e.seq IN (SELECT seq FROM live_key WHERE document = ?)"
        )
        reader.bind(document.text, at: 1)
        var events: [StoredEvent] = []
        while let stored = try reader.next() {
            guard Self.kinds.contains(stored.event.kind), !stored.event.memo else { continue }
            if view.hasHappened(stored.event.occurredAt) { events.append(stored) }
        }
        return Dictionary(grouping: events, by: \.ids.sku).map { sku, events in
            let sorted = events.sorted(by: ShipmentStory.byTime)
            return Entry(
                part: OrderBook.Part(document: document, sku: sku),
                placed: sorted.filter { $0.event.kind == .orderPlaced },
                shipped: sorted.filter { $0.event.kind == .orderShipped },
                cancelled: sorted.filter { $0.event.kind == .orderCancelled }
            )
        }
    }
}
