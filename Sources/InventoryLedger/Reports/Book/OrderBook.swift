import GRDB

/// Which orders the ledger knows, by their number and SKU.
struct OrderBook {
    /// What of an order is known: its number and one of its SKUs.
    struct Part: Hashable {
        let document: Document
        let sku: Int64
    }

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// Of some numbers, the parts of orders and sales that bear them.
    func knownOrders(_ documents: Set<Document>) throws -> Set<Part> {
        guard !documents.isEmpty else { return [] }
        var known: Set<Part> = []
        if view.lastSeq != nil {
            let routes = try view.routes { Self.kinds.contains($0.key.kind) }
            for stored in try RouteEvents(view).events(of: routes)
            where documents.contains(stored.event.document) {
                known.insert(Part(document: stored.event.document, sku: stored.ids.sku))
            }
            return known
        }
        let statement = try RowStatement(
            view.database,
            """
            SELECT k.sku FROM live_key k JOIN event e ON e.seq = k.seq
             WHERE k.document = ?1 AND ((k.scope >> 8) & 255) IN (?2, ?3) AND e.occurred_at <= ?4
            """
        )
        for document in documents {
            statement.bind(document.text, at: 1)
            statement.bind(Self.kinds[0].number, at: 2)
            statement.bind(Self.kinds[1].number, at: 3)
            statement.bind(view.time.asOf?.milliseconds ?? .max, at: 4)
            while try statement.next() { known.insert(Part(document: document, sku: statement.integer(0))) }
        }
        return known
    }

    private static let kinds: [EventKind] = [.orderPlaced, .saleShipped]
}
