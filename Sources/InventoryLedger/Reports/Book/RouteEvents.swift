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
        let wanted = try Declarations.encode(routes.keys.sorted())
        var events: [StoredEvent] = []
        if let last = view.lastSeq {
            let reader = try EventReader(
                view.database,
                names: view.names,
                where:
                    "WHERE e.seq <= ?1 AND e.occurred_at >= ?2 AND e.route IN (SELECT value FROM json_each(?3))"
            )
            reader.bind(last, at: 1)
            reader.bind(from?.milliseconds ?? 0, at: 2)
            reader.bind(wanted, at: 3)
            while let stored = try reader.next() { events.append(stored) }
        } else {
            let reader = try EventReader(
                view.database,
                names: view.names,
                where: """
                    WHERE e.seq IN (SELECT seq FROM event_day WHERE day = ?1 AND sku = ?2)
                      AND +e.route IN (SELECT value FROM json_each(?3))
                    """
            )
            for cell in try dayCells(wanted, from: from) {
                reader.bind(Int64(cell.day), at: 1)
                reader.bind(cell.sku, at: 2)
                reader.bind(wanted, at: 3)
                while let stored = try reader.next() { events.append(stored) }
            }
        }
        let isLive = Self.liveness(events)
        return events.filter { stored in
            isLive(stored) && view.hasHappened(stored.event.occurredAt)
                && from.map { stored.event.occurredAt >= $0 } ?? true
        }.sorted { $0.seq < $1.seq }
    }

    /// Tells events that stand from reversals and what those took back, among events that include both.
    static func liveness(_ events: [StoredEvent]) -> (StoredEvent) -> Bool {
        let takenBack = Set(events.compactMap(\.reverses))
        return { $0.reverses == nil && !takenBack.contains($0.seq) }
    }

    private struct DayCell: Hashable {
        let day: Int
        let sku: Int64
    }

    /// The days and SKUs on which events of the routes live: first the months, then the days of those.
    private func dayCells(_ wanted: String, from: Instant?) throws -> [DayCell] {
        let firstDay = from.map { view.zone.day(of: $0) }
        let lastDay = view.time.asOf.map { view.zone.day(of: $0) }
        let months = try RowStatement(
            view.database,
            """
            SELECT DISTINCT month, sku FROM move_month
             WHERE month BETWEEN ?1 AND ?2 AND +route IN (SELECT value FROM json_each(?3))
            """
        )
        months.bind(firstDay.map { Int64(CalendarDate(dayNumber: $0).monthNumber) } ?? 0, at: 1)
        months.bind(lastDay.map { Int64(CalendarDate(dayNumber: $0).monthNumber) } ?? .max, at: 2)
        months.bind(wanted, at: 3)
        let days = try RowStatement(
            view.database,
            """
            WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
            SELECT DISTINCT m.day FROM span CROSS JOIN move_day m ON m.day = span.day AND m.sku = ?3
             WHERE +m.route IN (SELECT value FROM json_each(?4))
            """
        )
        var cells: [DayCell] = []
        while try months.next() {
            let month = Int(months.integer(0))
            days.bind(Int64(CalendarDate.firstDayNumber(ofMonth: month)), at: 1)
            days.bind(Int64(CalendarDate.firstDayNumber(ofMonth: month + 1) - 1), at: 2)
            days.bind(months.integer(1), at: 3)
            days.bind(wanted, at: 4)
            while try days.next() {
                cells.append(DayCell(day: Int(days.integer(0)), sku: months.integer(1)))
            }
        }
        return cells
    }
}
