import Foundation

/// Everything that follows from the log, recomputed: both must have the same rows.
struct OracleSums {
    private let database: PlainDatabase

    init(_ database: PlainDatabase) {
        self.database = database
    }

    func findings() throws -> [String] {
        try cutDays()
        try findEnds()
        let unreadable = try unpackMoves() + unpackEvents() + unpackKinds()
        return try unreadable
            + Self.tables.flatMap { table, expected in
                let held = "SELECT * FROM \(table)" + (table == "position" ? " WHERE units <> 0" : "")
                return try difference(held, expected, "\(table) has what the log does not state:")
                    + difference(expected, held, "\(table) lacks what the log states:")
            } + OracleKeys.findings(database)
    }

    /// Rows of one query that are not in another.
    private func difference(_ one: String, _ other: String, _ finding: String) throws -> [String] {
        try database.rows("SELECT * FROM (\(one)) EXCEPT SELECT * FROM (\(other)) LIMIT 3")
            .map { "\(finding) \($0.map(\.description).joined(separator: ", "))" }
    }

    /// The business day and the month of every event time.
    private func cutDays() throws {
        let zone = try database.rows("SELECT time_zone FROM ledger").first?.first?.description ?? ""
        var calendar = Calendar(identifier: .gregorian)
        guard let timeZone = TimeZone(identifier: zone), let utc = TimeZone(identifier: "UTC") else {
            throw PlainDatabase.Failure(code: 0, message: "the ledger's time zone is unknown: \(zone)")
        }
        calendar.timeZone = utc
        try database.run(
            "CREATE TEMP TABLE cut (occurred_at INTEGER PRIMARY KEY, day INTEGER NOT NULL, month INTEGER NOT NULL)"
        )
        var months: [Int64: Int64] = [:]
        for row in try database.rows("SELECT DISTINCT occurred_at FROM event") {
            guard let instant = row[0].integer else { continue }
            // Seconds before 1970 are rounded down like later ones.
            let seconds = instant >= 0 ? instant / 1000 : -((999 - instant) / 1000)
            let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            let local = seconds + Int64(offset)
            let day = local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
            if months[day] == nil {
                let date = Date(timeIntervalSince1970: Double(day * 86_400))
                let parts = calendar.dateComponents([.year, .month], from: date)
                months[day] = Int64(((parts.year ?? 0) - 1970) * 12 + (parts.month ?? 0) - 1)
            }
            try database.run(
                "INSERT INTO cut VALUES (?, ?, ?)",
                [.integer(instant), .integer(day), .integer(months[day] ?? 0)]
            )
        }
    }

    /// The packed moves, as a row for each cell of a month and of a day.
    private func unpackMoves() throws -> [String] {
        for grain in ["day", "month"] {
            try database.run(
                """
                CREATE TEMP TABLE \(grain)_cell
                    (\(grain) INTEGER, sku INTEGER, route INTEGER, before_opening INTEGER, units INTEGER, events INTEGER)
                """
            )
        }
        var findings: [String] = []
        for row in try database.rows("SELECT month, sku, cells FROM move") {
            guard let month = row[0].integer, let cells = row[2].bytes.flatMap(OracleCells.cells) else {
                findings.append(
                    "move has cells that cannot be read: \(row.map(\.description).joined(separator: ", "))"
                )
                continue
            }
            let before = try dayBefore(month: month)
            for cell in cells {
                let place = cell.day == 0 ? month : before + cell.day
                try database.run(
                    "INSERT INTO \(cell.day == 0 ? "month" : "day")_cell VALUES (?, ?, ?, ?, ?, ?)",
                    [.integer(place), row[1]]
                        + [cell.route, cell.beforeOpening, cell.units, cell.events].map(PlainValue.integer)
                )
            }
        }
        return findings
    }

    /// The packed lists of events, as a row for each event.
    private func unpackEvents() throws -> [String] {
        try database.run("CREATE TEMP TABLE listed_event (day INTEGER, sku INTEGER, seq INTEGER)")
        var findings: [String] = []
        for row in try database.rows("SELECT month, sku, last, events FROM event_month") {
            guard let month = row[0].integer, let numbers = row[3].bytes.flatMap(OracleCells.numbers),
                numbers.reduce(0, { $0 &+ $1 / 32 }) == UInt64(clamping: row[2].integer ?? 0),
                !numbers.isEmpty
            else {
                findings.append(
                    "event_month has a list that cannot be read: \(row.map(\.description).joined(separator: ", "))"
                )
                continue
            }
            let before = try dayBefore(month: month)
            var seq: UInt64 = 0
            for number in numbers {
                seq &+= number / 32
                try database.run(
                    "INSERT INTO listed_event VALUES (?, ?, ?)",
                    [.integer(before + Int64(number % 32)), row[1], .integer(Int64(truncatingIfNeeded: seq))]
                )
            }
        }
        return findings
    }

    /// The packed lists of the events of kinds, as a row for each event.
    private func unpackKinds() throws -> [String] {
        try database.run("CREATE TEMP TABLE kind_event (kind TEXT, part INTEGER, seq INTEGER)")
        var findings: [String] = []
        for row in try database.rows("SELECT part, kind, last, events FROM event_kind") {
            guard let part = row[0].integer, part >= 0, part < 1 << 40,
                let steps = row[3].bytes.flatMap(OracleCells.numbers),
                !steps.isEmpty,
                steps.reduce(UInt64(clamping: part) &* 100_000 &- 1, &+)
                    == UInt64(clamping: row[2].integer ?? 0)
            else {
                findings.append(
                    "event_kind has a list that cannot be read: \(row.map(\.description).joined(separator: ", "))"
                )
                continue
            }
            var seq = part * 100_000 - 1
            for step in steps {
                seq &+= Int64(truncatingIfNeeded: step)
                try database.run(
                    "INSERT INTO kind_event VALUES (?, ?, ?)",
                    [row[1], row[0], .integer(seq)]
                )
            }
        }
        return findings
    }

    /// The day before a month's first day.
    private func dayBefore(month: Int64) throws -> Int64 {
        let first = try database.rows(
            "SELECT unixepoch('1970-01-01', ? || ' months') / 86400",
            [.integer(month)]
        )
        return (first[0][0].integer ?? 0) - 1
    }

    /// The two ends of each route. A stage of `$stage` or `$from` is the route's own.
    private func findEnds() throws {
        try database.run(
            """
            CREATE TEMP TABLE ends AS
            WITH kinds (kind, with_shipment, from_where, from_stage, to_where, to_stage) AS (VALUES
                ('stock_opened',        NULL, 'out',  'adjustment', 'here', '$stage'),
                ('stock_adjusted',      NULL, 'out',  'adjustment', 'here', '$stage'),
                ('shipment_dispatched', NULL, 'out',  'supplier',   'way',  'in_transit'),
                ('customs_released',    NULL, 'way',  'in_transit', 'way',  'released'),
                ('stock_received',      1,    'way',  'released',   'here', '$stage'),
                ('stock_received',      0,    'out',  'supplier',   'here', '$stage'),
                ('shipment_short',      NULL, 'way',  '$from',      'out',  'lost'),
                ('transfer_dispatched', NULL, 'here', '$stage',     'way',  'released'),
                ('order_placed',        NULL, 'here', 'available',  'here', 'allocated'),
                ('order_shipped',       NULL, 'here', 'allocated',  'out',  'customer'),
                ('order_cancelled',     NULL, 'here', 'allocated',  'here', 'available'),
                ('sale_shipped',        NULL, 'here', 'available',  'out',  'customer'),
                ('return_received',     NULL, 'out',  'customer',   'here', '$stage'),
                ('return_inspected',    NULL, 'here', 'quarantine', 'here', '$stage'),
                ('stage_changed',       NULL, 'here', '$from',      'here', '$stage'),
                ('stock_removed',       1,    'way',  '$from',      'out',  'removed'),
                ('stock_removed',       0,    'here', '$stage',     'out',  'removed')),
            named AS (
                SELECT r.id AS route, r.warehouse, r.shipment, k.from_where, k.to_where,
                       replace(replace(k.from_stage, '$stage', r.stage), '$from', r.from_stage) AS from_stage,
                       replace(replace(k.to_stage, '$stage', r.stage), '$from', r.from_stage) AS to_stage
                  FROM route r JOIN kinds k ON k.kind = r.kind
                   AND (k.with_shipment IS NULL OR k.with_shipment = (r.shipment <> 0))
                 WHERE r.memo = 0)
            SELECT route, from_where AS place, warehouse, shipment, from_stage AS stage, -1 AS sign FROM named
            UNION ALL SELECT route, to_where, warehouse, shipment, to_stage, 1 FROM named
            """
        )
        try database.run(
            """
            CREATE TEMP TABLE opened AS
            SELECT r.warehouse, min(e.occurred_at) AS at, count(*) AS events FROM event e JOIN route r ON r.id = e.route
             WHERE r.kind = 'stock_opened' AND e.reverses IS NULL
               AND e.seq NOT IN (SELECT reverses FROM event WHERE reverses IS NOT NULL)
             GROUP BY r.warehouse
            """
        )
    }

    /// Each table that follows from the log, with its expected rows.
    private static let tables: [(table: String, expected: String)] = [
        (
            "position",
            """
            SELECT * FROM (
                SELECT e.sku, CASE WHEN place = 'here' AND NOT \(isHistory) THEN p.warehouse ELSE 0 END AS warehouse,
                       CASE place WHEN 'way' THEN p.shipment ELSE 0 END AS shipment,
                       CASE WHEN place = 'here' AND \(isHistory) THEN 'adjustment' ELSE p.stage END AS stage,
                       sum(e.quantity * p.sign) AS units
                  FROM event e JOIN ends p ON p.route = e.route LEFT JOIN opened o ON o.warehouse = p.warehouse
                 GROUP BY 1, 2, 3, 4) WHERE units <> 0
            """
        ),
        ("temp.day_cell", cells("day")),
        ("temp.month_cell", cells("month")),
        (
            "route_use",
            """
            SELECT * FROM (SELECT route, sum(\(count)) AS events FROM event e GROUP BY route) WHERE events <> 0
            """
        ),
        ("opening", "SELECT warehouse, at, events FROM opened"),
        (
            "temp.listed_event",
            "SELECT c.day, coalesce(e.sku, 0), e.seq FROM event e JOIN cut c ON c.occurred_at = e.occurred_at"
        ),
        (
            "temp.kind_event",
            """
            SELECT r.kind, e.seq / 100000, e.seq FROM event e JOIN route r ON r.id = e.route
             WHERE r.kind NOT IN ('order_placed', 'order_shipped', 'sale_shipped')
            """
        ),
    ]

    /// Whether an event happened before its warehouse was opened.
    private static let isHistory = "(o.at IS NOT NULL AND e.occurred_at < o.at)"
    /// A reversal counts as minus one.
    private static let count = "CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END"

    private static func cells(_ grain: String) -> String {
        """
        SELECT * FROM (
            SELECT c.\(grain), e.sku, e.route, \(isHistory) AS before_opening, sum(e.quantity) AS units,
                   sum(\(count)) AS events
              FROM event e JOIN route r ON r.id = e.route JOIN cut c ON c.occurred_at = e.occurred_at
              LEFT JOIN opened o ON o.warehouse = r.warehouse
             WHERE r.kind NOT IN ('stock_counted', 'port_arrived', 'customs_inspected', 'warehouse_arrived', 'eta_changed')
             GROUP BY 1, 2, 3, 4) WHERE units <> 0 OR events <> 0
        """
    }
}
