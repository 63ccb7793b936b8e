import Foundation
import GRDB

/// log -> the live events of some routes, found through the cube: the cost follows their own number, not the log's.
struct RouteEvents {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The live events of routes that the cube sums, which had happened by the report's moment, in the order of the log.
    ///
    /// - Parameter from: leaves out what happened on days before this instant's.
    func events(of routes: [Int64: Route], from: Instant? = nil) throws -> [StoredEvent] {
        guard !routes.isEmpty else { return [] }
        let numbers =
            if let last = view.lastSeq {
                try self.numbers(of: routes, from: from, last: last)
            } else if let cells = try dayCells(of: routes, from: from) {
                try self.numbers(of: routes, in: cells)
            } else {
                try self.numbers(of: routes, from: from, last: .max)
            }
        let lookup = try EventLookup(view.database, names: view.names)
        let events = try numbers.map { try lookup.event($0) }
        let isLive = Self.liveness(events)
        let start = from ?? Instant(milliseconds: .min)
        return events.filter { stored in
            let occurredAt = stored.event.occurredAt
            return isLive(stored) && view.hasHappened(occurredAt) && occurredAt >= start
        }.sorted { $0.seq < $1.seq }
    }

    /// Tells events that stand from reversals and what those took back, among events that include both.
    static func liveness(_ events: [StoredEvent]) -> (StoredEvent) -> Bool {
        let takenBack = Set(events.compactMap(\.reverses))
        return { $0.reverses == nil && !takenBack.contains($0.seq) }
    }

    private struct MonthCell: Hashable {
        let month: Int
        let sku: Int64
    }

    private struct DayCell: Hashable {
        let day: Int
        let sku: Int64
    }

    /// From how many months of SKUs on it costs less to read the log: each is a look-up for each of its days.
    private func isMany(_ months: Int) throws -> Bool { try Int64(months) > LogHead.seq(view.database) / 500 }

    /// The numbers of the events of some routes, from one pass through the log.
    private func numbers(of routes: [Int64: Route], from: Instant?, last: Int64) throws -> [Int64] {
        let rows = try RowFeed(
            view.database,
            "seq, route",
            "FROM event WHERE seq <= ? AND occurred_at >= ?"
        )
        rows.bind(last, at: 1)
        rows.bind(from?.milliseconds ?? 0, at: 2)
        var numbers: [Int64] = []
        try rows.forEachRow { row in
            if routes[row.integer(1)] != nil { numbers.append(row.integer(0)) }
        }
        return numbers
    }

    /// The numbers of the events of some routes on days of SKUs.
    private func numbers(of routes: [Int64: Route], in cells: Set<DayCell>) throws -> [Int64] {
        let rows = try RowFeed(
            view.database,
            "e.seq, e.route",
            "FROM event_day d CROSS JOIN event e ON e.seq = d.seq WHERE d.day = ? AND d.sku = ?"
        )
        var numbers: [Int64] = []
        for cell in cells {
            rows.bind(Int64(cell.day), at: 1)
            rows.bind(cell.sku, at: 2)
            try rows.forEachRow { row in
                if routes[row.integer(1)] != nil { numbers.append(row.integer(0)) }
            }
        }
        return numbers
    }

    /// The days and SKUs on which events of the routes live: first the months, then the days of those. Nil where they are
    /// so many that the log is better read.
    private func dayCells(of routes: [Int64: Route], from: Instant?) throws -> Set<DayCell>? {
        let firstDay = from.map { view.zone.day(of: $0) }
        let lastDay = view.time.asOf.map { view.zone.day(of: $0) }
        let months = try RowFeed(
            view.database,
            "month, sku, route",
            "FROM move_month WHERE month BETWEEN ? AND ?"
        )
        months.bind(firstDay.map { Int64(CalendarDate(dayNumber: $0).monthNumber) } ?? 0, at: 1)
        months.bind(
            lastDay.map { Int64(CalendarDate(dayNumber: $0).monthNumber) } ?? Projections.months.upperBound,
            at: 2
        )
        var found: Set<MonthCell> = []
        try months.forEachRow { row in
            guard routes[row.integer(2)] != nil else { return }
            found.insert(MonthCell(month: Int(row.integer(0)), sku: row.integer(1)))
        }
        if try isMany(found.count) { return nil }
        let days = try RowFeed(
            view.database,
            "m.day, m.route",
            """
            FROM (WITH RECURSIVE span (day, last) AS (
                    SELECT ?, ? UNION ALL SELECT day + 1, last FROM span WHERE day < last) SELECT day FROM span) s
            CROSS JOIN move_day m ON m.day = s.day AND m.sku = ?
            """
        )
        var cells: Set<DayCell> = []
        for cell in found {
            days.bind(Int64(CalendarDate.firstDayNumber(ofMonth: cell.month)), at: 1)
            days.bind(Int64(CalendarDate.firstDayNumber(ofMonth: cell.month + 1) - 1), at: 2)
            days.bind(cell.sku, at: 3)
            try days.forEachRow { row in
                guard routes[row.integer(1)] != nil else { return }
                cells.insert(DayCell(day: Int(row.integer(0)), sku: cell.sku))
            }
        }
        return cells
    }
}
