import GRDB

/// log -> the moves of some routes in a period, found by their days.
struct MoveReader {
    private let view: BookView
    private let routes: [Int64: Route]
    private let byNumber: RowFeed
    private let bySeq: RowFeed

    /// - Parameter isWanted: the routes to read, if they are in the sums.
    init(_ view: BookView, isWanted: (Route) -> Bool) throws {
        self.view = view
        routes = try view.routes { $0.isSummed && isWanted($0) }
        let columns = """
            e.seq, e.sku, e.route, e.quantity, e.occurred_at, e.reverses, e.source, e.document, e.channel, e.amount,
            e.currency
            """
        byNumber = try RowFeed(
            view.database,
            columns,
            """
            FROM json_each(?) d CROSS JOIN event e ON e.seq = d.value
             WHERE e.sku > 0 AND e.seq <= ? AND e.occurred_at BETWEEN ? AND ?
            """
        )
        // Other rows are skipped inside SQLite, because passing a row costs more than finding it.
        let filter = RouteFilter(routes.keys)
        bySeq = try RowFeed(
            view.database,
            columns,
            """
            FROM event e WHERE e.seq BETWEEN ? AND ? AND e.occurred_at BETWEEN ? AND ?
               AND \(filter.condition)
            """
        )
        try filter.bind(to: bySeq, from: 5)
    }

    /// Passes the moves of each business day in order of time, one day at a time, so that memory is bounded by the
    /// busiest day.
    ///
    /// - Parameters:
    ///   - end: the first instant after the period.
    ///   - orders: whether the moves' orders are read too.
    func forEachDay(
        from start: Instant,
        to end: Instant,
        skus: [Int64]?,
        orders: LoggedMove.OrderNeed = .none,
        body: (_ day: Int, [LoggedMove]) throws -> Void
    ) throws {
        guard let span = span(from: start, to: end) else { return }
        try view.eventDays.forEachDay(of: span.days, skus: skus) { day, numbers in
            var moves: [LoggedMove] = []
            let places = skus == nil ? LogPlaces { numbers.forEach($0) } : .numbers(numbers)
            try read(places, day...day, span, orders) { moves.append($0) }
            moves.sort(by: LoggedMove.byTime)
            try body(day, moves)
        }
    }

    /// Passes the moves of a period in no particular order.
    func forEachMove(
        from start: Instant,
        to end: Instant,
        skus: [Int64]?,
        orders: LoggedMove.OrderNeed = .none,
        body: (LoggedMove) throws -> Void
    ) throws {
        guard let span = span(from: start, to: end) else { return }
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            try read(view.eventDays.places(of: span.days, sku: sku), span.days, span, sku: sku, orders, body)
        }
    }

    /// The number of events on the days of a period.
    func eventCount(from start: Instant, to end: Instant) throws -> Int {
        try span(from: start, to: end).map { try view.eventDays.count(of: $0.days) } ?? 0
    }

    /// The moves of a SKU on a business day, in order of time.
    func moves(onDay day: Int, sku: Int64) throws -> [LoggedMove] {
        let days = (view.zone.start(ofDay: day), view.zone.start(ofDay: day + 1))
        guard let span = span(from: days.0, to: days.1) else { return [] }
        var moves: [LoggedMove] = []
        let numbers = try view.eventDays.numbers(onDay: day, sku: sku)
        try read(.numbers(numbers), day...day, span, .none) { moves.append($0) }
        moves.sort(by: LoggedMove.byTime)
        return moves
    }

    // MARK: Reading

    private struct Span {
        let first: Instant
        let last: Instant
        let days: ClosedRange<Int>
    }

    private func span(from start: Instant, to end: Instant) -> Span? {
        let last = min(end.advanced(byMilliseconds: -1), view.time.asOf ?? end)
        guard start <= last else { return nil }
        return Span(first: start, last: last, days: view.zone.day(of: start)...view.zone.day(of: last))
    }

    /// - Parameter sku: leaves out other SKUs; nil for all.
    private func read(
        _ places: LogPlaces,
        _ days: ClosedRange<Int>,
        _ span: Span,
        sku: Int64? = nil,
        _ orders: LoggedMove.OrderNeed,
        _ body: (LoggedMove) throws -> Void
    ) throws {
        let rows: RowFeed
        switch places {
        case .range(let range):
            rows = bySeq
            rows.bind(range.lowerBound, at: 1)
            rows.bind(min(range.upperBound, view.lastSeq ?? .max), at: 2)
            rows.bind(max(span.first, view.zone.start(ofDay: days.lowerBound)).milliseconds, at: 3)
            rows.bind(min(span.last, view.zone.end(ofDay: days.upperBound)).milliseconds, at: 4)
        case .numbers(let numbers):
            rows = byNumber
            try rows.bind(EventDays.json(numbers), at: 1)
            rows.bind(view.lastSeq ?? .max, at: 2)
            rows.bind(span.first.milliseconds, at: 3)
            rows.bind(span.last.milliseconds, at: 4)
        }
        try rows.forEachRow { row in
            guard sku == nil || row.integer(1) == sku, let move = move(row, orders) else { return }
            try body(move)
        }
    }

    private func move(_ row: FedRow, _ orders: LoggedMove.OrderNeed) -> LoggedMove? {
        guard let route = routes[row.integer(2)] else { return nil }
        let occurredAt = Instant(milliseconds: row.integer(4))
        return LoggedMove(
            seq: row.integer(0),
            sku: row.integer(1),
            route: route,
            units: row.integer(3),
            occurredAt: occurredAt,
            isBeforeOpening: view.openings.isBefore(occurredAt, warehouse: route.key.warehouse),
            isReversal: !row.isNull(5),
            order: order(row, orders)
        )
    }

    private func order(_ row: FedRow, _ orders: LoggedMove.OrderNeed) -> LoggedMove.OrderPart? {
        let hasNumber: Bool
        switch orders {
        case .none: return nil
        case .all: hasNumber = true
        case .numbered(let numbers): hasNumber = numbers.mayContain(row, 7)
        }
        return LoggedMove.OrderPart(
            source: row.integer(6),
            document: hasNumber ? Document(trusted: row.text(7)) : nil,
            channel: row.isNull(8) ? nil : row.integer(8),
            amount: row.isNull(9)
                ? nil
                : Money(storedMinorUnits: row.integer(9), currency: Currency(trusted: row.text(10)))
        )
    }
}
