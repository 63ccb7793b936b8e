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
        try view.eventDays.forEachDay(of: first...last) { day, numbers in
            for (feed, at) in try live(numbers) {
                days[feed, default: []].insert(day)
                latest[feed] = max(latest[feed] ?? at, at)
            }
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
        let events = view.eventDays
        let later = first + 1...max(first + 1, Int(Projections.days.upperBound))
        var months = try events.months(of: later)
        var missing = wanted
        while let month = months.popLast() {
            var days: [[Int64]] = []
            let ofMonth = CalendarDate.days(ofMonth: month)
            if later.overlaps(ofMonth) {
                try events.forEachDay(of: later.clamped(to: ofMonth)) { days.append($1) }
            }
            while let numbers = days.popLast() {
                if missing.isEmpty { return }
                for (feed, at) in try live(numbers) where missing.contains(feed) {
                    latest[feed] = max(latest[feed] ?? at, at)
                    missing.remove(feed)
                }
            }
        }
    }

    /// The source and the last time of the live events among these.
    private func live(_ numbers: [Int64]) throws -> [(feed: Feed, at: Instant)] {
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.source, e.route, max(e.occurred_at) FROM json_each(?) d CROSS JOIN event e ON e.seq = d.value
             WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event u WHERE u.reverses = e.seq)
             GROUP BY e.source, e.route
            """
        )
        statement.bind(EventDays.json(numbers), at: 1)
        var latest: [Feed: Instant] = [:]
        while try statement.next() {
            let feed = Feed(
                source: statement.integer(0),
                warehouse: try view.names.routes.route(statement.integer(1)).key.warehouse
            )
            let at = Instant(milliseconds: statement.integer(2))
            latest[feed] = max(latest[feed] ?? at, at)
        }
        return latest.map { (feed: $0.key, at: $0.value) }
    }
}
