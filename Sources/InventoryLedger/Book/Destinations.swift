import GRDB

/// The destinations of shipments: the warehouses that their dispatches name, else the one that their other events
/// name.
///
/// If other events name several, most events decide; a tie goes to the first code, so that the answer does not depend
/// on the order of files. A shipment is looked up on demand.
final class Destinations {
    /// The destination of a SKU of a shipment.
    enum Bound {
        /// 0 if no event names a warehouse.
        case one(Int64)
        /// Dispatches send it to several warehouses, sorted by their codes; the main one gets most of them.
        case several([Int64], main: Int64)

        /// The warehouse that represents all.
        var main: Int64 {
            switch self {
            case .one(let warehouse): warehouse
            case .several(_, let main): main
            }
        }

        var warehouses: [Int64] {
            switch self {
            case .one(let warehouse): [warehouse]
            case .several(let warehouses, _): warehouses
            }
        }
    }

    private let database: Database
    private let names: Names
    /// Whether few SKUs are asked for, each of which is then looked up by itself.
    private let isOfFewSKUs: Bool
    private var known: [Int64: Destination] = [:]
    /// The live events of each shipment's routes up to some event, if the stored sums do not apply.
    private let loggedUse: [Int64: [RouteUse]]?
    /// The dispatches of all shipments by shipment and SKU, if many SKUs are asked for; read on demand.
    private lazy var dispatches = Result { try allDispatches() }
    /// The log up to this event is read, if the stored sums do not apply.
    private let knownUpTo: Int64?
    /// What is to be subtracted from the stored sums.
    private let later: LaterEvents?

    private enum Destination {
        case one(Int64)
        /// Dispatches name several warehouses: the destinations by SKU, for SKUs without dispatches, and for the
        /// whole shipment.
        case divided(bySKU: [Int64: Bound], other: Int64)
    }

    /// - Parameters:
    ///   - later: what is subtracted from the stored sums.
    ///   - knownUpTo: reads the log up to this event instead of the stored sums.
    ///   - isOfFewSKUs: reads only what concerns the SKUs asked for.
    init(
        _ database: Database,
        names: Names,
        later: LaterEvents?,
        knownUpTo: Int64?,
        isOfFewSKUs: Bool
    ) throws {
        self.database = database
        self.names = names
        self.later = later
        self.knownUpTo = knownUpTo
        self.isOfFewSKUs = isOfFewSKUs
        loggedUse = try knownUpTo.map { try Self.loggedUse(database, names, upTo: $0) }
    }

    /// The destination of a whole shipment; 0 if no event names a warehouse.
    func warehouse(ofShipment shipment: Int64) throws -> Int64 {
        switch try destination(of: shipment) {
        case .one(let warehouse): warehouse
        case .divided(_, let other): other
        }
    }

    /// The destination of a SKU of a shipment.
    func bound(ofShipment shipment: Int64, sku: Int64) throws -> Bound {
        switch try destination(of: shipment) {
        case .one(let warehouse): return .one(warehouse)
        case .divided(let bySKU, let other):
            if let bound = bySKU[sku] { return bound }
            guard isOfFewSKUs, knownUpTo == nil else { return .one(other) }
            let bound = try dispatchedTo(shipment, sku: sku).bound(names) ?? .one(other)
            known[shipment] = .divided(bySKU: bySKU.merging([sku: bound]) { $1 }, other: other)
            return bound
        }
    }

    /// The shipments with one SKU that goes to several warehouses.
    func dividedShipments() throws -> Set<Int64> {
        try Set(dispatches.get().filter { $0.value.values.contains(where: \.isDivided) }.keys)
    }

    /// Whether dispatches send the shipment to several warehouses.
    func isDivided(_ shipment: Int64) throws -> Bool {
        if case .divided = try destination(of: shipment) { return true }
        return false
    }

    private func destination(of shipment: Int64) throws -> Destination {
        if let known = known[shipment] { return known }
        let destination = try read(shipment)
        known[shipment] = destination
        return destination
    }

    private func read(_ shipment: Int64) throws -> Destination {
        let use = try loggedUse.map { $0[shipment] ?? [] } ?? storedUse(of: shipment)
        var votes = Votes()
        for one in use { votes.add(one) }
        let winner = try votes.winner(names) ?? 0
        guard votes.isDivided else { return .one(winner) }
        if isOfFewSKUs && knownUpTo == nil { return .divided(bySKU: [:], other: winner) }
        let bySKU = try dispatches.get()[shipment] ?? [:]
        return .divided(bySKU: try bySKU.compactMapValues { try $0.bound(names) }, other: winner)
    }

    // MARK: Events by route

    private func storedUse(of shipment: Int64) throws -> [RouteUse] {
        let statement = try RowStatement(
            database,
            """
            SELECT r.kind, r.warehouse, r.to_warehouse, coalesce(u.events, 0), r.id
              FROM route r LEFT JOIN route_use u ON u.route = r.id
             WHERE r.shipment > 0 AND r.shipment = ?
            """
        )
        statement.bind(shipment, at: 1)
        let later = try later?.routeUse.get() ?? [:]
        var use: [RouteUse] = []
        while try statement.next() {
            guard let kind = EventKind(rawValue: statement.text(0)) else {
                throw LedgerError(.damaged, "a route has an unknown kind; run verify")
            }
            use.append(
                RouteUse(
                    kind: kind,
                    warehouse: statement.integer(1),
                    toWarehouse: statement.integer(2),
                    events: statement.integer(3) &- later[statement.integer(4), default: 0]
                )
            )
        }
        return use
    }

    private static func loggedUse(_ database: Database, _ names: Names, upTo last: Int64) throws
        -> [Int64: [RouteUse]]
    {
        let statement = try RowStatement(
            database,
            """
            SELECT r.id, coalesce(u.events, 0) FROM route r
              LEFT JOIN (
                SELECT route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) AS events FROM event
                 WHERE seq <= ? GROUP BY route
              ) u ON u.route = r.id
             WHERE r.shipment > 0
            """
        )
        statement.bind(last, at: 1)
        var use: [Int64: [RouteUse]] = [:]
        while try statement.next() {
            let route = try names.routes.route(statement.integer(0)).key
            use[route.shipment, default: []].append(RouteUse(of: route, events: statement.integer(1)))
        }
        return use
    }

    // MARK: Dispatches by SKU

    /// The destinations of the live dispatches of one SKU of a shipment.
    private func dispatchedTo(_ shipment: Int64, sku: Int64) throws -> Votes {
        let routes = try dispatchRoutes(of: shipment)
        var live: [Int64: Int64] = [:]
        try MoveTable(database).forEachRow(sku: sku) { row in
            try row.cells.forEachTotal { cell in
                if routes[cell.phase.route] != nil { live[cell.phase.route, default: 0] &+= cell.events }
            }
        }
        for (goods, events) in try later?.shipmentUse.get() ?? [:]
        where goods.sku == sku && routes[goods.route] != nil { live[goods.route, default: 0] &-= events }
        var votes = Votes()
        for (route, events) in live where events > 0 {
            votes.add(RouteUse(of: try names.routes.route(route).key, events: events))
        }
        return votes
    }

    /// The dispatches among the routes of a shipment, or of all.
    private func dispatchRoutes(of shipment: Int64? = nil) throws -> [Int64: RouteKey] {
        let statement = try RowStatement(
            database,
            "SELECT id FROM route WHERE shipment > 0" + (shipment == nil ? "" : " AND shipment = ?")
        )
        if let shipment { statement.bind(shipment, at: 1) }
        var ids: [Int64] = []
        while try statement.next() { ids.append(statement.integer(0)) }
        var routes: [Int64: RouteKey] = [:]
        for id in ids {
            let route = try names.routes.route(id).key
            if RouteUse(of: route, events: 1).dispatchDestination != nil { routes[id] = route }
        }
        return routes
    }

    private func allDispatches() throws -> [Int64: [Int64: Votes]] {
        let routes = try dispatchRoutes()
        var live =
            try later?.shipmentUse.get().filter { routes[$0.key.route] != nil }.mapValues { 0 &- $0 } ?? [:]
        if let knownUpTo {
            let statement = try RowStatement(
                database,
                """
                SELECT sku, route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) FROM event
                 WHERE seq <= ? AND sku IS NOT NULL AND route IN (SELECT id FROM route WHERE shipment > 0)
                 GROUP BY sku, route
                """
            )
            statement.bind(knownUpTo, at: 1)
            while try statement.next() {
                let dispatched = LaterEvents.Goods(sku: statement.integer(0), route: statement.integer(1))
                if routes[dispatched.route] != nil { live[dispatched] = statement.integer(2) }
            }
        } else {
            try MoveTable(database).forEachRow { row in
                try row.cells.forEachTotal { cell in
                    guard routes[cell.phase.route] != nil else { return }
                    live[LaterEvents.Goods(sku: Int64(row.sku), route: cell.phase.route), default: 0] &+=
                        cell.events
                }
            }
        }
        var votes: [Int64: [Int64: Votes]] = [:]
        for (dispatched, events) in live where events > 0 {
            guard let route = routes[dispatched.route] else { continue }
            votes[route.shipment, default: [:]][dispatched.sku, default: Votes()]
                .add(RouteUse(of: route, events: events))
        }
        return votes
    }

}

/// The number of events of each weight that name each warehouse.
private struct Votes {
    private var counts: [Weight: [Int64: Int64]] = [:]

    /// The weight of an event that names a warehouse, in ascending order.
    private enum Weight: Comparable {
        case dispatch
        case otherEvent
        /// A shipment whose events were all reversed is still listed under its destination.
        case reversedDispatch
        case reversedEvent
    }

    mutating func add(_ use: RouteUse) {
        let destination = use.dispatchDestination
        let weight: Weight =
            switch (use.events > 0, destination != nil) {
            case (true, true): .dispatch
            case (true, false): .otherEvent
            case (false, true): .reversedDispatch
            case (false, false): .reversedEvent
            }
        counts[weight, default: [:]][destination ?? use.warehouse, default: 0] &+= use.events
    }

    /// Whether dispatches name several warehouses.
    var isDivided: Bool { (counts[.dispatch]?.count ?? 0) > 1 }

    /// The destination according to dispatches; nil if there are none.
    func bound(_ names: Names) throws -> Destinations.Bound? {
        guard let winner = try winner(names) else { return nil }
        guard isDivided else { return .one(winner) }
        let warehouses = try (counts[.dispatch] ?? [:]).keys.map {
            (id: $0, code: try names.warehouses.code($0))
        }
        return .several(warehouses.sorted { $0.code < $1.code }.map(\.id), main: winner)
    }

    func winner(_ names: Names) throws -> Int64? {
        guard let heaviest = counts.keys.min(), let counts = counts[heaviest],
            let most = counts.values.max()
        else { return nil }
        return try counts.filter { $0.value == most }.keys
            .map { (id: $0, code: try names.warehouses.code($0)) }
            .min { $0.code < $1.code }?.id
    }
}

/// The live events of a route of a shipment; 0 or less if all were reversed.
private struct RouteUse {
    let kind: EventKind
    let warehouse: Int64
    let toWarehouse: Int64
    let events: Int64

    /// The destination of a dispatch; nil for every other kind.
    var dispatchDestination: Int64? {
        switch kind {
        case .shipmentDispatched: warehouse
        case .transferDispatched: toWarehouse
        default: nil
        }
    }
}

extension RouteUse {
    init(of route: RouteKey, events: Int64) {
        self.init(
            kind: route.kind,
            warehouse: route.warehouse,
            toWarehouse: route.toWarehouse,
            events: events
        )
    }
}
