import GRDB

/// Compares the tables that index events with the events themselves.
struct KeyCheck {
    private let database: Database
    private let zone: BusinessZone

    init(_ database: Database, zone: BusinessZone) {
        self.database = database
        self.zone = zone
    }

    func run() throws -> [String] {
        if try KeyFingerprints(database, zone: zone).agree() { return [] }
        let found = try firstDifferences()
        return found.isEmpty ? ["key_page: differs from the log, or event_month or event_kind does"] : found
    }

    /// Finds where the tables differ, which costs more than detecting that they do.
    private func firstDifferences() throws -> [String] {
        let live = """
            FROM event e WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)
            """
        var findings: [String] = []
        let liveCount = try count(live)
        let takenBack = try takenBack()
        var keyCount: Int64 = 0
        let wrongPage = try KeyEntries(database).read { _, seq in
            if !takenBack.contains(seq) { keyCount += 1 }
        }
        if let wrongPage { findings.append(wrongPage) }
        if liveCount != keyCount {
            findings.append("key_page: has \(keyCount) entries for \(liveCount) live events")
        }
        let eventCount = try count("FROM event")
        var dayCount: Int64 = 0
        let wrongList = try ListedEvents(database).read { _, _, _ in dayCount += 1 }
        if let wrongList { findings.append(wrongList) }
        if eventCount != dayCount {
            findings.append("event_month: has \(dayCount) entries for \(eventCount) events")
        }
        findings += try wrongKinds()
        guard findings.isEmpty else { return findings }
        return try firstWrongKey(takenBack) + firstWrongDay()
    }

    /// The lists of kinds that cannot be read or differ from the log.
    private func wrongKinds() throws -> [String] {
        var counts: [String: Int64] = [:]
        let routes = RouteTable(database)
        let events = try RowFeed(database, "route", "FROM event")
        try events.forEachRow { row in
            let kind = try routes.route(row.integer(0)).key.kind
            if kind.isListed { counts[kind.rawValue, default: 0] += 1 }
        }
        let route = try RowStatement(database, "SELECT route FROM event WHERE seq = ?")
        var wrong: Int64?
        var missing = counts
        let wrongList = try ListedEvents(database).readKinds { kind, seq in
            missing[kind, default: 0] -= 1
            guard wrong == nil else { return }
            route.bind(seq, at: 1)
            let own = try route.onlyInteger().map { try routes.route($0).key.kind.rawValue }
            if own != kind { wrong = seq }
        }
        if let wrongList { return [wrongList] }
        if let wrong { return ["event_kind: does not match event \(wrong)"] }
        return missing.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { kind, missing in
            let count = counts[kind, default: 0]
            return "event_kind: has \(count - missing) entries for \(count) events of \(kind)"
        }
    }

    private func count(_ source: String) throws -> Int64 {
        try RowStatement(database, "SELECT count(*) \(source)").onlyInteger() ?? 0
    }

    private func takenBack() throws -> SeqBitmap {
        let statement = try RowStatement(database, "SELECT reverses FROM event WHERE reverses IS NOT NULL")
        var taken = SeqBitmap(upTo: try LogHead.seq(database))
        while try statement.next() { taken.insert(statement.integer(0)) }
        return taken
    }

    /// Each entry of a live event is under the number of its key.
    private func firstWrongKey(_ takenBack: SeqBitmap) throws -> [String] {
        let names = try Names(database)
        let keys = LiveKeys(database, names: names)
        let events = try EventLookup(database, names: names)
        var met = SeqBitmap(upTo: try LogHead.seq(database))
        var wrong: Int64?
        _ = try KeyEntries(database).read { key, seq in
            guard wrong == nil, !takenBack.contains(seq) else { return }
            guard !met.contains(seq), let stored = try events.eventIfAny(seq), stored.reverses == nil,
                try keys.number(of: EventKey(stored.event, stored.ids)) == key
            else {
                wrong = seq
                return
            }
            met.insert(seq)
        }
        return wrong.map { ["key_page: does not match event \($0)"] } ?? []
    }

    private func firstWrongDay() throws -> [String] {
        let statement = try RowStatement(
            database,
            "SELECT occurred_at, coalesce(sku, 0) FROM event WHERE seq = ?"
        )
        var wrong: Int64?
        _ = try ListedEvents(database).read { day, sku, seq in
            guard wrong == nil else { return }
            statement.bind(seq, at: 1)
            defer { statement.reset() }
            guard try statement.next(), case let occurredAt = Instant(milliseconds: statement.integer(0)),
                Instant.range.contains(occurredAt), statement.integer(1) == sku,
                day == Int64(zone.day(of: occurredAt))
            else {
                wrong = seq
                return
            }
        }
        return wrong.map { ["event_month: does not match event \($0)"] } ?? []
    }
}
