import GRDB

/// One snapshot of the ledger for a report, within one read transaction.
final class BookView {
    let database: Database
    let names: Names
    let settings: LedgerSettings
    let time: ReportTime
    /// The last event that the report includes; nil for all.
    let lastSeq: Int64?
    /// The opening of each warehouse, as far as the report knows.
    let openings: Openings
    /// What was recorded after the events that the report includes, if the sums less it are what the report knows; nil if
    /// it includes all, or if the log must be read instead.
    let later: LaterEvents?
    /// The end of the time that has passed for the report, excluded. Hours are counted up to here.
    let present: Instant
    /// The clock at the start of the report.
    let now: Instant
    private var knownDestinations: Destinations?
    /// The units of all SKUs at the report's instant, once they were added up from the sums by day.
    var knownPositions: PositionSums?
    private lazy var allRoutes = Result { try names.routes.all() }
    /// Whether the report is about few SKUs, so that events of others are not read.
    let isOfFewSKUs: Bool

    init(
        _ database: Database,
        settings: LedgerSettings,
        time: ReportTime,
        now: Instant,
        isOfFewSKUs: Bool = false
    ) throws {
        self.database = database
        self.isOfFewSKUs = isOfFewSKUs
        self.settings = settings
        self.time = time
        self.now = now
        names = try Names(database)
        lastSeq = try time.lastKnownSeq(database)
        if let lastSeq, try LaterEvents.opensWarehouses(database, after: lastSeq) {
            openings = try LogFold.openings(database, last: lastSeq)
            later = nil
        } else {
            let stored = try Openings(database)
            openings = stored
            later = try lastSeq.flatMap {
                try LaterEvents(database, after: $0, zone: settings.zone, openings: stored)
            }
        }
        let last = [time.asOf, time.knownAt ?? now].compactMap { $0 }.min() ?? now
        present = last.advanced(byMilliseconds: 1)
    }

    var zone: BusinessZone { settings.zone }

    /// Whether the stored sums and keys tell what the report knows, less what came later.
    var hasSums: Bool { lastSeq == nil || later != nil }

    /// Finds events by their days.
    private(set) lazy var eventDays = EventDays(database)

    /// The destinations of shipments.
    func destinations() throws -> Destinations {
        if let knownDestinations { return knownDestinations }
        let read = try Destinations(
            database,
            names: names,
            later: later,
            knownUpTo: hasSums ? nil : lastSeq,
            isOfFewSKUs: isOfFewSKUs
        )
        knownDestinations = read
        return read
    }

    /// Whether an event at this time had happened by the report's instant.
    func hasHappened(_ occurredAt: Instant) -> Bool { time.asOf.map { occurredAt <= $0 } ?? true }

    /// The ids of the SKUs that match a pattern; nil for all.
    func skus(matching pattern: String?) throws -> [Int64]? {
        try pattern.map { try Names.skus(database, matching: $0) }
    }

    /// The routes that satisfy a condition.
    func routes(where holds: (Route) throws -> Bool) throws -> [Int64: Route] {
        var found: [Int64: Route] = [:]
        for route in try allRoutes.get() where try holds(route) { found[route.id] = route }
        return found
    }
}

extension Ledger {
    /// Runs a report on one snapshot of the ledger.
    func view<T>(_ time: ReportTime, _ report: (BookView) throws -> T) throws -> T {
        let now = clock()
        return try read { try report(BookView($0, settings: settings, time: time, now: now)) }
    }
}
