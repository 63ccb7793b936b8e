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
            let statement = try RowStatement(
                database,
                """
                SELECT e.source, r.warehouse, d.day, min(e.occurred_at), max(e.occurred_at)
                  FROM event_day d JOIN event e ON e.seq = d.seq JOIN route r ON r.id = e.route
                 WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event u WHERE u.reverses = e.seq)
                 GROUP BY e.source, r.warehouse, d.day ORDER BY e.source, r.warehouse, d.day
                """
            )
            var coverage: [Coverage] = []
            var span: CoveredSpan?
            func close() throws {
                guard let span else { return }
                coverage.append(
                    Coverage(
                        source: try names.sources.code(span.source),
                        warehouse: try names.warehouses.code(span.warehouse),
                        firstEventAt: Instant(milliseconds: span.first),
                        lastEventAt: Instant(milliseconds: span.last),
                        gaps: span.gaps
                    )
                )
            }
            while try statement.next() {
                let source = statement.integer(0)
                let warehouse = statement.integer(1)
                if span?.source != source || span?.warehouse != warehouse {
                    try close()
                    span = CoveredSpan(
                        source: source,
                        warehouse: warehouse,
                        first: statement.integer(3),
                        last: statement.integer(4),
                        day: Int(statement.integer(2))
                    )
                } else {
                    span?.add(day: Int(statement.integer(2)), last: statement.integer(4))
                }
            }
            try close()
            return coverage.sorted {
                ($0.source.text, $0.warehouse.text) < ($1.source.text, $1.warehouse.text)
            }
        }
    }
}

/// One source and warehouse while its days are read in order.
private struct CoveredSpan {
    let source: Int64
    let warehouse: Int64
    let first: Int64
    var last: Int64
    var day: Int
    var gaps: [ClosedRange<CalendarDate>] = []

    mutating func add(day next: Int, last: Int64) {
        if next > day + 1 {
            gaps.append(CalendarDate(dayNumber: day + 1)...CalendarDate(dayNumber: next - 1))
        }
        day = next
        self.last = max(self.last, last)
    }
}
