import GRDB

/// projections -> positions at a moment: from the stored sums where they suffice, from the log where they do not.
struct PositionSource {
    let database: Database
    let names: Names
    let settings: LedgerSettings
    let time: ReportTime

    init(_ database: Database, names: Names, settings: LedgerSettings, time: ReportTime) {
        self.database = database
        self.names = names
        self.settings = settings
        self.time = time
    }

    /// The units of some SKUs (all where nil) at every place, and where shipments are bound for.
    func positions(skus: [Int64]?) throws -> (PositionSums, Destinations) {
        if let last = try time.lastKnownSeq(database) {
            // What was known is a prefix of the log; no stored sum knows where it ended.
            let fold = LogFold(zone: settings.zone, openings: try LogFold.openings(database, last: last))
            let single = skus.flatMap { $0.count == 1 ? $0.first : nil }
            let sums = try fold.sums(database, first: 1, last: last, occurredUpTo: time.asOf, sku: single)
            var positions = PositionSums()
            let wanted = skus.map { Set($0) }
            for (cell, sum) in sums.cells where wanted?.contains(Int64(cell.sku)) ?? true {
                try add(cell, sum.units, to: &positions)
            }
            return (positions, try Destinations(database, names: names, knownUpTo: last))
        }
        let destinations = try Destinations(database, names: names, knownUpTo: nil)
        if let asOf = time.asOf {
            return (try positions(asOf: asOf, skus: skus), destinations)
        }
        return (try currentPositions(skus: skus), destinations)
    }

    private func currentPositions(skus: [Int64]?) throws -> PositionSums {
        var positions = PositionSums()
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            let statement = try RowStatement(
                database,
                "SELECT sku, warehouse, shipment, stage, units FROM position"
                    + (sku == nil ? "" : " WHERE sku = ?")
            )
            if let sku { statement.bind(sku, at: 1) }
            while try statement.next() {
                try positions.add(
                    sku: statement.integer(0),
                    place: PlaceKey(
                        warehouse: statement.integer(1),
                        shipment: statement.integer(2),
                        stage: statement.text(3)
                    ),
                    units: statement.integer(4)
                )
            }
        }
        return positions
    }

    /// Whole months, then the whole days of the month that is cut, then the events of the day that is cut.
    private func positions(asOf: Instant, skus: [Int64]?) throws -> PositionSums {
        let zone = settings.zone
        let cutDay = zone.day(of: asOf)
        let isWholeDay = asOf == zone.end(ofDay: cutDay)
        let month = CalendarDate(dayNumber: cutDay).monthNumber
        let monthStart = CalendarDate.firstDayNumber(ofMonth: month)
        var positions = PositionSums()
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            try addCells("move_month", "month", from: nil, through: month - 1, sku: sku, to: &positions)
            try addCells(
                "move_day",
                "day",
                from: monthStart,
                through: isWholeDay ? cutDay : cutDay - 1,
                sku: sku,
                to: &positions
            )
            if !isWholeDay { try addEvents(ofDay: cutDay, upTo: asOf, sku: sku, to: &positions) }
        }
        return positions
    }

    private func addCells(
        _ table: String,
        _ grain: String,
        from: Int?,
        through: Int,
        sku: Int64?,
        to positions: inout PositionSums
    ) throws {
        let columns = "c.sku, c.route, c.before_opening, c.units"
        let first = from.map { "\($0)" } ?? "(SELECT min(\(grain)) FROM \(table))"
        let statement: RowStatement
        if let sku {
            // One seek per day or month: the table is in the order of days, not of SKUs.
            statement = try RowStatement(
                database,
                """
                WITH RECURSIVE span (grain) AS (SELECT \(first) UNION ALL SELECT grain + 1 FROM span WHERE grain < ?1)
                SELECT \(columns) FROM span CROSS JOIN \(table) c ON c.\(grain) = span.grain AND c.sku = ?2
                 WHERE span.grain <= ?1
                """
            )
            statement.bind(sku, at: 2)
        } else {
            statement = try RowStatement(
                database,
                "SELECT \(columns) FROM \(table) c WHERE c.\(grain) BETWEEN \(first) AND ?1"
            )
        }
        statement.bind(Int64(through), at: 1)
        while try statement.next() {
            let cell = Sums.Cell(
                day: 0,
                sku: Int32(truncatingIfNeeded: statement.integer(0)),
                route: Int32(truncatingIfNeeded: statement.integer(1)),
                isBeforeOpening: statement.integer(2) != 0
            )
            try add(cell, statement.integer(3), to: &positions)
        }
    }

    private func addEvents(ofDay day: Int, upTo: Instant, sku: Int64?, to positions: inout PositionSums)
        throws
    {
        let openings = try Openings(database)
        let statement = try RowStatement(
            database,
            """
            SELECT e.sku, e.route, e.quantity, e.occurred_at FROM event_day d JOIN event e ON e.seq = d.seq
             WHERE d.day = ? AND e.occurred_at <= ? AND e.sku IS NOT NULL
            """ + (sku == nil ? "" : " AND d.sku = ?")
        )
        statement.bind(Int64(day), at: 1)
        statement.bind(upTo.milliseconds, at: 2)
        if let sku { statement.bind(sku, at: 3) }
        while try statement.next() {
            let route = try names.routes.route(statement.integer(1))
            let isBefore = openings.isBefore(
                Instant(milliseconds: statement.integer(3)),
                warehouse: route.key.warehouse
            )
            let cell = Sums.Cell(
                day: 0,
                sku: Int32(truncatingIfNeeded: statement.integer(0)),
                route: Int32(truncatingIfNeeded: route.id),
                isBeforeOpening: isBefore
            )
            try add(cell, statement.integer(2), to: &positions)
        }
    }

    private func add(_ cell: Sums.Cell, _ units: Int64, to positions: inout PositionSums) throws {
        let route = try names.routes.route(Int64(cell.route))
        guard let ends = cell.isBeforeOpening ? route.endsBeforeOpening : route.ends else { return }
        try positions.add(sku: Int64(cell.sku), ends: ends, units: units)
    }
}
