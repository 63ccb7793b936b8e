import GRDB

/// Looks up orders by their numbers.
struct OrderBook {
    /// One SKU of an order, whatever the source.
    struct Part: Hashable {
        let document: Document
        let sku: Int64
    }

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The parts of orders and sales with one of the numbers.
    func knownOrders(_ documents: Set<Document>) throws -> Set<Part> {
        try Set(units(of: documents).keys)
    }

    /// The units ordered under the numbers. If an order is recorded both as placed and as a sale, the larger quantity
    /// counts.
    func units(of documents: Set<Document>) throws -> [Part: Int64] {
        var placed: [Part: Int64] = [:]
        var sold: [Part: Int64] = [:]
        try forEach([.orderPlaced, .saleShipped], of: documents) { kind, part, units in
            if kind == .orderPlaced {
                placed[part] = try placed[part, default: 0].adding(units)
            } else {
                sold[part] = try sold[part, default: 0].adding(units)
            }
        }
        return placed.merging(sold) { max($0, $1) }
    }

    /// Passes the live events of some kinds with one of the numbers.
    func forEach(
        _ kinds: [EventKind],
        of documents: Set<Document>,
        _ body: (EventKind, Part, _ units: Int64) throws -> Void
    ) throws {
        guard !documents.isEmpty else { return }
        if view.lastSeq != nil {
            let routes = try view.routes { kinds.contains($0.key.kind) }
            for stored in try RouteEvents(view).events(of: routes)
            where documents.contains(stored.event.document) {
                let part = Part(document: stored.event.document, sku: stored.ids.sku)
                try body(stored.event.kind, part, stored.event.quantity?.units ?? 0)
            }
            return
        }
        // The key of a live event begins with its document, and its scope contains the kind.
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.sku, e.route, e.quantity FROM live_key k JOIN event e ON e.seq = k.seq
             WHERE k.document = ?1 AND e.occurred_at <= ?2
            """
        )
        for document in documents {
            statement.bind(document.text, at: 1)
            statement.bind(view.time.asOf?.milliseconds ?? .max, at: 2)
            while try statement.next() {
                let kind = try view.names.routes.route(statement.integer(1)).key.kind
                guard kinds.contains(kind) else { continue }
                try body(kind, Part(document: document, sku: statement.integer(0)), statement.integer(2))
            }
        }
    }
}
