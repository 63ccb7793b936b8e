import GRDB

/// The warehouses that shipments are bound for: what the dispatch named, else what their other events name.
///
/// Where several are named, the one that most events name; of equals the first by its code, so that the answer does not
/// depend on the order in which files came.
struct Destinations {
    private var byShipment: [Int64: Int64] = [:]
    /// Of shipments whose dispatches name several warehouses, by SKU.
    private var bySKU: [Int64: [Int64: Int64]] = [:]

    /// How much the events that name a warehouse have to say, most first.
    private enum Weight: Comparable {
        case dispatch
        case otherEvent
        /// A shipment that was wholly taken back is still listed where it was bound for.
        case reversedDispatch
        case reversedEvent
    }

    /// How many events of each weight name each warehouse.
    private struct Votes {
        private var counts: [Weight: [Int64: Int64]] = [:]

        mutating func add(_ events: Int64, _ weight: Weight, warehouse: Int64) {
            counts[weight, default: [:]][warehouse, default: 0] &+= events
        }

        /// Whether dispatches name several warehouses.
        var isDivided: Bool { (counts[.dispatch]?.count ?? 0) > 1 }

        func winner(_ names: Names) throws -> Int64? {
            guard let heaviest = counts.keys.min(), let counts = counts[heaviest],
                let most = counts.values.max()
            else { return nil }
            return try counts.filter { $0.value == most }.keys
                .map { (id: $0, code: try names.warehouses.code($0)) }
                .min { $0.code < $1.code }?.id
        }
    }

    /// - Parameter knownUpTo: looks at the log up to this event instead of at the stored sums.
    init(_ database: Database, names: Names, knownUpTo last: Int64?) throws {
        let liveEvents =
            last == nil
            ? "SELECT route, events FROM route_use"
            : """
            SELECT route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) AS events FROM event
             WHERE seq <= ?1 GROUP BY route
            """
        let statement = try RowStatement(
            database,
            """
            SELECT r.id, coalesce(u.events, 0) FROM route r LEFT JOIN (\(liveEvents)) u ON u.route = r.id
             WHERE r.shipment > 0
            """
        )
        if let last { statement.bind(last, at: 1) }
        var votes: [Int64: Votes] = [:]
        while try statement.next() {
            let route = try names.routes.route(statement.integer(0)).key
            let events = statement.integer(1)
            let weight: Weight =
                switch (events > 0, route.dispatchDestination != nil) {
                case (true, true): .dispatch
                case (true, false): .otherEvent
                case (false, true): .reversedDispatch
                case (false, false): .reversedEvent
                }
            votes[route.shipment, default: Votes()].add(
                events,
                weight,
                warehouse: route.dispatchDestination ?? route.warehouse
            )
        }
        byShipment = try votes.compactMapValues { try $0.winner(names) }
        let divided = Set(votes.filter { $0.value.isDivided }.keys)
        if !divided.isEmpty { try readDivided(database, names, shipments: divided, knownUpTo: last) }
    }

    /// The warehouse that a SKU of a shipment is bound for, 0 where nothing names one.
    func warehouse(ofShipment shipment: Int64, sku: Int64) -> Int64 {
        bySKU[shipment]?[sku] ?? byShipment[shipment] ?? 0
    }

    private mutating func readDivided(
        _ database: Database,
        _ names: Names,
        shipments: Set<Int64>,
        knownUpTo last: Int64?
    ) throws {
        let routes = "(SELECT id FROM route WHERE shipment > 0)"
        let statement = try RowStatement(
            database,
            last == nil
                ? """
                SELECT sku, route, sum(events) AS live FROM move_month WHERE route IN \(routes)
                 GROUP BY sku, route HAVING live > 0
                """
                : """
                SELECT sku, route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) AS live FROM event
                 WHERE seq <= ?1 AND sku IS NOT NULL AND route IN \(routes) GROUP BY sku, route HAVING live > 0
                """
        )
        if let last { statement.bind(last, at: 1) }
        var votes: [Int64: [Int64: Votes]] = [:]
        while try statement.next() {
            let route = try names.routes.route(statement.integer(1)).key
            guard shipments.contains(route.shipment), let destination = route.dispatchDestination else {
                continue
            }
            votes[route.shipment, default: [:]][statement.integer(0), default: Votes()].add(
                statement.integer(2),
                .dispatch,
                warehouse: destination
            )
        }
        bySKU = try votes.mapValues { try $0.compactMapValues { try $0.winner(names) } }
    }
}

extension RouteKey {
    /// Where a dispatch sends its goods; nil for every other kind.
    fileprivate var dispatchDestination: Int64? {
        switch kind {
        case .shipmentDispatched: warehouse
        case .transferDispatched: toWarehouse
        default: nil
        }
    }
}
