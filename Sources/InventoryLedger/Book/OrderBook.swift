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
        /// Each number once, with its place in `lists`.
        fileprivate var places: [Document: Int32] = [:]
        /// The place in `sources` of those that have an order of a number; -1 where nobody has.
        fileprivate var lists: [Int32] = []
        /// Nearly all orders are of one of few sources, whose lists take much less memory once than for each order.
        fileprivate var sources: [OrderSources] = []
        fileprivate var sourceNumbers: [Source: Int32] = [:]
        fileprivate var units: [Goods: Int64] = [:]

        /// A `Part` in numbers.
        fileprivate struct Goods: Hashable {
            let place: Int32
            /// 0 where the number says enough.
            let source: Int32
            let sku: Int64
        }

        /// The units ordered: where an order is recorded both as placed and as a sale, the larger. Nil without an order.
        func units(of part: Part) -> Int64? {
            guard let place = places[part.document] else { return nil }
            return units[goods(place, part)]
        }

        fileprivate func goods(_ place: Int32, _ part: Part) -> Goods {
            Goods(place: place, source: part.source.map { sourceNumbers[$0] ?? -1 } ?? 0, sku: part.sku)
        }

        private func sources(_ order: Document) -> OrderSources? {
            places[order].flatMap { lists[Int($0)] < 0 ? nil : sources[Int(lists[Int($0)])] }
        }

        /// Whose order a source means by a number.
        func choose(_ order: Document, asking source: Source, of explicit: Source?) -> OrderSources.Choice {
            sources(order)?.choose(asking: source, of: explicit) ?? .none
        }

        /// Whether a source has an order of the number itself.
        func isKnown(_ order: Document, to source: Source) -> Bool {
            sources(order)?.known.contains(source) ?? false
        }

        /// The part of an order that an event means: of a return, of the order that it names. Nil where it may be of
        /// several orders, or names one of a source that has none.
        func part(_ order: Document, _ stored: StoredEvent) -> Part? {
            part(order, sku: stored.ids.sku, asking: stored.event.source, of: stored.event.detail.orderSource)
        }

        func part(_ order: Document, sku: Int64, asking source: Source, of explicit: Source?) -> Part? {
            Self.part(order, sku: sku, asking: source, of: explicit, sources(order))
        }

        fileprivate static func part(
            _ order: Document,
            sku: Int64,
            asking source: Source,
            of explicit: Source?,
            _ sources: OrderSources?
        ) -> Part? {
            var part = Part(document: order, sku: sku)
            switch sources?.choose(asking: source, of: explicit) ?? .none {
            case .several: return nil
            case .none: return explicit == nil || sources == nil ? part : nil
            case .one(let one):
                if sources.map({ $0.known.count > 1 }) ?? false { part.source = one }
                return part
            }
        }

        /// The sources that have an order of the number.
        func known(_ order: Document) -> [Source] { sources(order)?.known ?? [] }
    }

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The orders and sales with some numbers.
    func orders(_ documents: Set<Document>) throws -> Orders {
        var events = OrderEvents(documents)
        try forEach(of: documents) { document, event in events.add(document, event) }
        return try events.orders(view.names)
    }

    /// Collects the orders of many numbers from the rows of a pass through the log, where a look-up of each would take
    /// longer.
    struct Collected {
        private struct OrderRoute {
            let kind: EventKind
            let memo: Bool
        }

        private let view: BookView
        private let numbers: OrderNumbers
        private let takenBack: SeqBitmap
        /// By id.
        private let routes: [OrderRoute?]
        private var events: OrderEvents

        init(_ view: BookView, of documents: Set<Document>, takenBack: SeqBitmap) throws {
            self.view = view
            self.takenBack = takenBack
            var numbers = OrderNumbers()
            for document in documents { numbers.insert(document) }
            self.numbers = numbers
            events = OrderEvents(documents)
            var routes: [OrderRoute?] = Array(repeating: nil, count: try view.names.routes.count() + 1)
            for (id, route) in try view.routes(where: { OrderSources.kinds.contains($0.key.kind) })
            where routes.indices.contains(Int(id)) {
                routes[Int(id)] = OrderRoute(kind: route.key.kind, memo: route.key.memo)
            }
            self.routes = routes
        }

        /// Adds a row.
        ///
        /// - Parameter number: the `TextHash` of its document.
        mutating func add(_ row: FedRow, number: UInt64) throws {
            let id = Int(row.integer(.route))
            guard routes.indices.contains(id), let route = routes[id], numbers.mayContain(number),
                row.isNull(.reverses), !takenBack.contains(row.integer(.seq)),
                view.hasHappened(Instant(milliseconds: row.integer(.occurredAt)))
            else { return }
            events.add(
                Document(trusted: row.text(.document)),
                OrderEvent(
                    kind: route.kind,
                    memo: route.memo,
                    source: row.integer(.source),
                    sku: row.integer(.sku),
                    units: row.integer(.quantity)
                )
            )
        }

        mutating func orders() throws -> Orders { try events.orders(view.names) }
    }

    /// A live event of an order.
    fileprivate struct OrderEvent {
        /// That of its number.
        var place: Int32 = 0
        let kind: EventKind
        let memo: Bool
        let source: Int64
        let sku: Int64
        let units: Int64
    }

    /// The live events of some numbers, while they are read.
    fileprivate struct OrderEvents {
        private var orders = Orders()
        private var events: [OrderEvent] = []

        init(_ documents: Set<Document>) {
            orders.places.reserveCapacity(documents.count)
            for document in documents { orders.places[document] = Int32(clamping: orders.places.count) }
            orders.lists = Array(repeating: -1, count: documents.count)
        }

        /// Adds an event, unless it is of another number.
        mutating func add(_ document: Document, _ event: OrderEvent) {
            guard let place = orders.places[document] else { return }
            events.append(event)
            events[events.count - 1].place = place
        }

        /// The orders of the events.
        mutating func orders(_ names: Names) throws -> Orders {
            var places: [[Source]: Int32] = [:]
            var sold: [Orders.Goods: Int64] = [:]
            events.sort { $0.place < $1.place }
            var rest = events[...]
            while let first = rest.first {
                let own = rest.prefix { $0.place == first.place }
                rest = rest.dropFirst(own.count)
                let list = try OrderSources(own, names)
                let place = places[list.known] ?? Int32(clamping: orders.sources.count)
                if place == orders.sources.count {
                    places[list.known] = place
                    orders.sources.append(list)
                    for source in list.known where orders.sourceNumbers[source] == nil {
                        orders.sourceNumbers[source] = Int32(clamping: orders.sourceNumbers.count + 1)
                    }
                }
                orders.lists[Int(first.place)] = place
                for one in own where one.kind != .orderShipped {
                    let source = try names.sources.code(one.source)
                    // The number does not matter here.
                    guard let part = Orders.part("", sku: one.sku, asking: source, of: nil, list) else {
                        continue
                    }
                    let goods = orders.goods(first.place, part)
                    if one.kind == .orderPlaced {
                        orders.units[goods] = try orders.units[goods, default: 0].adding(one.units)
                    } else {
                        sold[goods] = try sold[goods, default: 0].adding(one.units)
                    }
                }
            }
            orders.units.merge(sold) { max($0, $1) }
            return orders
        }
    }

    /// Passes the live events of these kinds with one of the numbers.
    private func forEach(of documents: Set<Document>, _ body: (Document, OrderEvent) throws -> Void) throws {
        let kinds = OrderSources.kinds
        guard !documents.isEmpty else { return }
        guard view.hasSums else {
            let routes = try view.routes { kinds.contains($0.key.kind) }
            for stored in try RouteEvents(view).events(of: routes)
            where documents.contains(stored.event.document) {
                try body(
                    stored.event.document,
                    OrderEvent(
                        kind: stored.event.kind,
                        memo: stored.event.memo,
                        source: stored.ids.source,
                        sku: stored.ids.sku,
                        units: stored.event.quantity?.units ?? 0
                    )
                )
            }
            return
        }
        let events = try DocumentEvents(view, kinds, "e.route, e.sku, e.quantity, e.source")
        try events.forEachRow(of: documents) { document, row, route in
            try body(
                document,
                OrderEvent(
                    kind: route.key.kind,
                    memo: route.key.memo,
                    source: row.integer(3),
                    sku: row.integer(1),
                    units: row.integer(2)
                )
            )
        }
    }
}

extension OrderSources {
    /// - Parameter events: the live events of a number, at least one.
    fileprivate init(_ events: ArraySlice<OrderBook.OrderEvent>, _ names: Names) throws {
        // Nearly all numbers are used by one source, which then has the order, whatever the events say.
        let isOfOne = events.allSatisfy { $0.source == events.first?.source }
        let mentions = try events.prefix(isOfOne ? 1 : events.count).map { event in
            Mention(kind: event.kind, source: try names.sources.code(event.source), memo: event.memo)
        }
        self.init(mentions)
    }
}
