import GRDB

/// An event as reports count it: the few columns that its sums, its order and its order's number need.
struct LoggedMove {
    let seq: Int64
    let sku: Int64
    let route: Route
    /// Of a reversal: the reversed units, negated.
    let units: Int64
    let occurredAt: Instant
    let isBeforeOpening: Bool
    let isReversal: Bool
    let source: Int64
    /// The order's number; empty for kinds that are no demand.
    let document: String
    let channel: Int64?
    let amount: Money?

    var ends: RouteEnds? { isBeforeOpening ? route.endsBeforeOpening : route.ends }
    var warehouse: Int64 { route.key.warehouse }
}

/// log -> the moves of a span of time, a business day at a time, so that memory is bounded by the busiest day.
struct MoveReader {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// Hands over the moves of each business day, in the order they occurred.
    ///
    /// - Parameter end: the first instant that is left out.
    func forEachDay(
        from start: Instant,
        to end: Instant,
        skus: [Int64]?,
        _ body: (_ day: Int, [LoggedMove]) throws -> Void
    ) throws {
        guard start < end else { return }
        let days = view.zone.day(of: start)...view.zone.day(of: end.advanced(byMilliseconds: -1))
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.seq, e.sku, e.route, e.quantity, e.occurred_at, e.reverses, e.source, e.document, e.channel,
                   e.amount, e.currency
              FROM event_day d JOIN event e ON e.seq = d.seq
             WHERE d.day = ?1 AND d.sku \(skus == nil ? "> 0" : "= ?2") AND e.seq <= ?3
               AND e.occurred_at >= ?4 AND e.occurred_at <= ?5
            """
        )
        let last = [end.advanced(byMilliseconds: -1), view.time.asOf].compactMap { $0 }.min() ?? end
        for day in try filled(days) {
            var moves: [LoggedMove] = []
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                statement.bind(Int64(day), at: 1)
                if let sku { statement.bind(sku, at: 2) }
                statement.bind(view.lastSeq ?? .max, at: 3)
                statement.bind(start.milliseconds, at: 4)
                statement.bind(last.milliseconds, at: 5)
                while try statement.next() {
                    if let move = try move(statement) { moves.append(move) }
                }
            }
            moves.sort { ($0.occurredAt, $0.seq) < ($1.occurredAt, $1.seq) }
            try body(day, moves)
        }
    }

    /// The days of a range on which anything at all happened: a window may be of centuries.
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

    private func move(_ row: RowStatement) throws -> LoggedMove? {
        let route = try view.names.routes.route(row.integer(2))
        guard route.isSummed else { return nil }
        let occurredAt = Instant(milliseconds: row.integer(4))
        let isDemand = route.key.kind == .orderPlaced || route.key.kind == .saleShipped
        return LoggedMove(
            seq: row.integer(0),
            sku: row.integer(1),
            route: route,
            units: row.integer(3),
            occurredAt: occurredAt,
            isBeforeOpening: view.openings.isBefore(occurredAt, warehouse: route.key.warehouse),
            isReversal: !row.isNull(5),
            source: row.integer(6),
            document: isDemand ? row.text(7) : "",
            channel: isDemand ? row.optionalInteger(8) : nil,
            amount: isDemand
                ? row.optionalInteger(9).map {
                    Money(minorUnits: $0, currency: Currency(trusted: row.text(10)))
                } : nil
        )
    }
}
