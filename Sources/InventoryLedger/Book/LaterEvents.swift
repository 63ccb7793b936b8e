import GRDB

/// log -> what was recorded after the events that a report knows.
///
/// What was known is a beginning of the log, which no stored sum matches. The stored sums less what came later do, and
/// mostly little came later.
final class LaterEvents {
    private let database: Database
    private let zone: BusinessZone
    private let openings: Openings
    /// The last event that the report knows, and the last one of the log.
    private let last: Int64
    private let head: Int64

    /// Nil if less was known than came later. No warehouse may have been opened since, because that changes the sums
    /// before it.
    init?(_ database: Database, after last: Int64, zone: BusinessZone, openings: Openings) throws {
        head = try LogHead.seq(database)
        guard last <= head, head - last <= last else { return nil }
        self.database = database
        self.last = last
        self.zone = zone
        self.openings = openings
    }

    /// Whether an event after another one opens the stock of a warehouse, or reverses one that does.
    static func opensWarehouses(_ database: Database, after last: Int64) throws -> Bool {
        let statement = try RowStatement(
            database,
            "SELECT 1 FROM event WHERE seq > ? AND route IN (SELECT id FROM route WHERE kind = ?) LIMIT 1"
        )
        statement.bind(last, at: 1)
        statement.bind(EventKind.stockOpened.rawValue, at: 2)
        defer { statement.reset() }
        return try statement.next()
    }

    /// The sums of the later events, which are to be subtracted.
    func sums(upTo: Instant?, sku: Int64?) throws -> Sums {
        try LogFold(zone: zone, openings: openings)
            .sums(database, first: last + 1, last: head, occurredUpTo: upTo, sku: sku)
    }

    /// The later live events by route; a reversal counts as minus one.
    private(set) lazy var routeUse = Result {
        var use: [Int64: Int64] = [:]
        let rows = try RowFeed(database, "route, reverses", "FROM event WHERE seq > ?")
        rows.bind(last, at: 1)
        try rows.forEachRow { use[$0.integer(0), default: 0] += $0.isNull(1) ? 1 : -1 }
        return use
    }

    struct Goods: Hashable {
        let sku: Int64
        let route: Int64
    }

    /// The later live events of shipments by SKU and route; a reversal counts as minus one.
    private(set) lazy var shipmentUse = Result {
        var use: [Goods: Int64] = [:]
        let rows = try RowFeed(
            database,
            "sku, route, reverses",
            """
            FROM event WHERE seq > ? AND sku IS NOT NULL AND route IN (SELECT id FROM route WHERE shipment > 0)
            """
        )
        rows.bind(last, at: 1)
        try rows.forEachRow { row in
            use[Goods(sku: row.integer(0), route: row.integer(1)), default: 0] += row.isNull(2) ? 1 : -1
        }
        return use
    }

    /// The events that the report knows and that were reversed since, with their documents.
    private(set) lazy var reversedSince = Result {
        var reversed: [(seq: Int64, document: Document)] = []
        let rows = try RowFeed(
            database,
            "o.seq, o.document",
            "FROM event r CROSS JOIN event o ON o.seq = r.reverses WHERE r.seq > ? AND r.reverses <= ?"
        )
        rows.bind(last, at: 1)
        rows.bind(last, at: 2)
        try rows.forEachRow { reversed.append(($0.integer(0), Document(trusted: $0.text(1)))) }
        return reversed
    }
}
