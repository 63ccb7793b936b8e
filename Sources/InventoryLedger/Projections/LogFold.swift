import GRDB

/// log -> sums: adds up a range of the log.
///
/// Reads only the five columns that the sums need, without creating events.
struct LogFold {
    let zone: BusinessZone
    let openings: Openings

    /// The sums of a range of the log, and its opening events.
    struct Part {
        var sums = Sums()
        /// In the order of the log.
        var openingEvents: [Openings.Event] = []
    }

    /// The sums of events `first...last`, or of those up to `occurredUpTo`.
    func sums(
        _ database: Database,
        first: Int64,
        last: Int64,
        occurredUpTo: Instant? = nil,
        sku: Int64? = nil
    ) throws -> Sums {
        try part(database, first: first, last: last, occurredUpTo: occurredUpTo, sku: sku).sums
    }

    /// The same, with the openings on the way.
    ///
    /// - Parameter packs: whether the sums are packed as they grow, so that those of a long log take little memory.
    func part(
        _ database: Database,
        first: Int64,
        last: Int64,
        occurredUpTo: Instant? = nil,
        sku: Int64? = nil,
        packs: Bool = false
    ) throws -> Part {
        let conditions =
            (occurredUpTo == nil ? "" : " AND occurred_at <= ?") + (sku == nil ? "" : " AND sku = ?")
        let rows = try RowFeed(
            database,
            "sku, route, quantity, occurred_at, reverses",
            "FROM event WHERE seq BETWEEN ? AND ?" + conditions
        )
        rows.bind(first, at: 1)
        rows.bind(last, at: 2)
        if let occurredUpTo { rows.bind(occurredUpTo.milliseconds, at: 3) }
        if let sku { rows.bind(sku, at: occurredUpTo == nil ? 3 : 4) }
        var run = try FoldRun(database, self, packs: packs)
        // Through a pointer, because Swift checks a captured variable for exclusive access at every row.
        try withUnsafeMutablePointer(to: &run) { run in try rows.forEachRow { try run.pointee.add($0) } }
        return run.finished()
    }

    /// The openings in events `1...last`.
    static func openings(_ database: Database, last: Int64) throws -> Openings {
        let kind = EventKind.stockOpened.rawValue
        var openings = Openings()
        let routes = try RowStatement(database, "SELECT 1 FROM route WHERE kind = ? LIMIT 1")
        routes.bind(kind, at: 1)
        defer { routes.reset() }
        // Without such a route there is no such event, and the log need not be read.
        guard try routes.next() else { return openings }
        let table = RouteTable(database)
        let statement = try RowStatement(
            database,
            """
            SELECT e.route, e.occurred_at, e.reverses IS NOT NULL FROM event e
             WHERE e.seq <= ? AND e.route IN (SELECT id FROM route WHERE kind = ?)
             ORDER BY e.seq
            """
        )
        statement.bind(last, at: 1)
        statement.bind(kind, at: 2)
        while try statement.next() {
            openings.add(
                Openings.Event(
                    warehouse: try table.route(statement.integer(0)).key.warehouse,
                    at: Instant(milliseconds: statement.integer(1)),
                    isReversal: statement.integer(2) != 0
                )
            )
        }
        return openings
    }
}

/// The state of folding one range of the log. An array by route id holds what every row needs.
private struct FoldRun {
    private struct Fact {
        let isSummed: Bool
        let isOpening: Bool
        let warehouse: Int64
        /// From when on the stock of the warehouse is kept.
        let openedAt: Int64
        var events: Int64 = 0
    }

    private let fold: LogFold
    private let routes: RouteTable
    /// By route id; nil for a route without events so far.
    private var facts: [Fact?]
    private var days: DayCutter
    private var part = LogFold.Part()
    private let cellsMax: Int

    /// A log is mostly sorted by time, so that cells of earlier days are hardly needed again.
    private static let cellsPacked = 150_000

    init(_ database: Database, _ fold: LogFold, packs: Bool) throws {
        self.fold = fold
        cellsMax = packs ? Self.cellsPacked : .max
        routes = RouteTable(database)
        facts = Array(repeating: nil, count: try routes.count() + 1)
        days = DayCutter(fold.zone)
    }

    mutating func add(_ row: FedRow) throws {
        let id = row.integer(1)
        guard facts.indices.contains(Int(id)) else {
            throw LedgerError(.damaged, "an event refers to route \(id), which is missing; run verify")
        }
        let index = Int(id)
        let fact: Fact
        if let known = facts[index] { fact = known } else { fact = try learn(id) }
        let occurredAt = Instant(milliseconds: row.integer(3))
        guard Instant.range.contains(occurredAt) else {
            throw LedgerError(.damaged, "an event has a time outside the range of a ledger; run verify")
        }
        let events: Int64 = row.isNull(4) ? 1 : -1
        facts[index]?.events += events
        if fact.isOpening {
            part.openingEvents.append(
                Openings.Event(warehouse: fact.warehouse, at: occurredAt, isReversal: events < 0)
            )
        }
        guard fact.isSummed else { return }
        guard let sku = Int32(exactly: row.integer(0)), sku > 0 else {
            throw LedgerError(.damaged, "an event refers to a SKU that is missing; run verify")
        }
        try part.sums.add(
            units: row.integer(2),
            events: events,
            to: CellKey(
                sku: sku,
                route: Int32(truncatingIfNeeded: id),
                isBeforeOpening: occurredAt.milliseconds < fact.openedAt
            ),
            day: days.day(of: occurredAt)
        )
        if part.sums.count >= cellsMax { part.sums.pack() }
    }

    func finished() -> LogFold.Part {
        var part = part
        for (id, fact) in facts.enumerated() {
            if let fact { part.sums.addUse(of: Int32(truncatingIfNeeded: id), events: fact.events) }
        }
        if cellsMax < .max { part.sums.pack() }
        return part
    }

    /// Looks up a route that has its first event.
    private mutating func learn(_ id: Int64) throws -> Fact {
        let route = try routes.route(id)
        let fact = Fact(
            isSummed: route.isSummed,
            isOpening: route.key.kind == .stockOpened,
            warehouse: route.key.warehouse,
            openedAt: fold.openings.byWarehouse[route.key.warehouse]?.at.milliseconds ?? .min
        )
        facts[Int(id)] = fact
        return fact
    }
}
