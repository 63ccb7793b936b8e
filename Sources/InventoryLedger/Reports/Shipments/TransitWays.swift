extension TransitWay {
    /// The ways of all shipments, one for each destination, in no particular order.
    ///
    /// Their days and open units are in the sums, so only dispatches and milestones are read from the log. Of a shipment
    /// to several warehouses every event is read, because the warehouses share its units.
    static func all(_ view: BookView) throws -> [TransitWay] {
        guard view.hasSums else { return of(try ShipmentLine.all(view), view.zone) }
        let destinations = try view.destinations()
        let routes = try view.routes { $0.key.shipment != 0 && !$0.key.memo }
        let shipments = Set(routes.values.lazy.map(\.key.shipment))
        let divided = try shipments.filter(destinations.isDivided)
        var ways = divided.isEmpty ? [] : of(try ShipmentLine.all(view, of: divided), view.zone)
        let courses = try ShipmentCourses(
            view,
            routes.values.lazy.filter { $0.isSummed && !divided.contains($0.key.shipment) }
        )
        let stories = try ShipmentStories(view).read(
            Set(courses.all.keys),
            kinds: [.shipmentDispatched, .transferDispatched],
            skus: []
        )
        for (id, course) in courses.all {
            let warehouse = try destinations.warehouse(ofShipment: id)
            let way = stories[id]?.way(to: warehouse)
            ways.append(
                TransitWay(
                    warehouse: try view.names.warehouses.code(warehouse),
                    mode: way?.mode,
                    forwarder: way?.forwarder,
                    isTransfer: course.isTransfer,
                    dispatched: course.dispatched,
                    portArrived: way?.portArrivedAt.map { view.zone.day(of: $0) },
                    released: course.released,
                    shelf: course.received,
                    isOpen: course.isOpen
                )
            )
        }
        return ways
    }
}

/// sums by day -> when shipments were dispatched, released and received, and whether their goods are under way.
private struct ShipmentCourses {
    struct Course {
        var dispatched: Int?
        var released: Int?
        var received: Int?
        var isTransfer = false
        var isOpen = false
    }

    /// By shipment.
    private(set) var all: [Int64: Course] = [:]

    private struct Goods: Hashable {
        let shipment: Int64
        let sku: Int64
    }

    /// What the moves of a route do to the goods of its shipment.
    private struct Effect {
        let shipment: Int64
        let kind: EventKind
        /// 1 if a unit sets out, -1 if it is no longer under way, else 0.
        let sign: Int128

        init(_ route: Route) {
            shipment = route.key.shipment
            kind = route.key.kind
            switch kind {
            case .shipmentDispatched, .transferDispatched: sign = 1
            case .stockReceived, .shipmentShort, .stockRemoved: sign = -1
            default: sign = 0
            }
        }
    }

    /// - Parameter routes: of shipments that go to one warehouse each.
    init(_ view: BookView, _ routes: some Sequence<Route>) throws {
        var effects = PhaseTable<Effect>()
        for route in routes {
            for phase in RoutePhase.both(of: route.id) { effects[phase] = Effect(route) }
        }
        var open: [Goods: Int128] = [:]
        var transferred: [Goods: Int128] = [:]
        let ofRoutes = effects
        let isOfShipment = { (phase: RoutePhase) in ofRoutes[phase] != nil }
        let totals = MovementTotals(view)
        try totals.forEachDay(upTo: view.time.asOf, skus: nil, having: isOfShipment) { day, sku, cells in
            for cell in cells {
                guard let effect = ofRoutes[cell.phase] else { continue }
                // proven: sums of 64 bits, of which there are fewer than 2^63.
                let units = Int128(cell.units)
                let goods = Goods(shipment: effect.shipment, sku: sku)
                if effect.sign != 0 { open[goods, default: 0] += effect.sign * units }
                if effect.kind == .transferDispatched { transferred[goods, default: 0] += units }
                // Of a day that is not over, the cells are single moves, which others may reverse.
                let live = cells.reduce(0) { $1.phase == cell.phase ? $0 &+ $1.events : $0 }
                if live > 0 { all[effect.shipment, default: Course()].note(effect.kind, day) }
            }
        }
        for (goods, units) in open where units > 0 { all[goods.shipment]?.isOpen = true }
        for (goods, units) in transferred where units > 0 { all[goods.shipment]?.isTransfer = true }
    }
}

extension ShipmentCourses.Course {
    /// Notes a live event on a day.
    fileprivate mutating func note(_ kind: EventKind, _ day: Int) {
        if kind.isDispatch { dispatched = min(dispatched ?? day, day) }
        if kind == .customsReleased { released = max(released ?? day, day) }
        if kind == .stockReceived { received = max(received ?? day, day) }
    }
}
