import GRDB

extension Ledger {
    /// What a verification found.
    public struct VerifyResult: Sendable {
        public let events: Int64
        public let batches: Int64
        /// The digest that closes the last batch, in hexadecimal: it stands for the whole history.
        public let head: String
        /// What is wrong, in the order of the checks; empty for a sound ledger.
        public let findings: [String]
        public var isSound: Bool { findings.isEmpty }
    }

    /// Proves the ledger: SQLite's own checks, the schema and its triggers, numbers without gaps, the digest chain,
    /// live keys, sums.
    ///
    /// - Parameter expectedHead: the digest, in hexadecimal, that a trusted note says some batch closed with. A chain
    ///   alone cannot show that its end was cut off or that all of it was made anew.
    public func verify(expectedHead: String? = nil) throws -> VerifyResult {
        var findings = try findings { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
                .map { "SQLite: \($0)" }
                + (try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(10)
                    .map { "SQLite: a row of \($0[0] as String? ?? "a table") points at nothing" })
        }
        findings += try self.findings { try SchemaCheck($0).run() }
        var chain = ChainCheck.Result()
        findings += try self.findings { database in
            try ChainCheck(database).run(&chain)
            return chain.findings
        }
        if let expectedHead, !chain.heads.contains(expectedHead.lowercased()) {
            findings.append("no batch closes with the expected head \(expectedHead)")
        }
        findings += try self.findings { try KeyCheck($0, zone: settings.zone).run() }
        findings += try self.findings { try Self.placesThatDoNotCancel($0) }
        // Sums of a log that is broken prove nothing and may not even add up.
        if findings.isEmpty, let difference = try rebuild(checkOnly: true).difference {
            findings.append(difference)
        }
        return VerifyResult(
            events: chain.events,
            batches: chain.batches,
            head: chain.heads.last ?? "",
            findings: findings
        )
    }

    /// What one check finds. Damage that keeps it from going on is a finding too.
    private func findings(_ check: (Database) throws -> [String]) throws -> [String] {
        do {
            return try connections.read(check)
        } catch let error as LedgerError where error.code == .damaged {
            return [error.message.replacing("; run verify", with: "")]
        }
    }

    /// Units are never made or lost: over all places every SKU sums to zero.
    private static func placesThatDoNotCancel(_ database: Database) throws -> [String] {
        // Summed in halves, so that units that were tampered with cannot overflow the sum.
        try Row.fetchAll(
            database,
            sql: """
                SELECT coalesce(s.code, '?'), CAST(high * 4294967296 + low AS TEXT)
                  FROM (SELECT sku, sum(units >> 32) AS high, sum(units & 4294967295) AS low
                          FROM position GROUP BY sku) p LEFT JOIN sku s ON s.id = p.sku
                 WHERE high * 4294967296 + low <> 0 LIMIT 10
                """
        ).map { "position: the places of sku \($0[0] as String) sum to \($0[1] as String) instead of 0" }
    }
}

/// Recomputes the digest of every batch from its events.
struct ChainCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    struct Result {
        var events: Int64 = 0
        var batches: Int64 = 0
        var heads: [String] = []
        var findings: [String] = []
    }

    /// Stops at the first bad batch: every later digest follows from it.
    func run(_ result: inout Result) throws {
        let names = try Names(database)
        let reader = try EventReader(database, names: names, where: "ORDER BY e.seq")
        let attachments = try BatchAttachments(database, names: names)
        var previous = try LedgerSettings.genesis(database)
        var upcoming = try reader.next()
        var recordedAt: Instant?
        for var batch in try BatchTable.fetch(database) {
            let stored = batch.digest
            result.batches += 1
            func fail(_ message: String) { result.findings.append("batch \(batch.id): \(message)") }
            if batch.id != result.batches { fail("expected batch \(result.batches)") }
            if let recordedAt, batch.recordedAt < recordedAt { fail("recorded before the batch ahead of it") }
            recordedAt = batch.recordedAt
            var digest = EventDigest(after: previous)
            var count: Int64 = 0
            while let event = upcoming, event.batch == batch.id {
                result.events += 1
                count += 1
                if event.seq != result.events {
                    fail("expected event \(result.events), found \(event.seq)")
                    return
                }
                digest.add(event.event, at: event.place)
                upcoming = try reader.next()
            }
            if count != batch.events { fail("has \(count) events instead of \(batch.events)") }
            try attachments.add(of: batch.id, to: &digest)
            batch.events = count
            if digest.close(batch) != stored { fail("its digest does not match its contents") }
            if !result.findings.isEmpty { return }
            result.heads.append(stored.hexadecimal)
            previous = stored
        }
        if let event = upcoming { result.findings.append("event \(event.seq): belongs to no batch") }
    }
}

/// Compares the tables that find events with the events themselves.
struct KeyCheck {
    private let database: Database
    private let zone: BusinessZone

    init(_ database: Database, zone: BusinessZone) {
        self.database = database
        self.zone = zone
    }

    func run() throws -> [String] {
        let live = """
            FROM event e WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)
            """
        var findings: [String] = []
        let liveCount = try Int64.fetchOne(database, sql: "SELECT count(*) \(live)")
        let keyCount = try Int64.fetchOne(database, sql: "SELECT count(*) FROM live_key")
        if liveCount != keyCount {
            findings.append("live_key: has \(keyCount ?? 0) keys for \(liveCount ?? 0) live events")
        }
        let eventCount = try Int64.fetchOne(database, sql: "SELECT count(*) FROM event")
        let dayCount = try Int64.fetchOne(database, sql: "SELECT count(*) FROM event_day")
        if eventCount != dayCount {
            findings.append("event_day: has \(dayCount ?? 0) entries for \(eventCount ?? 0) events")
        }
        guard findings.isEmpty else { return findings }
        return try firstWrongKey() + firstWrongNumber() + firstWrongDay()
    }

    /// The members of a key are numbered from 0 without gaps: a new event takes the number 0 for free.
    private func firstWrongNumber() throws -> [String] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT document FROM live_key GROUP BY document, scope, sku, line, shipment
                HAVING min(n) <> 0 OR max(n) <> count(*) - 1 LIMIT 1
                """
        ).map { "live_key: the events of document \($0[0] as String) are not numbered 0, 1, 2, ..." }
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
            """
            SELECT d.day, d.sku, d.seq, e.occurred_at, coalesce(e.sku, 0)
              FROM event_day d LEFT JOIN event e ON e.seq = d.seq
            """
        )
        while try statement.next() {
            guard !statement.isNull(3),
                Instant.range.contains(Instant(milliseconds: statement.integer(3))),
                statement.integer(1) == statement.integer(4),
                statement.integer(0) == Int64(zone.day(of: Instant(milliseconds: statement.integer(3))))
            else { return ["event_day: does not match event \(statement.integer(2))"] }
        }
        return []
    }
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits per byte.
    public var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
