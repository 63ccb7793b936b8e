import GRDB

/// An event of a shipment as its report counts it: the few columns that units, dates and papers need.
struct ShipmentEvent {
    let seq: Int64
    /// 0 for a milestone.
    let sku: Int64
    let route: Route
    let units: Int64
    let occurredAt: Instant
    /// Nil if it has none of them.
    fileprivate(set) var papers: Papers?

    /// What an event says besides, shared by events that say the same.
    final class Papers: Sendable {
        let mode: String?
        let forwarder: String?
        let eta: Instant?
        let pedimento: Pedimento?

        init(mode: String?, forwarder: String?, eta: Instant?, pedimento: Pedimento?) {
            self.mode = mode
            self.forwarder = forwarder
            self.eta = eta
            self.pedimento = pedimento
        }

        func say(theSameAs other: Papers) -> Bool {
            func areSame(_ one: String?, _ other: String?) -> Bool {
                guard let one, let other else { return one == nil && other == nil }
                return one.hasSameBytes(as: other)
            }
            return eta == other.eta && pedimento == other.pedimento && areSame(mode, other.mode)
                && areSame(forwarder, other.forwarder)
        }
    }

    var mode: String? { papers?.mode }
    var forwarder: String? { papers?.forwarder }
    var eta: Instant? { papers?.eta }
    var pedimento: Pedimento? { papers?.pedimento }

    var kind: EventKind { route.key.kind }
    /// The warehouse that a dispatch sends to, or that another event is about.
    var destination: Int64 { route.key.toWarehouse > 0 ? route.key.toWarehouse : route.key.warehouse }

    static func byTime(_ lhs: ShipmentEvent, _ rhs: ShipmentEvent) -> Bool {
        (lhs.occurredAt, lhs.seq) < (rhs.occurredAt, rhs.seq)
    }
}

/// The events of one shipment: its live events with goods, and its milestones, each in order of time.
struct ShipmentStory {
    let id: Int64
    fileprivate(set) var goods: [ShipmentEvent] = []
    fileprivate(set) var milestones: [ShipmentEvent] = []

    /// What a shipment says of its way to one destination, whatever the goods.
    struct Way {
        let mode: String?
        let forwarder: String?
        /// The first and the last expected arrival, in order of statement.
        let etaFirst: Instant?
        let etaLast: Instant?
        let portArrivedAt: Instant?
        let inspectedAt: Instant?
        let warehouseArrivedAt: Instant?
    }

    /// The way to a warehouse. It takes a look at every event, so a report asks once for each destination.
    func way(to warehouse: Int64) -> Way {
        let dispatches = dispatches(to: warehouse)
        let etas = etas(dispatches, at: warehouse)
        return Way(
            mode: dispatches.lazy.compactMap(\.mode).first,
            forwarder: dispatches.lazy.compactMap(\.forwarder).first,
            etaFirst: etas.first,
            etaLast: etas.last,
            portArrivedAt: first(.portArrived, to: warehouse),
            inspectedAt: first(.customsInspected, to: warehouse),
            warehouseArrivedAt: first(.warehouseArrived, to: warehouse)
        )
    }

    /// The dispatches to a warehouse; all if none goes there.
    private func dispatches(to warehouse: Int64) -> [ShipmentEvent] {
        let all = goods.filter(\.kind.isDispatch)
        let own = all.filter { $0.destination == warehouse }
        return own.isEmpty ? all : own
    }

    /// The expected arrivals at a warehouse, from dispatches and later events, in order of statement.
    private func etas(_ dispatches: [ShipmentEvent], at warehouse: Int64) -> [Instant] {
        let stated = dispatches + milestones(.etaChanged, at: warehouse)
        // Of those stated at the same time, the earlier arrival comes first, because the order of files must not
        // matter.
        return stated.compactMap { event in event.eta.map { (stated: event.occurredAt, eta: $0) } }
            .sorted { ($0.stated, $0.eta) < ($1.stated, $1.eta) }.map(\.eta)
    }

    /// The first time that the shipment reached a milestone on its way to a warehouse.
    private func first(_ kind: EventKind, to warehouse: Int64) -> Instant? {
        milestones(kind, at: warehouse).map(\.occurredAt).min()
    }

    /// The milestones of a kind that name a warehouse. If none does, all of them; on the way to all warehouses, those
    /// too.
    private func milestones(_ kind: EventKind, at warehouse: Int64) -> [ShipmentEvent] {
        let all = milestones.filter { $0.kind == kind }
        guard kind == .etaChanged || kind == .warehouseArrived else { return all }
        let own = all.filter { $0.route.key.warehouse == warehouse }
        return own.isEmpty ? all : own
    }

    /// One SKU of the shipment on its way to one of its destinations.
    struct Destination {
        let sku: Int64
        let warehouse: Int64
        let share: ShipmentShares.Share
        /// The events of these units, in order of time.
        let goods: [ShipmentEvent]
    }

    /// The shipment's SKUs, once for each destination.
    func destinations(_ view: BookView) throws -> [Destination] {
        try Dictionary(grouping: goods, by: \.sku).flatMap { sku, events in
            let bound = try view.destinations().bound(ofShipment: id, sku: sku)
            var sums = ShipmentShares()
            for event in events { try sums.add(event.units, on: event.route.key) }
            let shares = try sums.shares(among: bound)
            let places = bound.warehouses
            return places.map { warehouse in
                let share = shares[warehouse] ?? ShipmentShares.Share()
                guard places.count > 1 else {
                    return Destination(sku: sku, warehouse: warehouse, share: share, goods: events)
                }
                let own = events.filter { event in
                    if event.kind.isDispatch { return event.destination == warehouse }
                    let its = event.route.key.warehouse
                    if its == warehouse || share.elsewhere[its] != nil { return true }
                    return event.kind != .stockReceived && !places.contains(its)
                }
                return Destination(sku: sku, warehouse: warehouse, share: share, goods: own)
            }
        }
    }

    static func byTime(_ lhs: StoredEvent, _ rhs: StoredEvent) -> Bool {
        (lhs.event.occurredAt, lhs.seq) < (rhs.event.occurredAt, rhs.seq)
    }
}

/// The ways of some shipments to their destinations, each read from its events once.
final class ShipmentWays {
    private struct Part: Hashable {
        let shipment: Int64
        let warehouse: Int64
    }

    private struct Goods: Hashable {
        let shipment: Int64
        let sku: Int64
    }

    private let stories: [Int64: ShipmentStory]
    private var ways: [Part: ShipmentStory.Way] = [:]
    /// The last release of each SKU to each of its destinations; nil without one.
    private var releases: [Goods: [(warehouse: Int64, at: Instant?)]] = [:]

    init(_ stories: [Int64: ShipmentStory], _ view: BookView) throws {
        self.stories = stories
        for (id, story) in stories {
            for part in try story.destinations(view) {
                let released = part.goods.lazy.filter { $0.kind == .customsReleased }.map(\.occurredAt).max()
                releases[Goods(shipment: id, sku: part.sku), default: []].append((part.warehouse, released))
            }
        }
    }

    /// Nil if the shipment has no events.
    func way(of shipment: Int64, to warehouse: Int64) -> ShipmentStory.Way? {
        let part = Part(shipment: shipment, warehouse: warehouse)
        if let known = ways[part] { return known }
        let way = stories[shipment]?.way(to: warehouse)
        ways[part] = way
        return way
    }

    /// The last release of a SKU on its way to a warehouse, or of any if it has no goods for it.
    func lastRelease(of shipment: Int64, sku: Int64, to warehouse: Int64) -> Instant? {
        let parts = releases[Goods(shipment: shipment, sku: sku)] ?? []
        let own = parts.filter { $0.warehouse == warehouse }
        return (own.isEmpty ? parts : own).compactMap(\.at).max()
    }
}

/// log -> the events of shipments.
struct ShipmentStories {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    private static let columns = [
        "e.route", "e.seq", "e.sku", "e.quantity", "e.occurred_at", "e.reverses", "d.mode", "d.forwarder",
        "d.eta", "d.pedimento",
    ]
    private static let columnList = columns.joined(separator: ", ")

    /// The stories of all shipments, from a pass that also reads other events.
    ///
    /// - Returns: the stories, once the pass was run.
    func add(to pass: inout LogPass) throws -> () throws -> [Int64: ShipmentStory] {
        let routes = try view.routes { $0.key.shipment != 0 && !$0.key.memo }
        let goods = routes.filter { $0.value.isSummed }
        let marks = routes.filter { !$0.value.isSummed }
        let reading = Reading()
        pass.add(of: goods, Self.columns) { row in
            if let route = goods[row.integer(0)] { try reading.events.add(event(row, route), row) }
        }
        return {
            try forEachMilestone(of: marks) { try reading.events.add(event($0, $1), $0) }
            defer { reading.events = Events() }
            return reading.events.stories { view.hasHappened($0.occurredAt) }
        }
    }

    private final class Reading {
        var events = Events()
    }

    /// The events of some shipments, or of all, by id.
    ///
    /// - Parameters:
    ///   - kinds: of the events with goods, only these; nil for all.
    ///   - skus: the SKUs whose events are read; nil for all. Dispatches are read of every SKU, because they say what
    ///     holds for the whole shipment.
    func read(_ shipments: Set<Int64>?, kinds: Set<EventKind>? = nil, skus: Set<Int64>? = nil) throws
        -> [Int64:
        ShipmentStory]
    {
        let routes = try view.routes { route in
            route.key.shipment != 0 && !route.key.memo && (shipments?.contains(route.key.shipment) ?? true)
                && (kinds?.contains(route.key.kind) ?? true || !route.isSummed)
        }
        var events = Events()
        var goods = routes.filter { $0.value.isSummed }
        if skus != nil, view.hasSums {
            // Their document is the shipment, so they are found without a look at the days of every SKU.
            let dispatched = goods.filter { $0.value.key.kind.isDispatch }
            goods = goods.filter { dispatched[$0.key] == nil }
            try forEachRow(ofDocumentsOf: dispatched) { try events.add(event($0, $1), $0) }
        }
        try RouteEvents(view).forEachRow(of: goods, skus: skus, Self.columnList) { row in
            if let route = goods[row.integer(0)] { try events.add(event(row, route), row) }
        }
        let marks = routes.filter { !$0.value.isSummed }
        try forEachMilestone(of: marks) { try events.add(event($0, $1), $0) }
        return events.stories { view.hasHappened($0.occurredAt) }
    }

    /// The events of shipments while they are read.
    private struct Events {
        private var all: [Int64: [ShipmentEvent]] = [:]
        private var takenBack: Set<Int64> = []
        /// The papers of the last event, which are mostly those of the next.
        private var papers: ShipmentEvent.Papers?

        /// - Parameter row: tells which event it reverses, in its column 5.
        mutating func add(_ event: ShipmentEvent, _ row: FedRow) {
            if row.isNull(5) {
                var event = event
                if let own = event.papers, let papers, own.say(theSameAs: papers) { event.papers = papers }
                papers = event.papers ?? papers
                all[event.route.key.shipment, default: []].append(event)
            } else {
                takenBack.insert(row.integer(5))
            }
        }

        /// The live ones of each shipment, in order of time.
        mutating func stories(_ hasHappened: (ShipmentEvent) -> Bool) -> [Int64: ShipmentStory] {
            var stories: [Int64: ShipmentStory] = [:]
            for id in Array(all.keys) {
                // One after the other, so that no shipment is held twice.
                let events = all.removeValue(forKey: id) ?? []
                var story = ShipmentStory(id: id)
                for event in events where !takenBack.contains(event.seq) && hasHappened(event) {
                    if event.route.isSummed {
                        story.goods.append(event)
                    } else {
                        story.milestones.append(event)
                    }
                }
                guard !story.goods.isEmpty || !story.milestones.isEmpty else { continue }
                story.goods.sort(by: ShipmentEvent.byTime)
                story.milestones.sort(by: ShipmentEvent.byTime)
                stories[id] = story
            }
            return stories
        }
    }

    private func event(_ row: FedRow, _ route: Route) throws -> ShipmentEvent {
        let occurredAt = Instant(milliseconds: row.integer(4))
        let eta = row.isNull(8) ? nil : Instant(milliseconds: row.integer(8))
        let pedimento = row.isNull(9) ? nil : Pedimento(trusted: row.text(9))
        guard Instant.range.contains(occurredAt), eta.map(Instant.range.contains) ?? true,
            row.integer(3) != .min, pedimento.map({ $0.digits.utf8.count == 15 }) ?? true
        else {
            throw LedgerError(
                .damaged,
                "event \(row.integer(1)) has a number that no event can have; run verify"
            )
        }
        let hasPapers = eta != nil || pedimento != nil || !row.isNull(6) || !row.isNull(7)
        return ShipmentEvent(
            seq: row.integer(1),
            sku: row.integer(2),
            route: route,
            units: row.integer(3),
            occurredAt: occurredAt,
            papers: hasPapers
                ? ShipmentEvent.Papers(
                    mode: row.isNull(6) ? nil : row.text(6),
                    forwarder: row.isNull(7) ? nil : row.text(7),
                    eta: eta,
                    pedimento: pedimento
                ) : nil
        )
    }

    /// Passes the live events of some routes, whose document is the number of their shipment.
    private func forEachRow(ofDocumentsOf routes: [Int64: Route], _ body: (FedRow, Route) throws -> Void)
        throws
    {
        guard !routes.isEmpty else { return }
        let events = try DocumentEvents(view, Set(routes.values.map(\.key.kind)), Self.columnList)
        let numbers = try Set(routes.values.map(\.key.shipment)).sorted().map {
            Document(trusted: try view.names.shipments.code($0).text)
        }
        try events.forEachRow(of: numbers) { _, row, route in
            // A number may be that of something else too.
            if routes[route.id] != nil { try body(row, route) }
        }
    }

    private func forEachMilestone(of routes: [Int64: Route], _ body: (FedRow, Route) throws -> Void) throws {
        guard !routes.isEmpty else { return }
        if view.hasSums { return try forEachRow(ofDocumentsOf: routes, body) }
        let rows = try RowFeed(
            view.database,
            Self.columnList,
            "FROM event e LEFT JOIN event_detail d ON d.seq = e.seq WHERE e.seq <= ? AND e.sku IS NULL"
        )
        rows.bind(view.lastSeq ?? .max, at: 1)
        try rows.forEachRow { row in if let route = routes[row.integer(0)] { try body(row, route) } }
    }
}
