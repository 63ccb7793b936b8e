import GRDB

/// log -> sums: adds up a range of the log.
///
/// Reads only the five columns that sums are made of, without building events.
struct LogFold {
    let zone: BusinessZone
    let openings: Openings

    /// The sums of events `first...last`, of those up to `occurredUpTo` where it is given.
    func sums(
        _ database: Database,
        first: Int64,
        last: Int64,
        occurredUpTo: Instant? = nil,
        sku: Int64? = nil
    ) throws -> Sums {
        let routes = try RouteTable(database)
        let statement = try RowStatement(
            database,
            """
            SELECT sku, route, quantity, occurred_at, reverses IS NOT NULL FROM event
             WHERE seq BETWEEN ? AND ? AND occurred_at <= ?
            """ + (sku == nil ? "" : " AND sku = ?")
        )
        statement.bind(first, at: 1)
        statement.bind(last, at: 2)
        statement.bind(occurredUpTo?.milliseconds ?? Int64.max, at: 3)
        if let sku { statement.bind(sku, at: 4) }
        var sums = Sums()
        sums.reserve(events: last - first)
        var days = DayCutter(zone)
        while try statement.next() {
            let route = try routes.route(statement.integer(1))
            let occurredAt = Instant(milliseconds: statement.integer(3))
            guard Instant.range.contains(occurredAt) else {
                throw LedgerError(.damaged, "an event occurred at no time that a ledger has; run verify")
            }
            try sums.add(
                day: days.day(of: occurredAt),
                sku: Int32(truncatingIfNeeded: statement.integer(0)),
                route: route,
                isBeforeOpening: openings.isBefore(occurredAt, warehouse: route.key.warehouse),
                units: statement.integer(2),
                isReversal: statement.integer(4) != 0
            )
        }
        return sums
    }

    /// The openings that events `1...last` state.
    static func openings(_ database: Database, last: Int64) throws -> Openings {
        let routes = try RouteTable(database)
        let statement = try RowStatement(
            database,
            """
            SELECT e.route, e.occurred_at, e.reverses IS NOT NULL FROM event e
             WHERE e.seq <= ? AND e.route IN (SELECT id FROM route WHERE kind = ?)
             ORDER BY e.seq
            """
        )
        statement.bind(last, at: 1)
        statement.bind(EventKind.stockOpened.rawValue, at: 2)
        var openings = Openings()
        while try statement.next() {
            let route = try routes.route(statement.integer(0))
            _ = openings.add(
                Instant(milliseconds: statement.integer(1)),
                warehouse: route.key.warehouse,
                isReversal: statement.integer(2) != 0
            )
        }
        return openings
    }
}
