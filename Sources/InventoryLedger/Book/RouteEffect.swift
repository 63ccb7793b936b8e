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
            view.lastSeq == nil
                ? "SELECT route FROM route_use WHERE events > 0 AND route IN (SELECT value FROM json_each(?1))"
                : """
                SELECT route FROM event WHERE seq <= ?2 AND route IN (SELECT value FROM json_each(?1))
                 GROUP BY route HAVING sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) > 0
                """
        )
        statement.bind(try Declarations.encode(routes.keys.sorted()), at: 1)
        if let last = view.lastSeq { statement.bind(last, at: 2) }
        var warehouses: Set<Int64> = []
        while try statement.next() {
            if let route = routes[statement.integer(0)] { warehouses.insert(route.key.warehouse) }
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
