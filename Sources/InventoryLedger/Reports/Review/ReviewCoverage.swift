/// The coverage of the sources of a promotion and its baseline. It reads those days and the latest ones only.
struct ReviewCoverage {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    private typealias Feed = CoverageReader.Feed

    /// Every source and warehouse with events in the window or its baseline, sorted.
    func read(_ window: ReportWindow) throws -> [SourceCoverage] {
        let first = view.zone.day(of: min(window.baselineStart, window.start))
        let last = view.zone.day(of: window.end.advanced(byMilliseconds: -1))
        let takenBack = try LogScan.takenBack(view.database, upTo: view.lastSeq)
        let spans = try spans(view.eventDays.places(of: first...last), first...last, takenBack)
        var latest = Dictionary(spans.map { ($0.feed, $0.span.last) }) { max($0, $1) }
        try lookBack(to: last, for: Set(latest.keys), &latest, takenBack)
        let daily = try DailySources(view.database)
        return try spans.map { feed, span in
            let days = span.days.lazy.map { Int($0) }
            let source = try view.names.sources.code(feed.source)
            let warehouse = try view.names.warehouses.code(feed.warehouse)
            let lastEventAt = latest[feed] ?? window.start
            let end = min(last, view.zone.day(of: lastEventAt))
            return SourceCoverage(
                source: source,
                warehouse: warehouse,
                lastEventAt: lastEventAt,
                missingDays: daily.has(source, of: warehouse)
                    ? max(0, end &- (days.min() ?? end) &+ 1 &- days.count { $0 <= end }) : nil
            )
        }.sorted { ($0.source, $0.warehouse) < ($1.source, $1.warehouse) }
    }

    /// Finds the last events of sources, going back from the end until each was seen.
    private func lookBack(
        to first: Int,
        for wanted: Set<Feed>,
        _ latest: inout [Feed: Instant],
        _ takenBack: SeqBitmap
    ) throws {
        let events = view.eventDays
        let later = first + 1...max(first + 1, Int(Projections.days.upperBound))
        var months = try events.months(of: later)
        var missing = wanted
        while let month = months.popLast() {
            var days: [(day: Int, numbers: [Int64])] = []
            let ofMonth = CalendarDate.days(ofMonth: month)
            if later.overlaps(ofMonth) {
                try events.forEachDay(of: later.clamped(to: ofMonth)) { days.append(($0, $1)) }
            }
            while let (day, numbers) = days.popLast() {
                if missing.isEmpty { return }
                for (feed, span) in try spans(LogPlaces { numbers.forEach($0) }, day...day, takenBack)
                where missing.remove(feed) != nil {
                    latest[feed] = max(latest[feed] ?? span.last, span.last)
                }
            }
        }
    }

    /// The live events of some days, of each source and warehouse.
    ///
    /// - Parameter places: where the log has them.
    private func spans(_ places: LogPlaces, _ days: ClosedRange<Int>, _ takenBack: SeqBitmap) throws -> [(
        feed: Feed, span: CoverageReader.Span
    )] {
        let columns = "e.seq, e.source, e.route, e.occurred_at, e.reverses"
        let rows: RowFeed
        switch places {
        case .range(let range):
            rows = try RowFeed(view.database, columns, "FROM event e WHERE e.seq BETWEEN ? AND ?")
            rows.bind(range.lowerBound, at: 1)
            rows.bind(range.upperBound, at: 2)
        case .numbers(let numbers):
            rows = try RowFeed(
                view.database,
                columns,
                "FROM json_each(?) d CROSS JOIN event e ON e.seq = d.value"
            )
            try rows.bind(EventDays.json(numbers), at: 1)
        }
        var reader = CoverageReader(
            takenBack: takenBack,
            routes: view.names.routes,
            zone: view.zone,
            days: days
        )
        try withUnsafeMutablePointer(to: &reader) { reader in
            try rows.forEachRow { try reader.pointee.add($0) }
        }
        return reader.spans
    }
}
