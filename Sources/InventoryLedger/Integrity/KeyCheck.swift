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
        return found.isEmpty ? ["live_key: differs from the log, and so does event_month"] : found
    }

    /// Finds where the tables differ, which costs more than detecting that they do.
    private func firstDifferences() throws -> [String] {
        let live = """
            FROM event e WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)
            """
        var findings: [String] = []
        let liveCount = try count(live)
        let keyCount = try count("FROM live_key")
        if liveCount != keyCount {
            findings.append("live_key: has \(keyCount) keys for \(liveCount) live events")
        }
        let eventCount = try count("FROM event")
        var dayCount: Int64 = 0
        let wrongList = try ListedEvents(database).read { _, _, _ in dayCount += 1 }
        if let wrongList { findings.append(wrongList) }
        if eventCount != dayCount {
            findings.append("event_month: has \(dayCount) entries for \(eventCount) events")
        }
        guard findings.isEmpty else { return findings }
        return try firstWrongKey() + firstWrongNumber() + firstWrongDay()
    }

    private func count(_ source: String) throws -> Int64 {
        try RowStatement(database, "SELECT count(*) \(source)").onlyInteger() ?? 0
    }

    /// The members of a key are numbered from 0 without gaps, because a new event relies on 0 being free.
    private func firstWrongNumber() throws -> [String] {
        let statement = try RowStatement(
            database,
            """
            SELECT document FROM live_key GROUP BY document, scope, sku, line, shipment
            HAVING min(n) <> 0 OR max(n) <> count(*) - 1 LIMIT 1
            """
        )
        defer { statement.reset() }
        guard try statement.next() else { return [] }
        return [
            "live_key: the events of document \(statement.shownText(0)) are not numbered 0, 1, 2, ..."
        ]
    }

    private func firstWrongKey() throws -> [String] {
        let names = try Names(database)
        let keys = try RowStatement(
            database,
            "SELECT document, scope, sku, line, shipment, seq FROM live_key ORDER BY seq"
        )
        let reader = try EventReader(
            database,
            names: names,
            where: """
                WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq) ORDER BY e.seq
                """
        )
        while let stored = try reader.next() {
            let key = EventKey(stored.event, stored.ids)
            guard try keys.next(), keys.integer(5) == stored.seq,
                keys.text(0).hasSameBytes(as: key.document.text),
                keys.integer(1) == key.scope, keys.integer(2) == key.sku,
                keys.text(3).hasSameBytes(as: key.line?.text ?? ""),
                keys.integer(4) == key.shipment
            else { return ["live_key: does not match event \(stored.seq)"] }
        }
        return []
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
