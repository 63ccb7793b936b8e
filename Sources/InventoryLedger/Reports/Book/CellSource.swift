import GRDB

/// projections -> the cells of the cube up to a moment: from the stored sums where they suffice, from the log where they
/// do not.
struct CellSource {
    /// Units of one SKU on one route, and the day where days were asked for.
    struct Cell {
        /// Days since 1970-01-01; of a coarser sum, of no meaning.
        let day: Int
        let sku: Int64
        let route: Route
        let isBeforeOpening: Bool
        let units: Int64
        /// Live events; a reversal counts as minus one.
        let events: Int64

        /// Where the units went from and to; nil where nothing moved.
        var ends: RouteEnds? { isBeforeOpening ? route.endsBeforeOpening : route.ends }
    }

    /// How finely the cells are cut: whole months where they suffice, or days.
    enum Grain { case month, day }

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    private var database: Database { view.database }

    /// Hands over the cells of what occurred up to a moment, of some SKUs or of all.
    ///
    /// - Parameter upTo: the last instant, included; nil for the whole book.
    func forEachCell(
        upTo: Instant?,
        grain: Grain = .month,
        skus: [Int64]?,
        _ body: (Cell) throws -> Void
    ) throws {
        if let last = view.lastSeq {
            // What was known is a prefix of the log; no stored sum knows where it ended.
            let fold = LogFold(zone: view.zone, openings: view.openings)
            let single = skus.flatMap { $0.count == 1 ? $0.first : nil }
            let sums = try fold.sums(database, first: 1, last: last, occurredUpTo: upTo, sku: single)
            let wanted = skus.map { Set($0) }
            for (cell, sum) in sums.cells where wanted?.contains(Int64(cell.sku)) ?? true {
                try body(
                    Cell(
                        day: Int(cell.day),
                        sku: Int64(cell.sku),
                        route: view.names.routes.route(Int64(cell.route)),
                        isBeforeOpening: cell.isBeforeOpening,
                        units: sum.units,
                        events: sum.events
                    )
                )
            }
            return
        }
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            try forEachStoredCell(upTo: upTo, grain: grain, sku: sku, body)
        }
    }

    /// Hands over the cells of each day and SKU together, in the order of days.
    func forEachDay(
        upTo: Instant?,
        skus: [Int64]?,
        _ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void
    ) throws {
        var group: [Cell] = []
        func close() throws {
            guard let first = group.first else { return }
            try body(first.day, first.sku, group)
            group.removeAll(keepingCapacity: true)
        }
        func take(_ cell: Cell) throws {
            if let first = group.first, first.day != cell.day || first.sku != cell.sku { try close() }
            group.append(cell)
        }
        if view.lastSeq == nil {
            // Stored cells come by day and SKU.
            try forEachCell(upTo: upTo, grain: .day, skus: skus, take)
        } else {
            var cells: [Cell] = []
            try forEachCell(upTo: upTo, grain: .day, skus: skus) { cells.append($0) }
            cells.sort { ($0.day, $0.sku, $0.route.id) < ($1.day, $1.sku, $1.route.id) }
            for cell in cells where cell.events != 0 || cell.units != 0 { try take(cell) }
        }
        try close()
    }

    /// Whole months, then the whole days of the month that is cut, then the events of the day that is cut.
    private func forEachStoredCell(
        upTo: Instant?,
        grain: Grain,
        sku: Int64?,
        _ body: (Cell) throws -> Void
    ) throws {
        guard let upTo else {
            let (table, column) = grain == .day ? ("move_day", "day") : ("move_month", "month")
            return try forEachCell(table, column, from: nil, through: nil, sku: sku, body)
        }
        let cutDay = view.zone.day(of: upTo)
        let isWholeDay = upTo == view.zone.end(ofDay: cutDay)
        let month = CalendarDate(dayNumber: cutDay).monthNumber
        var firstDay: Int?
        if grain == .month {
            firstDay = CalendarDate.firstDayNumber(ofMonth: month)
            try forEachCell("move_month", "month", from: nil, through: month - 1, sku: sku, body)
        }
        try forEachCell(
            "move_day",
            "day",
            from: firstDay,
            through: isWholeDay ? cutDay : cutDay - 1,
            sku: sku,
            body
        )
        if !isWholeDay { try forEachEvent(ofDay: cutDay, upTo: upTo, sku: sku, body) }
    }

    private func forEachCell(
        _ table: String,
        _ grain: String,
        from: Int?,
        through: Int?,
        sku: Int64?,
        _ body: (Cell) throws -> Void
    ) throws {
        let columns = "c.\(grain), c.sku, c.route, c.before_opening, c.units, c.events"
        let first = "coalesce(?1, (SELECT min(\(grain)) FROM \(table)))"
        let last = "coalesce(?2, (SELECT max(\(grain)) FROM \(table)))"
        let statement: RowStatement
        if let sku {
            // One seek per day or month: the table is in the order of days, not of SKUs.
            statement = try RowStatement(
                database,
                """
                WITH RECURSIVE span (grain, last) AS (
                    SELECT \(first), \(last) UNION ALL SELECT grain + 1, last FROM span WHERE grain < last)
                SELECT \(columns) FROM span CROSS JOIN \(table) c ON c.\(grain) = span.grain AND c.sku = ?3
                 WHERE span.grain <= span.last
                """
            )
            statement.bind(sku, at: 3)
        } else {
            statement = try RowStatement(
                database,
                "SELECT \(columns) FROM \(table) c WHERE c.\(grain) BETWEEN \(first) AND \(last)"
            )
        }
        statement.bind(from.map { Int64($0) }, at: 1)
        statement.bind(through.map { Int64($0) }, at: 2)
        while try statement.next() {
            try body(
                Cell(
                    day: Int(statement.integer(0)),
                    sku: statement.integer(1),
                    route: view.names.routes.route(statement.integer(2)),
                    isBeforeOpening: statement.integer(3) != 0,
                    units: statement.integer(4),
                    events: statement.integer(5)
                )
            )
        }
    }

    private func forEachEvent(ofDay day: Int, upTo: Instant, sku: Int64?, _ body: (Cell) throws -> Void)
        throws
    {
        let statement = try RowStatement(
            database,
            """
            SELECT e.sku, e.route, e.quantity, e.occurred_at, e.reverses IS NULL
              FROM event_day d JOIN event e ON e.seq = d.seq
             WHERE d.day = ? AND e.occurred_at <= ? AND e.sku IS NOT NULL
            """ + (sku == nil ? "" : " AND d.sku = ?")
        )
        statement.bind(Int64(day), at: 1)
        statement.bind(upTo.milliseconds, at: 2)
        if let sku { statement.bind(sku, at: 3) }
        while try statement.next() {
            let route = try view.names.routes.route(statement.integer(1))
            guard route.isSummed else { continue }
            try body(
                Cell(
                    day: day,
                    sku: statement.integer(0),
                    route: route,
                    isBeforeOpening: view.openings.isBefore(
                        Instant(milliseconds: statement.integer(3)),
                        warehouse: route.key.warehouse
                    ),
                    units: statement.integer(2),
                    events: statement.integer(4) != 0 ? 1 : -1
                )
            )
        }
    }
}
