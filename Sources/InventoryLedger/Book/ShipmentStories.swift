import GRDB

/// The events of one shipment: its live events with goods, and its milestones, each in order of time.
struct ShipmentStory {
    let id: Int64
    let shipment: Shipment
    var goods: [StoredEvent] = []
    var milestones: [StoredEvent] = []

    /// The dispatches to a warehouse; all if none goes there.
    func dispatches(to warehouse: Warehouse) -> [StoredEvent] {
        let all = goods.filter { $0.event.kind.isDispatch }
        let own = all.filter { ($0.event.toWarehouse ?? $0.event.warehouse) == warehouse }
        return own.isEmpty ? all : own
    }

    /// The expected arrivals at a warehouse, from dispatches and later events, in order of statement.
    func etas(at warehouse: Warehouse) -> [Instant] {
        let stated = dispatches(to: warehouse) + milestones(.etaChanged, at: warehouse)
        // Of those stated at the same time, the earlier arrival comes first, because the order of files must not
        // matter.
        return stated.compactMap { stored in
            stored.event.detail.eta.map { (stated: stored.event.occurredAt, eta: $0) }
        }.sorted { ($0.stated, $0.eta) < ($1.stated, $1.eta) }.map(\.eta)
    }

    /// The first time that the shipment reached a milestone on its way to a warehouse.
    func first(_ kind: EventKind, to warehouse: Warehouse) -> Instant? {
        milestones(kind, at: warehouse).map(\.event.occurredAt).min()
    }

    /// The milestones of a kind that name a warehouse. If none does, all of them; on the way to all warehouses, those
    /// too.
    private func milestones(_ kind: EventKind, at warehouse: Warehouse) -> [StoredEvent] {
        let all = milestones.filter { $0.event.kind == kind }
        guard kind == .etaChanged || kind == .warehouseArrived else { return all }
        let own = all.filter { $0.event.warehouse == warehouse }
        return own.isEmpty ? all : own
    }

    /// The last release of a SKU on its way to a warehouse, or of any if it has no goods for it.
    func lastRelease(sku: Int64, to warehouse: Int64, _ view: BookView) throws -> Instant? {
        let parts = try destinations(view).filter { $0.sku == sku }
        let own = parts.filter { $0.warehouse == warehouse }
        return (own.isEmpty ? parts : own).flatMap(\.goods).filter { $0.event.kind == .customsReleased }
            .map(\.event.occurredAt).max()
    }

    /// One SKU of the shipment on its way to one of its destinations.
    struct Destination {
        let sku: Int64
        let warehouse: Int64
        let share: ShipmentShares.Share
        /// The events of these units, in order of time.
        let goods: [StoredEvent]
    }

    /// The shipment's SKUs, once for each destination.
    func destinations(_ view: BookView) throws -> [Destination] {
        let bySKU = Dictionary(grouping: goods, by: \.ids.sku)
        return try bySKU.flatMap { sku, events in
            let bound = try view.destinations().bound(ofShipment: id, sku: sku)
            var sums = ShipmentShares()
            var routes: [Int64: RouteKey] = [:]
            for stored in events {
                let route = try view.names.routes.route(stored.ids.route).key
                routes[stored.ids.route] = route
                try sums.add(stored.event.quantity?.units ?? 0, on: route)
            }
            let shares = try sums.shares(among: bound)
            let places = bound.warehouses
            return places.map { warehouse in
                let share = shares[warehouse] ?? ShipmentShares.Share()
                let own = events.filter { stored in
                    guard places.count > 1, let route = routes[stored.ids.route] else { return true }
                    if route.kind.isDispatch {
                        return (route.toWarehouse > 0 ? route.toWarehouse : route.warehouse) == warehouse
                    }
                    if route.warehouse == warehouse || share.elsewhere[route.warehouse] != nil { return true }
                    return route.kind != .stockReceived && !places.contains(route.warehouse)
                }
                return Destination(
                    sku: sku,
                    warehouse: warehouse,
                    share: share,
                    goods: own
                )
            }
        }
    }

    static func byTime(_ lhs: StoredEvent, _ rhs: StoredEvent) -> Bool {
        (lhs.event.occurredAt, lhs.seq) < (rhs.event.occurredAt, rhs.seq)
    }
}

/// log -> the events of shipments.
struct ShipmentStories {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The events of some shipments, or of all, by id.
    ///
    /// - Parameter kinds: of the events with goods, only these; nil for all.
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
