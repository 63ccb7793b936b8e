import GRDB

/// What is told of one shipment: its live events about goods, and its milestones, each in the order they occurred.
struct ShipmentStory {
    let id: Int64
    let shipment: Shipment
    var goods: [StoredEvent] = []
    var milestones: [StoredEvent] = []

    /// The arrivals that were stated, the dispatch's and the later ones, in the order they were.
    var etas: [Instant] {
        let dispatches = goods.filter { $0.event.isDispatch }
        // Of those stated at one instant the earlier arrival first: the order in which files came must not matter.
        return (dispatches + milestones).compactMap { stored in
            stored.event.detail.eta.map { (stated: stored.event.occurredAt, eta: $0) }
        }.sorted { ($0.stated, $0.eta) < ($1.stated, $1.eta) }.map(\.eta)
    }

    /// The first time a milestone was reached.
    func first(_ kind: EventKind) -> Instant? {
        milestones.filter { $0.event.kind == kind }.map(\.event.occurredAt).min()
    }

    /// The last time goods were released, of one SKU or of all.
    func lastRelease(sku: Int64? = nil) -> Instant? {
        goods.filter { $0.event.kind == .customsReleased && (sku == nil || $0.ids.sku == sku) }
            .map(\.event.occurredAt).max()
    }

    static func byTime(_ lhs: StoredEvent, _ rhs: StoredEvent) -> Bool {
        (lhs.event.occurredAt, lhs.seq) < (rhs.event.occurredAt, rhs.seq)
    }
}

extension Event {
    /// Whether the event sends a shipment on its way.
    var isDispatch: Bool { kind == .shipmentDispatched || kind == .transferDispatched }
}

/// log -> what is told of shipments.
struct ShipmentStories {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The stories of some shipments, of all where nil, by their ids.
    ///
    /// - Parameter kinds: of events about goods, only these; nil for all.
    func read(_ shipments: Set<Int64>?, kinds: Set<EventKind>? = nil) throws -> [Int64: ShipmentStory] {
        let routes = try view.routes { route in
            route.key.shipment != 0 && !route.key.memo && (shipments?.contains(route.key.shipment) ?? true)
                && (kinds?.contains(route.key.kind) ?? true || !route.isSummed)
        }
        var stories: [Int64: ShipmentStory] = [:]
        func story(_ id: Int64) throws -> ShipmentStory {
            try stories[id] ?? ShipmentStory(id: id, shipment: view.names.shipments.code(id))
        }
        for stored in try RouteEvents(view).events(of: routes.filter { $0.value.isSummed }) {
            var one = try story(stored.ids.shipment)
            one.goods.append(stored)
            stories[stored.ids.shipment] = one
        }
        let marked = Set(routes.values.filter { !$0.isSummed }.map(\.key.shipment))
        for stored in try milestones(of: marked) {
            var one = try story(stored.ids.shipment)
            one.milestones.append(stored)
            stories[stored.ids.shipment] = one
        }
        return stories.mapValues { story in
            var story = story
            story.goods.sort(by: ShipmentStory.byTime)
            story.milestones.sort(by: ShipmentStory.byTime)
            return story
        }
    }

    private func milestones(of shipments: Set<Int64>) throws -> [StoredEvent] {
        guard !shipments.isEmpty else { return [] }
        var events: [StoredEvent] = []
        if let last = view.lastSeq {
            let reader = try EventReader(
                view.database,
                names: view.names,
                where: "WHERE e.seq <= ? AND e.sku IS NULL"
            )
            reader.bind(last, at: 1)
            while let stored = try reader.next() { events.append(stored) }
        } else {
            let reader = try EventReader(
                view.database,
                names: view.names,
                where: "WHERE e.seq IN (SELECT seq FROM live_key WHERE document = ? AND sku = 0)"
            )
            for id in shipments.sorted() {
                reader.bind(try view.names.shipments.code(id).text, at: 1)
                while let stored = try reader.next() { events.append(stored) }
            }
        }
        let isLive = RouteEvents.liveness(events)
        return events.filter {
            isLive($0) && shipments.contains($0.ids.shipment) && view.hasHappened($0.event.occurredAt)
        }
    }
}
