import GRDB

/// The period that a source covers for a warehouse, and the days without events.
public struct Coverage: Sendable {
    /// The source.
    public let source: Source
    /// The warehouse.
    public let warehouse: Warehouse
    /// When the first event happened.
    public let firstEventAt: Instant
    /// When the last event happened.
    public let lastEventAt: Instant
    /// Business days without events between the first and the last event, as ranges.
    public let gaps: [ClosedRange<CalendarDate>]

    /// The number of days in the gaps.
    public var missingDays: Int {
        gaps.reduce(0) { $0 + $1.upperBound.dayNumber - $1.lowerBound.dayNumber + 1 }
    }
}

extension Ledger {
    /// The coverage of each source and warehouse, sorted by both.
    public func coverage() throws -> [Coverage] {
        try read { try Coverage.all($0, zone: settings.zone) }
    }
}

extension Coverage {
    static func all(_ database: Database, zone: BusinessZone) throws -> [Coverage] {
        let names = try Names(database)
        // The log is read in order, because looking up an event for each entry of the order by day costs ten times as
        // much.
        var reader = CoverageReader(
            takenBack: try LogScan.takenBack(database),
            routes: names.routes,
            zone: zone
        )
        let scan = try LogScan(database, through: .reverses)
        try withUnsafeMutablePointer(to: &reader) { reader in
            try scan.forEachRow { try reader.pointee.add($0) }
        }
        return try reader.coverage(names)
    }
}

/// live events -> the days with events of each source and warehouse.
struct CoverageReader {
    /// A source and a warehouse of which it has events.
    struct Feed: Hashable {
        let source: Int64
        let warehouse: Int64
    }

    struct Span {
        private(set) var first = Instant(milliseconds: .max)
        private(set) var last = Instant(milliseconds: .min)
        /// Business days with an event.
        private(set) var days: Set<Int32> = []
        /// The last day noted, because most rows have the day of the previous one.
        private var latest: Int32?

        mutating func add(_ day: Int32, _ at: Instant) {
            if at < first { first = at }
            if at > last { last = at }
            guard day != latest else { return }
            latest = day
            days.insert(day)
        }

        /// The days without events between the first and the last one.
        var gaps: [ClosedRange<CalendarDate>] {
            let sorted = days.sorted().map { Int($0) }
            return zip(sorted, sorted.dropFirst()).filter { $1 > $0 + 1 }.map { day, next in
                CalendarDate(dayNumber: day + 1)...CalendarDate(dayNumber: next - 1)
            }
        }
    }

    private(set) var spans: [(feed: Feed, span: Span)] = []
    private var places: [Feed: Int] = [:]
    /// The source of the last event of each route, and the place of its span: most rows need no more of a search.
    private var known: [(source: Int64, place: Int)] = []
    private static let knownMax = 1_000_000
    private let takenBack: SeqBitmap
    private let routes: RouteTable
    private var days: DayCutter

    /// The days whose events count; nil for all.
    private let wanted: ClosedRange<Int32>?

    init(takenBack: SeqBitmap, routes: RouteTable, zone: BusinessZone, days wanted: ClosedRange<Int>? = nil) {
        self.takenBack = takenBack
        self.routes = routes
        self.wanted = wanted.map { Int32(clamping: $0.lowerBound)...Int32(clamping: $0.upperBound) }
        days = DayCutter(zone)
    }

    /// Adds a row of a pass through the log.
    mutating func add(_ row: FedRow) throws {
        guard row.isNull(.reverses), !takenBack.contains(row.integer(.seq)) else {
            return
        }
        let at = Instant(milliseconds: row.integer(.occurredAt))
        let day = days.day(of: at)
        guard wanted?.contains(day) ?? true else { return }
        let (source, route) = (row.integer(.source), Int(row.integer(.route)))
        let place: Int
        if known.indices.contains(route), known[route].source == source {
            place = known[route].place
        } else {
            place = try learn(source, route)
        }
        spans[place].span.add(day, at)
    }

    /// The coverage of each source and warehouse, sorted by both.
    func coverage(_ names: Names) throws -> [Coverage] {
        let coverage = try spans.map { feed, span in
            Coverage(
                source: try names.sources.code(feed.source),
                warehouse: try names.warehouses.code(feed.warehouse),
                firstEventAt: span.first,
                lastEventAt: span.last,
                gaps: span.gaps
            )
        }
        return coverage.sorted {
            ($0.source, $0.warehouse) < ($1.source, $1.warehouse)
        }
    }

    private mutating func learn(_ source: Int64, _ route: Int) throws -> Int {
        let feed = Feed(source: source, warehouse: try routes.route(Int64(route)).key.warehouse)
        let place = places[feed] ?? spans.count
        if place == spans.count {
            places[feed] = place
            spans.append((feed, Span()))
        }
        guard route < Self.knownMax else { return place }
        while known.count <= route { known.append((-1, 0)) }
        known[route] = (source, place)
        return place
    }
}
