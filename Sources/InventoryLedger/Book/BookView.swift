import GRDB

/// The part of the book that a report looks at, within one read transaction.
final class BookView {
    let database: Database
    let names: Names
    let settings: LedgerSettings
    let time: ReportTime
    /// The last event that the report knows of; nil for all.
    let lastSeq: Int64?
    /// When each warehouse's book was opened, as far as the report knows.
    let openings: Openings
    /// The instant up to which time has passed for the report, excluded: hours are counted up to here.
    let present: Instant
    /// What the clock said when the report began.
    let now: Instant
    private var knownDestinations: Destinations?
    /// Whether the report is of few SKUs: what is told of others is then not read on the way.
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
        openings =
            if let lastSeq { try LogFold.openings(database, last: lastSeq) } else { try Openings(database) }
        let last = [time.asOf, time.knownAt ?? now].compactMap { $0 }.min() ?? now
        present = last.advanced(byMilliseconds: 1)
    }

    var zone: BusinessZone { settings.zone }

    /// Where shipments are bound for.
    func destinations() throws -> Destinations {
        if let knownDestinations { return knownDestinations }
        let read = try Destinations(database, names: names, knownUpTo: lastSeq, isOfFewSKUs: isOfFewSKUs)
        knownDestinations = read
        return read
    }

    /// Whether an event that occurred then had happened by the report's moment.
    func hasHappened(_ occurredAt: Instant) -> Bool { time.asOf.map { occurredAt <= $0 } ?? true }

    /// The ids of the SKUs that a pattern means, nil for all of them.
    func skus(matching pattern: String?) throws -> [Int64]? {
        try pattern.map { try Names.skus(database, matching: $0) }
    }

    /// The routes that a test holds for.
    func routes(where holds: (Route) throws -> Bool) throws -> [Int64: Route] {
        let statement = try RowStatement(database, "SELECT id FROM route")
        var ids: [Int64] = []
        while try statement.next() { ids.append(statement.integer(0)) }
        var found: [Int64: Route] = [:]
        for id in ids {
            let route = try names.routes.route(id)
            if try holds(route) { found[id] = route }
        }
        return found
    }
}

extension Ledger {
    /// Runs a report on the part of the ledger that it looks at: one state of it from beginning to end.
    func view<T>(_ time: ReportTime, _ report: (BookView) throws -> T) throws -> T {
        let now = clock()
        return try read { try report(BookView($0, settings: settings, time: time, now: now)) }
    }
}
