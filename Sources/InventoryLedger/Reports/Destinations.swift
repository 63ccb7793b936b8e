import GRDB

/// The warehouses that shipments are bound for: what the dispatch named, else what their other events name.
struct Destinations {
    private var byShipment: [Int64: Int64] = [:]
    /// Of shipments whose dispatches name several warehouses, by SKU.
    private var bySKU: [Int64: [Int64: Int64]] = [:]

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
            SELECT r.shipment, r.id, coalesce(u.events, 0) AS live
              FROM route r LEFT JOIN (\(liveEvents)) u ON u.route = r.id
             WHERE r.shipment > 0 ORDER BY r.shipment, live DESC, r.id
            """
        )
        if let last { statement.bind(last, at: 1) }
        var dispatched: [Int64: Set<Int64>] = [:]
        while try statement.next() {
            let shipment = statement.integer(0)
            let route = try names.routes.route(statement.integer(1)).key
            let isLive = statement.integer(2) > 0
            if isLive, let destination = route.dispatchDestination {
                if dispatched[shipment] == nil { byShipment[shipment] = destination }
                dispatched[shipment, default: []].insert(destination)
            } else if byShipment[shipment] == nil {
                // A shipment that was wholly taken back is still listed where it was bound for.
                byShipment[shipment] = route.dispatchDestination ?? route.warehouse
            }
        }
        let divided = dispatched.filter { $0.value.count > 1 }.keys
        if !divided.isEmpty { try readDivided(database, names, shipments: Set(divided)) }
    }

    /// The warehouse that a SKU of a shipment is bound for, 0 where nothing names one.
    func warehouse(ofShipment shipment: Int64, sku: Int64) -> Int64 {
        bySKU[shipment]?[sku] ?? byShipment[shipment] ?? 0
    }

    private mutating func readDivided(_ database: Database, _ names: Names, shipments: Set<Int64>) throws {
        let statement = try RowStatement(
            database,
            """
            SELECT sku, route, sum(events) AS live FROM move_month
             WHERE route IN (SELECT id FROM route WHERE shipment > 0) GROUP BY sku, route HAVING live > 0
             ORDER BY sku, live, route DESC
            """
        )
        while try statement.next() {
            let route = try names.routes.route(statement.integer(1)).key
            guard shipments.contains(route.shipment), let destination = route.dispatchDestination else {
                continue
            }
            bySKU[route.shipment, default: [:]][statement.integer(0)] = destination
        }
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
