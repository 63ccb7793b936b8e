import GRDB

/// An event as reports count it: the few columns that its sums and its order need.
struct LoggedMove {
    let seq: Int64
    let sku: Int64
    let route: Route
    /// Of a reversal: the reversed units, negated.
    let units: Int64
    let occurredAt: Instant
    let isBeforeOpening: Bool
    let isReversal: Bool
    /// What its order's number and amount are, where that was asked for.
    let order: OrderPart?

    /// The columns of an event that tell of its order. A class, so that the moves that are read without one stay small.
    final class OrderPart {
        let source: Int64
        let document: Document
        let channel: Int64?
        let amount: Money?

        init(source: Int64, document: Document, channel: Int64?, amount: Money?) {
            self.source = source
            self.document = document
            self.channel = channel
            self.amount = amount
        }
    }

    var ends: RouteEnds? { isBeforeOpening ? route.endsBeforeOpening : route.ends }
    var warehouse: Int64 { route.key.warehouse }
}

/// log -> the moves of a span of time, a business day at a time, so that memory is bounded by the busiest day.
struct MoveReader {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// Hands over the moves of each business day, in the order they occurred.
    ///
    /// - Parameters:
    ///   - end: the first instant that is left out.
    ///   - isWanted: which routes are read at all; of those only the ones that sums are made of.
    ///   - needsOrder: of which moves the order is read too.
    func forEachDay(
        from start: Instant,
        to end: Instant,
        skus: [Int64]?,
        isWanted: (Route) -> Bool,
        needsOrder: (Route, Instant) -> Bool = { _, _ in false },
        body: (_ day: Int, [LoggedMove]) throws -> Void
    ) throws {
        guard start < end else { return }
        let days = view.zone.day(of: start)...view.zone.day(of: end.advanced(byMilliseconds: -1))
        let last = [end.advanced(byMilliseconds: -1), view.time.asOf].compactMap { $0 }.min() ?? end
        let routes = try view.routes { $0.isSummed && isWanted($0) }
        let byDay = try feed(
            """
            FROM event_day d CROSS JOIN event e ON e.seq = d.seq
             WHERE d.day = ? AND d.sku \(skus == nil ? "> ?" : "= ?") AND e.seq <= ?
               AND e.occurred_at BETWEEN ? AND ?
            """
        )
        let bySeq = try feed("FROM event e WHERE e.seq BETWEEN ? AND ? AND e.occurred_at BETWEEN ? AND ?")
        let lastSeq = view.lastSeq ?? .max
        for day in try filled(days) {
            var moves: [LoggedMove] = []
            func take(_ row: FedRow) {
                if let move = move(row, routes, needsOrder) { moves.append(move) }
            }
            if skus == nil, let range = try closeRange(of: day) {
                bySeq.bind(range.lowerBound, at: 1)
                bySeq.bind(min(range.upperBound, lastSeq), at: 2)
                bySeq.bind(max(start, view.zone.start(ofDay: day)).milliseconds, at: 3)
                bySeq.bind(min(last, view.zone.end(ofDay: day)).milliseconds, at: 4)
                try bySeq.forEachRow(take)
            } else {
                for sku in skus ?? [0] {
                    byDay.bind(Int64(day), at: 1)
                    byDay.bind(sku, at: 2)
                    byDay.bind(lastSeq, at: 3)
                    byDay.bind(start.milliseconds, at: 4)
                    byDay.bind(last.milliseconds, at: 5)
                    try byDay.forEachRow(take)
                }
            }
            moves.sort { ($0.occurredAt, $0.seq) < ($1.occurredAt, $1.seq) }
            try body(day, moves)
        }
    }

    private func feed(_ source: String) throws -> RowFeed {
        try RowFeed(
            view.database,
            """
            e.seq, e.sku, e.route, e.quantity, e.occurred_at, e.reverses, e.source, e.document, e.channel, e.amount,
            e.currency
            """,
            source
        )
    }

    /// The events between the first and the last of a day, where most of them are the day's own: to read them one after
    /// another then costs less than to look each up.
    private func closeRange(of day: Int) throws -> ClosedRange<Int64>? {
        let statement = try RowStatement(
            view.database,
            "SELECT min(seq), max(seq), count(*) FROM event_day WHERE day = ?"
        )
        statement.bind(Int64(day), at: 1)
        defer { statement.reset() }
        guard try statement.next(), statement.integer(2) > 0 else { return nil }
        let (first, last) = (statement.integer(0), statement.integer(1))
        // A damaged file may hold any number, and the distance of two may leave 64 bits.
        return 0 < first && first <= last && (last - first) / 4 <= statement.integer(2) ? first...last : nil
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

    private func move(
        _ row: FedRow,
        _ routes: [Int64: Route],
        _ needsOrder: (Route, Instant) -> Bool
    ) -> LoggedMove? {
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
            order: needsOrder(route, occurredAt)
                ? LoggedMove.OrderPart(
                    source: row.integer(6),
                    document: Document(trusted: row.text(7)),
                    channel: row.isNull(8) ? nil : row.integer(8),
                    amount: row.isNull(9)
                        ? nil : Money(minorUnits: row.integer(9), currency: Currency(trusted: row.text(10)))
                ) : nil
        )
    }
}
