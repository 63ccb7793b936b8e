import GRDB

/// log -> the orders whose parts do not add up: those that are still open, and those with more units shipped or
/// cancelled than placed, or shipped before they were placed or from another warehouse. Orders of two sources with one
/// number are two orders.
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

        /// The order as messages name it. Where several sources have an order of the number, with the source.
        var name: String {
            part.source.map { "\(part.document) of \($0)" } ?? part.document.text
        }

        var placedUnits: Int64 { get throws { try OrderLedger.units(placed) } }
        var settledUnits: Int64 { get throws { try OrderLedger.units(shipped + cancelled) } }
    }

    static func units(_ events: [StoredEvent]) throws -> Int64 {
        try events.reduce(0) { try $0.adding($1.event.quantity?.units ?? 0) }
    }

    private static let kinds: Set<EventKind> = [.orderPlaced, .orderShipped, .orderCancelled]
    /// These say whose order a number is.
    private static let sourceKinds = kinds.union(OrderSources.kinds)

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The orders that do not add up, or are out of order.
    func unsettled() throws -> [Entry] {
        let (seqs, mayShareNumbers) = try candidates()
        var documents = mayShareNumbers ? try sharedNumbers() : []
        let lookup = try RowStatement(view.database, "SELECT document FROM event WHERE seq = ?")
        for seq in seqs {
            lookup.bind(seq, at: 1)
            if try lookup.next() { documents.insert(Document(trusted: lookup.text(0))) }
            lookup.reset()
        }
        return try documents.flatMap(entries)
    }

    /// The order numbers that several sources use. Together, such orders may add up although neither does.
    private func sharedNumbers() throws -> Set<Document> {
        let statement = try RowStatement(
            view.database,
            """
            SELECT document FROM live_key WHERE scope >> 8 & 255 = ?
             GROUP BY document HAVING min(scope >> 16 & 4294967295) < max(scope >> 16 & 4294967295)
            """
        )
        statement.bind(EventKind.orderPlaced.number, at: 1)
        var documents: Set<Document> = []
        while try statement.next() { documents.insert(Document(trusted: statement.text(0))) }
        return documents
    }

    private struct Open {
        var units: Int64 = 0
        var seq: Int64 = 0
        var firstPlaced = Int64.max
        var firstShipped = Int64.max
    }

    /// One event of each order that may not add up, and whether several sources may use one number.
    private func candidates() throws -> (seqs: [Int64], mayShareNumbers: Bool) {
        let routes = try view.routes { Self.kinds.contains($0.key.kind) && !$0.key.memo }
        guard !routes.isEmpty else { return ([], false) }
        let rows = try RowFeed(
            view.database,
            "seq, sku, route, quantity, occurred_at, reverses, document, source",
            "FROM event WHERE seq <= ?"
        )
        rows.bind(view.lastSeq ?? .max, at: 1)
        // By id: most rows are of orders, and an array is faster than a search in SQLite.
        var keys: [RouteKey?] = Array(repeating: nil, count: try view.names.routes.count() + 1)
        for (id, route) in routes where keys.indices.contains(Int(id)) { keys[Int(id)] = route.key }
        // By warehouse: units placed at one and shipped from another add up in neither.
        // Two orders with one hash are counted together. That hides one only if they happen to cancel out.
        var open: [Int: Open] = [:]
        var outOfOrder: [Int64] = []
        // Numbers of different lengths are different, as those of most shops are.
        var lengths = NumberLengths()
        try rows.forEachRow { row in
            let id = Int(row.integer(2))
            guard keys.indices.contains(id), let route = keys[id] else { return }
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
            if kind == .orderPlaced { lengths.note(row.byteCount(6), of: row.integer(7)) }
            if row.isNull(5) {
                if kind == .orderPlaced { state.firstPlaced = min(state.firstPlaced, row.integer(4)) }
                if kind == .orderShipped { state.firstShipped = min(state.firstShipped, row.integer(4)) }
                if state.firstShipped < state.firstPlaced, state.firstPlaced < .max {
                    outOfOrder.append(state.seq)
                }
            }
            open[order] = state.units == 0 ? nil : state
        }
        return (open.values.map(\.seq) + outOfOrder, lengths.areShared)
    }

    /// The lengths of the order numbers of each source.
    private struct NumberLengths {
        private var sourceOf: [Int: Int64] = [:]
        private(set) var areShared = false
        private var last: (length: Int, source: Int64)?

        mutating func note(_ length: Int, of source: Int64) {
            guard !areShared, last.map({ $0 != (length, source) }) ?? true else { return }
            last = (length, source)
            areShared = sourceOf.updateValue(source, forKey: length).map { $0 != source } ?? false
        }
    }

    private func entries(of document: Document) throws -> [Entry] {
        let reader = try EventReader(
            view.database,
            names: view.names,
            where: "WHERE e.seq IN (SELECT seq FROM live_key WHERE document = ?)"
        )
        reader.bind(document.text, at: 1)
        var happened: [StoredEvent] = []
        while let stored = try reader.next() {
            guard Self.sourceKinds.contains(stored.event.kind) else { continue }
            if view.hasHappened(stored.event.occurredAt) { happened.append(stored) }
        }
        let sources = OrderSources(happened.map(\.event))
        let events = happened.filter { Self.kinds.contains($0.event.kind) && !$0.event.memo }
        return Dictionary(grouping: events, by: \.ids.sku).flatMap { sku, events in
            parts(events, sources).map { source, events in
                let sorted = events.sorted(by: ShipmentStory.byTime)
                return Entry(
                    part: OrderBook.Part(document: document, sku: sku, source: source),
                    placed: sorted.filter { $0.event.kind == .orderPlaced },
                    shipped: sorted.filter { $0.event.kind == .orderShipped },
                    cancelled: sorted.filter { $0.event.kind == .orderCancelled }
                )
            }
        }
    }

    /// The events of one number and SKU by the source whose order they are about. They stay together, under nil, if
    /// there is only one such source, or if one of the events may be about several orders.
    private func parts(_ events: [StoredEvent], _ sources: OrderSources) -> [Source?: [StoredEvent]] {
        var parts: [Source?: [StoredEvent]] = [:]
        for stored in events {
            switch sources.choose(stored.event) {
            case .several: return [nil: events]
            case .one(let source): parts[source, default: []].append(stored)
            // An order that the ledger does not have.
            case .none: parts[stored.event.detail.orderSource, default: []].append(stored)
            }
        }
        return parts.count > 1 ? parts : [nil: events]
    }
}
