/// Looks up orders by their numbers.
struct OrderBook {
    /// One SKU of an order.
    struct Part: Hashable {
        let document: Document
        let sku: Int64
        /// Whose order it is, where several sources have one of the number; nil where the number says enough.
        var source: Source?
    }

    /// The orders that bear some numbers.
    struct Orders {
        /// The units ordered: where an order is recorded both as placed and as a sale, the larger.
        fileprivate(set) var units: [Part: Int64] = [:]
        fileprivate var sources: [Document: OrderSources] = [:]

        /// Whose order a source means by a number.
        func choose(_ order: Document, asking source: Source, of explicit: Source?) -> OrderSources.Choice {
            sources[order]?.choose(asking: source, of: explicit) ?? .none
        }

        /// Whether a source has an order of the number itself.
        func isKnown(_ order: Document, to source: Source) -> Bool {
            sources[order]?.known.contains(source) ?? false
        }

        /// The part of an order that an event means: of a return, of the order that it names. Nil where it may be of
        /// several orders, or names one of a source that has none.
        func part(_ order: Document, _ stored: StoredEvent) -> Part? {
            part(order, sku: stored.ids.sku, asking: stored.event.source, of: stored.event.detail.orderSource)
        }

        func part(_ order: Document, sku: Int64, asking source: Source, of explicit: Source?) -> Part? {
            var part = Part(document: order, sku: sku)
            switch choose(order, asking: source, of: explicit) {
            case .several: return nil
            case .none: return explicit == nil || sources[order] == nil ? part : nil
            case .one(let one):
                if isShared(order) { part.source = one }
                return part
            }
        }

        /// The sources that have an order of the number.
        func known(_ order: Document) -> [Source] { sources[order]?.known ?? [] }

        private func isShared(_ order: Document) -> Bool { known(order).count > 1 }
    }

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The orders and sales with some numbers.
    func orders(_ documents: Set<Document>) throws -> Orders {
        var found: [Document: [OrderEvent]] = [:]
        try forEach(of: documents) { document, one in
            found[document, default: []].append(one)
        }
        return try Orders(found)
    }

    /// Collects the orders of many numbers from the rows of a pass through the log, where a look-up of each would take
    /// longer.
    struct Collected {
        private let view: BookView
        private let numbers: OrderNumbers
        private let takenBack: Set<Int64>
        private var found: [Document: [OrderEvent]] = [:]

        init(_ view: BookView, of documents: Set<Document>, takenBack: Set<Int64>) {
            self.view = view
            self.takenBack = takenBack
            var numbers = OrderNumbers()
            for document in documents { numbers.insert(document) }
            self.numbers = numbers
        }

        /// Adds a row.
        ///
        /// - Parameter number: the `TextHash` of its document.
        mutating func add(_ row: FedRow, number: UInt64) throws {
            guard numbers.mayContain(number), row.isNull(.reverses), !takenBack.contains(row.integer(.seq)),
                view.hasHappened(Instant(milliseconds: row.integer(.occurredAt)))
            else { return }
            let route = try view.names.routes.route(row.integer(.route))
            guard OrderSources.kinds.contains(route.key.kind) else { return }
            let mention = OrderSources.Mention(
                kind: route.key.kind,
                source: try view.names.sources.code(row.integer(.source)),
                memo: route.key.memo
            )
            found[Document(trusted: row.text(.document)), default: []].append(
                OrderEvent(mention: mention, sku: row.integer(.sku), units: row.integer(.quantity))
            )
        }

        func orders() throws -> Orders { try Orders(found) }
    }

    fileprivate struct OrderEvent {
        let mention: OrderSources.Mention
        let sku: Int64
        let units: Int64
    }

    /// Passes the live events of these kinds with one of the numbers.
    private func forEach(of documents: Set<Document>, _ body: (Document, OrderEvent) throws -> Void) throws {
        let kinds = OrderSources.kinds
        guard !documents.isEmpty else { return }
        guard view.hasSums else {
            let routes = try view.routes { kinds.contains($0.key.kind) }
            for stored in try RouteEvents(view).events(of: routes)
            where documents.contains(stored.event.document) {
                let event = stored.event
                try body(
                    event.document,
                    OrderEvent(
                        mention: OrderSources.Mention(
                            kind: event.kind,
                            source: event.source,
                            memo: event.memo
                        ),
                        sku: stored.ids.sku,
                        units: event.quantity?.units ?? 0
                    )
                )
            }
            return
        }
        let events = try DocumentEvents(view, kinds, "e.route, e.sku, e.quantity, e.source")
        try events.forEachRow(of: documents) { document, row, route in
            let source = try view.names.sources.code(row.integer(3))
            try body(
                document,
                OrderEvent(
                    mention: OrderSources.Mention(
                        kind: route.key.kind,
                        source: source,
                        memo: route.key.memo
                    ),
                    sku: row.integer(1),
                    units: row.integer(2)
                )
            )
        }
    }
}

extension OrderBook.Orders {
    /// - Parameter found: the live events of each number.
    fileprivate init(_ found: [Document: [OrderBook.OrderEvent]]) throws {
        // Nearly all orders are of one of few sources, whose lists take much less memory once than for each order.
        var lists: [[Source]: OrderSources] = [:]
        for (document, events) in found {
            let own = OrderSources(events.lazy.map(\.mention))
            let list = lists[own.known] ?? own
            lists[own.known] = list
            sources[document] = list
        }
        var sold: [OrderBook.Part: Int64] = [:]
        for (document, events) in found {
            for one in events where one.mention.kind != .orderShipped {
                guard let part = part(document, sku: one.sku, asking: one.mention.source, of: nil) else {
                    continue
                }
                if one.mention.kind == .orderPlaced {
                    units[part] = try units[part, default: 0].adding(one.units)
                } else {
                    sold[part] = try sold[part, default: 0].adding(one.units)
                }
            }
        }
        units.merge(sold) { max($0, $1) }
    }
}
