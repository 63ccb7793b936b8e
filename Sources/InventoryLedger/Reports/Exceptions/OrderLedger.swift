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

    /// The orders among the candidates that do not add up, or are out of order.
    func unsettled(_ candidates: Candidates) throws -> [Entry] {
        var documents = candidates.mayShareNumbers ? try sharedNumbers() : []
        let lookup = try RowStatement(view.database, "SELECT document FROM event WHERE seq = ?")
        for seq in candidates.seqs {
            lookup.bind(seq, at: 1)
            if try lookup.next() { documents.insert(Document(trusted: lookup.text(0))) }
            lookup.reset()
        }
        let reader = try EventReader(
            view.database,
            names: view.names,
            where: "WHERE e.seq IN (SELECT value FROM json_each(?))"
        )
        let keys = LiveKeys(view.database, names: view.names)
        return try documents.flatMap { try entries(of: $0, keys, reader) }
    }

    /// The order numbers that several sources use. Together, such orders may add up although neither does.
    private func sharedNumbers() throws -> Set<Document> {
        let sources = try sources()
        var documents: Set<Document> = []
        let lookup = try EventLookup(view.database, names: view.names)
        var number: UInt64?
        var first: Int64 = 0
        var last: Int32 = 0
        // The events of a document come together. Different documents may have one number, so each is looked at.
        func note(_ seq: Int64) throws { documents.insert(try lookup.event(seq).event.document) }
        try LiveKeys(view.database, names: view.names).forEachEntry { entry in
            guard KeyHash.kind(ofNumber: entry.key) == EventKind.orderPlaced.number else { return }
            let own = KeyHash.document(ofNumber: entry.key)
            if own == number, sources.indices.contains(Int(entry.seq)), sources[Int(entry.seq)] != last {
                try note(first)
                try note(entry.seq)
            } else if own != number, sources.indices.contains(Int(entry.seq)) {
                (number, first, last) = (own, entry.seq, sources[Int(entry.seq)])
            }
        }
        return documents
    }

    /// The source of each event, by its number.
    private func sources() throws -> [Int32] {
        let count = Int(try LogHead.seq(view.database)) + 1
        var sources = [Int32](repeating: 0, count: count)
        try RowFeed(view.database, "seq, source", "FROM event").forEachRow { row in
            if case let seq = Int(row.integer(0)), sources.indices.contains(seq) {
                sources[seq] = Int32(truncatingIfNeeded: row.integer(1))
            }
        }
        return sources
    }

    /// Finds one event of each order that may not add up, and whether several sources may use one number, from the rows
    /// of a pass through the log.
    struct Candidates {
        private struct OrderRoute {
            let kind: EventKind
            let warehouse: Int64
        }

        /// By id: most rows are of orders, and an array is faster than a search in SQLite.
        private var routes: [OrderRoute?]
        /// By warehouse: units placed at one and shipped from another add up in neither.
        /// Two orders with one hash are counted together. That hides one only if they happen to cancel out.
        private var open = OpenOrders()
        /// Rows that are not added to the orders yet.
        private var steps: [OpenOrders.Step] = []
        private var outOfOrder: [Int64] = []
        /// Numbers of different lengths are different, as those of most shops are.
        private var lengths = NumberLengths()

        private static let stepsMax = 64

        init(_ view: BookView) throws {
            routes = Array(repeating: nil, count: try view.names.routes.count() + 1)
            for (id, route) in try view.routes(where: { kinds.contains($0.key.kind) && !$0.key.memo })
            where routes.indices.contains(Int(id)) {
                routes[Int(id)] = OrderRoute(kind: route.key.kind, warehouse: route.key.warehouse)
            }
        }

        /// One event of each, once all rows were added.
        var seqs: [Int64] { open.seqs + outOfOrder }
        var mayShareNumbers: Bool { lengths.areShared }

        /// Adds a row.
        ///
        /// - Parameter number: the `TextHash` of its document.
        mutating func add(_ row: FedRow, number: UInt64) throws {
            let id = Int(row.integer(.route))
            guard routes.indices.contains(id), let route = routes[id] else { return }
            if route.kind == .orderPlaced {
                lengths.note(row.byteCount(.document), of: row.integer(.source))
            }
            let goods = UInt64(truncatingIfNeeded: row.integer(.sku) << 20 ^ route.warehouse)
            // Those of one order differ, because an odd factor loses no bit.
            let order = number &+ goods &* 0x9E37_79B9_7F4A_7C15
            steps.append(OpenOrders.Step(row, route.kind, of: order))
            if steps.count >= Self.stepsMax { try finish() }
        }

        /// Adds the last rows.
        mutating func finish() throws {
            open.lookAhead(steps)
            for step in steps where try open.add(step) { outOfOrder.append(step.seq) }
            steps.removeAll(keepingCapacity: true)
        }
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

    private func entries(of document: Document, _ keys: LiveKeys, _ reader: EventReader) throws -> [Entry] {
        reader.bind(EventDays.json(try keys.seqs(of: document, kinds: Self.sourceKinds)), at: 1)
        defer { reader.reset() }
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

/// The orders that do not add up yet, by hash, in a table with open addressing: every row of an order is a look-up.
private struct OpenOrders {
    private struct Order {
        /// 0 for a free place.
        var hash: UInt64 = 0
        var units: Int64 = 0
        var seq: Int64 = 0
        var firstPlaced = Int64.max
        var firstShipped = Int64.max
    }

    /// A power of two of places, at least half of them free.
    private var places = Array(repeating: Order(), count: 1024)
    private var count = 0
    /// What `lookAhead` saw, which means nothing.
    private var seen: UInt64 = 0

    /// One event of each.
    var seqs: [Int64] { places.lazy.filter { $0.hash != 0 }.map(\.seq) }

    /// What a row adds to an order.
    struct Step {
        /// Never 0.
        let hash: UInt64
        let kind: EventKind
        let units: Int64
        let seq: Int64
        /// Nil for a reversal.
        let at: Int64?

        init(_ row: FedRow, _ kind: EventKind, of hash: UInt64) {
            self.hash = max(hash, 1)
            self.kind = kind
            units = row.integer(.quantity)
            seq = row.integer(.seq)
            at = row.isNull(.reverses) ? row.integer(.occurredAt) : nil
        }
    }

    /// Looks at the places of some orders, which are rarely in the processor's cache: it waits for all of them at once, and
    /// not for one after the other.
    mutating func lookAhead(_ steps: [Step]) {
        for step in steps {
            let order = places[home(of: step.hash)]
            seen ^= order.hash ^ UInt64(bitPattern: order.firstShipped)
        }
    }

    /// Adds a row to an order, and forgets the order if everything placed was shipped or cancelled.
    ///
    /// - Returns: whether it was shipped before it was placed.
    mutating func add(_ step: Step) throws -> Bool {
        let place = place(of: step.hash)
        var order = places[place]
        order.seq = step.seq
        order.units = try order.units.adding(step.kind == .orderPlaced ? step.units : step.units.negated())
        var isOutOfOrder = false
        if let at = step.at {
            if step.kind == .orderPlaced { order.firstPlaced = min(order.firstPlaced, at) }
            if step.kind == .orderShipped { order.firstShipped = min(order.firstShipped, at) }
            isOutOfOrder = order.firstShipped < order.firstPlaced && order.firstPlaced < .max
        }
        places[place] = order
        if order.units == 0 { free(place) }
        return isOutOfOrder
    }

    /// The place of an order, which is added if it is new.
    private mutating func place(of hash: UInt64) -> Int {
        if count * 2 >= places.count { grow() }
        var place = home(of: hash)
        while places[place].hash != hash {
            if places[place].hash == 0 {
                places[place].hash = hash
                count += 1
                return place
            }
            place = next(place)
        }
        return place
    }

    /// Frees a place, and moves those after it that would not be found any more.
    private mutating func free(_ place: Int) {
        var free = place
        var other = next(free)
        while places[other].hash != 0 {
            let home = home(of: places[other].hash)
            if distance(from: home, to: other) >= distance(from: free, to: other) {
                places[free] = places[other]
                free = other
            }
            other = next(other)
        }
        places[free] = Order()
        count -= 1
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: Order(), count: old.count * 2)
        for order in old where order.hash != 0 {
            var place = home(of: order.hash)
            while places[place].hash != 0 { place = next(place) }
            places[place] = order
        }
    }

    private func home(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (places.count - 1) }
    private func next(_ place: Int) -> Int { (place + 1) & (places.count - 1) }
    private func distance(from place: Int, to other: Int) -> Int { (other - place) & (places.count - 1) }
}
