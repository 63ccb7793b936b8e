extension Route {
    /// The column of sell-through for the units.
    var availableEffect: AvailableEffect { key.kind.rule.available }

    /// Whether the units start a new stock: a receipt or opening stock that becomes available.
    var isAvailableReceipt: Bool {
        (key.kind == .stockReceived || key.kind == .stockOpened) && key.stage == .available
    }
}

/// Decides which events are a warehouse's demand. If orders are recorded as memo beside a movement log, the orders
/// are demand and the log's shipments are not.
struct DemandRule {
    private let memoWarehouses: Set<Int64>

    init(_ view: BookView) throws {
        let routes = try view.routes { $0.key.kind.rule.demand == .order && $0.key.memo }
        guard !routes.isEmpty else {
            memoWarehouses = []
            return
        }
        let statement = try RowStatement(
            view.database,
            view.hasSums
                ? "SELECT route, events FROM route_use WHERE route IN (SELECT value FROM json_each(?1))"
                : """
                SELECT route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) FROM event
                 WHERE seq <= ?2 AND route IN (SELECT value FROM json_each(?1)) GROUP BY route
                """
        )
        statement.bind(try Declarations.encode(routes.keys.sorted()), at: 1)
        if !view.hasSums, let last = view.lastSeq { statement.bind(last, at: 2) }
        let later = try view.later?.routeUse.get() ?? [:]
        var warehouses: Set<Int64> = []
        while try statement.next() {
            let events = statement.integer(1) &- later[statement.integer(0), default: 0]
            if events > 0, let route = routes[statement.integer(0)] { warehouses.insert(route.key.warehouse) }
        }
        memoWarehouses = warehouses
    }

    func isDemand(_ route: Route) -> Bool {
        switch route.key.kind.rule.demand {
        case .order: true
        case .sale: !memoWarehouses.contains(route.key.warehouse)
        case .none, .takenBack: false
        }
    }
}
