/// The coverage of the sources of a promotion and its baseline. It reads those days and the latest ones only.
struct ReviewCoverage {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    private struct Feed: Hashable {
        let source: Int64
        let warehouse: Int64
    }

    /// Every source and warehouse with events in the window or its baseline, sorted.
    func read(_ window: ReportWindow) throws -> [SourceCoverage] {
        let first = view.zone.day(of: min(window.baselineStart, window.start))
        let last = view.zone.day(of: window.end.advanced(byMilliseconds: -1))
        var days: [Feed: Set<Int>] = [:]
        var latest: [Feed: Instant] = [:]
        for (feed, day, at) in try live(first...last) {
            days[feed, default: []].insert(day)
            latest[feed] = max(latest[feed] ?? at, at)
        }
        try lookBack(to: last, for: Set(days.keys), &latest)
        return try days.map { feed, days in
            let source = try view.names.sources.code(feed.source)
            let lastEventAt = latest[feed] ?? window.start
            let end = min(last, view.zone.day(of: lastEventAt))
            return SourceCoverage(
                source: source,
                warehouse: try view.names.warehouses.code(feed.warehouse),
                lastEventAt: lastEventAt,
                // Events recorded by hand have no gaps.
                missingDays: source == .manual
                    ? 0 : max(0, end &- (days.min() ?? end) &+ 1 &- days.count { $0 <= end })
            )
        }.sorted { ($0.source, $0.warehouse) < ($1.source, $1.warehouse) }
    }

    /// Finds the last events of sources, going back from the end until each was seen.
    private func lookBack(to first: Int, for wanted: Set<Feed>, _ latest: inout [Feed: Instant]) throws {
        let statement = try RowStatement(view.database, "SELECT max(day) FROM event_day WHERE day < ?")
        var missing = wanted
        var before = Int64.max
        while !missing.isEmpty {
            statement.bind(before, at: 1)
            defer { statement.reset() }
            guard try statement.next(), let day = statement.optionalInteger(0), day > first else { return }
            before = day
            var seen: [Feed: Instant] = [:]
            for (feed, _, at) in try live(Int(day)...Int(day)) where missing.contains(feed) {
                seen[feed] = max(seen[feed] ?? at, at)
            }
            latest.merge(seen) { max($0, $1) }
            missing.subtract(seen.keys)
        }
    }

    /// The source, day and time of live events.
    private func live(_ days: ClosedRange<Int>) throws -> [(feed: Feed, day: Int, at: Instant)] {
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.source, e.route, d.day, max(e.occurred_at)
              FROM event_day d CROSS JOIN event e ON e.seq = d.seq
             WHERE d.day BETWEEN ?1 AND ?2 AND e.reverses IS NULL
               AND NOT EXISTS (SELECT 1 FROM event u WHERE u.reverses = e.seq)
             GROUP BY d.day, e.source, e.route
            """
        )
        statement.bind(Int64(days.lowerBound), at: 1)
        statement.bind(Int64(days.upperBound), at: 2)
        var found: [(feed: Feed, day: Int, at: Instant)] = []
        while try statement.next() {
            let feed = Feed(
                source: statement.integer(0),
                warehouse: try view.names.routes.route(statement.integer(1)).key.warehouse
            )
            found.append((feed, Int(statement.integer(2)), Instant(milliseconds: statement.integer(3))))
        }
        return found
    }
}
