import GRDB

/// log -> the moves of some routes in a period, found by their days.
struct MoveReader {
    private let view: BookView
    private let routes: [Int64: Route]
    private let byDay: RowFeed
    private let bySeq: RowFeed

    /// - Parameter isWanted: the routes to read, if they are in the sums.
    init(_ view: BookView, isWanted: (Route) -> Bool) throws {
        self.view = view
        routes = try view.routes { $0.isSummed && isWanted($0) }
        let columns = """
            e.seq, e.sku, e.route, e.quantity, e.occurred_at, e.reverses, e.source, e.document, e.channel, e.amount,
            e.currency
            """
        byDay = try RowFeed(
            view.database,
            columns,
            """
            FROM event_day d CROSS JOIN event e ON e.seq = d.seq
             WHERE d.day = ? AND d.sku BETWEEN ? AND ? AND e.seq <= ? AND e.occurred_at BETWEEN ? AND ?
            """
        )
        // Other rows are skipped inside SQLite, because passing a row costs more than finding it.
        bySeq = try RowFeed(
            view.database,
            columns,
            """
            FROM event e WHERE e.seq BETWEEN ? AND ? AND e.occurred_at BETWEEN ? AND ?
               AND e.route IN (SELECT value FROM json_each(?))
            """
        )
        try bySeq.bind(Declarations.encode(routes.keys.sorted()), at: 5)
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
        for day in try filled(span.days) {
            var moves: [LoggedMove] = []
            try read(day...day, span, skus: skus, orders) { moves.append($0) }
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
        try read(span.days, span, skus: skus, orders, body)
    }

    /// The number of events on the days of a period.
    func eventCount(from start: Instant, to end: Instant) throws -> Int64 {
        guard let days = span(from: start, to: end)?.days else { return 0 }
        let statement = try RowStatement(
            view.database,
            "SELECT count(*) FROM event_day WHERE day BETWEEN ? AND ?"
        )
        statement.bind(Int64(days.lowerBound), at: 1)
        statement.bind(Int64(days.upperBound), at: 2)
        return try statement.onlyInteger() ?? 0
    }

    /// The moves of a SKU on a business day, in order of time.
    func moves(onDay day: Int, sku: Int64) throws -> [LoggedMove] {
        let days = (view.zone.start(ofDay: day), view.zone.start(ofDay: day + 1))
        guard let span = span(from: days.0, to: days.1) else { return [] }
        var moves: [LoggedMove] = []
        try readByDay(day, span, skus: sku...sku, .none) { moves.append($0) }
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

    private func read(
        _ days: ClosedRange<Int>,
        _ span: Span,
        skus: [Int64]?,
        _ orders: LoggedMove.OrderNeed,
        _ body: (LoggedMove) throws -> Void
    ) throws {
        guard skus == nil, let range = try Self.closeRange(of: days, view.database) else {
            for day in try filled(days) {
                for sku in skus.map({ $0.map { $0...$0 } }) ?? [1...Int64.max] {
                    try readByDay(day, span, skus: sku, orders, body)
                }
            }
            return
        }
        bySeq.bind(range.lowerBound, at: 1)
        bySeq.bind(min(range.upperBound, view.lastSeq ?? .max), at: 2)
        bySeq.bind(max(span.first, view.zone.start(ofDay: days.lowerBound)).milliseconds, at: 3)
        bySeq.bind(min(span.last, view.zone.end(ofDay: days.upperBound)).milliseconds, at: 4)
        try bySeq.forEachRow { row in if let move = move(row, orders) { try body(move) } }
    }

    private func readByDay(
        _ day: Int,
        _ span: Span,
        skus: ClosedRange<Int64>,
        _ orders: LoggedMove.OrderNeed,
        _ body: (LoggedMove) throws -> Void
    ) throws {
        byDay.bind(Int64(day), at: 1)
        byDay.bind(skus.lowerBound, at: 2)
        byDay.bind(skus.upperBound, at: 3)
        byDay.bind(view.lastSeq ?? .max, at: 4)
        byDay.bind(span.first.milliseconds, at: 5)
        byDay.bind(span.last.milliseconds, at: 6)
        try byDay.forEachRow { row in if let move = move(row, orders) { try body(move) } }
    }

    /// The range of events that contains some days, if many of its events belong to them. Reading it sequentially is
    /// then faster than looking up each event.
    static func closeRange(of days: ClosedRange<Int>, _ database: Database) throws -> ClosedRange<Int64>? {
        let statement = try RowStatement(
            database,
            "SELECT min(seq), max(seq), count(*) FROM event_day WHERE day BETWEEN ? AND ?"
        )
        statement.bind(Int64(days.lowerBound), at: 1)
        statement.bind(Int64(days.upperBound), at: 2)
        defer { statement.reset() }
        guard try statement.next(), statement.integer(2) > 0 else { return nil }
        let (first, last) = (statement.integer(0), statement.integer(1))
        // A damaged file may contain any number, and the difference of two may exceed 64 bits.
        return 0 < first && first <= last && (last - first) / 4 <= statement.integer(2) ? first...last : nil
    }

    /// The days of a range that have events, because a window may span centuries.
    private func filled(_ days: ClosedRange<Int>) throws -> [Int] {
        let statement = try RowStatement(
            view.database,
            """
            WITH RECURSIVE filled (day) AS (
                SELECT min(day) FROM event_day WHERE day >= ?1
                UNION ALL
                SELECT (SELECT min(day) FROM event_day WHERE day > filled.day) FROM filled WHERE filled.day < ?2)
            SELECT day FROM filled WHERE day <= ?2
            """
        )
        statement.bind(Int64(days.lowerBound), at: 1)
        statement.bind(Int64(days.upperBound), at: 2)
        var found: [Int] = []
        while try statement.next() { found.append(Int(statement.integer(0))) }
        return found
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
