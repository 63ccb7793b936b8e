import GRDB

/// From when to when a source has told of a warehouse, and on which days it said nothing.
public struct Coverage: Sendable {
    public let source: Source
    public let warehouse: Warehouse
    public let firstEventAt: Instant
    public let lastEventAt: Instant
    /// Business days between the first and the last event without any, as ranges.
    public let gaps: [ClosedRange<CalendarDate>]

    /// How many days the gaps have.
    public var missingDays: Int {
        gaps.reduce(0) { $0 + $1.upperBound.dayNumber - $1.lowerBound.dayNumber + 1 }
    }
}

extension Ledger {
    /// What the live events of each source and warehouse cover, sorted by source and warehouse.
    public func coverage() throws -> [Coverage] {
        try read { database in
            let names = try Names(database)
            // Day by day, as the order by day has them: the log is never sorted for it.
            let statement = try RowStatement(
                database,
                """
                SELECT e.source, e.route, d.day, e.occurred_at
                  FROM event_day d CROSS JOIN event e ON e.seq = d.seq
                 WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event u WHERE u.reverses = e.seq)
                 ORDER BY d.day
                """
            )
            var spans: [CoveredBy: CoveredSpan] = [:]
            while try statement.next() {
                let told = CoveredBy(
                    source: statement.integer(0),
                    warehouse: try names.routes.route(statement.integer(1)).key.warehouse
                )
                let (day, at) = (Int(statement.integer(2)), statement.integer(3))
                if spans[told]?.add(day: day, at: at) == nil {
                    spans[told] = CoveredSpan(first: at, last: at, day: day)
                }
            }
            let coverage = try spans.map { told, span in
                Coverage(
                    source: try names.sources.code(told.source),
                    warehouse: try names.warehouses.code(told.warehouse),
                    firstEventAt: Instant(milliseconds: span.first),
                    lastEventAt: Instant(milliseconds: span.last),
                    gaps: span.gaps
                )
            }
            return coverage.sorted {
                ($0.source, $0.warehouse) < ($1.source, $1.warehouse)
            }
        }
    }
}

/// Who tells of what.
private struct CoveredBy: Hashable {
    let source: Int64
    let warehouse: Int64
}

/// One source and warehouse while its days are read in order.
private struct CoveredSpan {
    var first: Int64
    var last: Int64
    var day: Int
    var gaps: [ClosedRange<CalendarDate>] = []

    mutating func add(day next: Int, at instant: Int64) {
        if next > day + 1 {
            gaps.append(CalendarDate(dayNumber: day + 1)...CalendarDate(dayNumber: next - 1))
        }
        day = next
        first = min(first, instant)
        last = max(last, instant)
    }
}
