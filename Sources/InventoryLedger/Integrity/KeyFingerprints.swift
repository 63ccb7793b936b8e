import GRDB

/// Fingerprints of the tables that index events, and of what they should contain.
///
/// A row counts as a hash of its columns and a table as the sum of its rows, so nothing needs sorting. The hash has a
/// random key for every process. So no row can be forged to replace another, and two different tables have equal sums
/// only with the probability of guessing 64 bits.
struct KeyFingerprints {
    private let database: Database
    private let zone: BusinessZone

    init(_ database: Database, zone: BusinessZone) {
        self.database = database
        self.zone = zone
    }

    private struct Sum: Equatable {
        private var rows = 0
        private var sum = 0

        mutating func add(_ hash: Int) {
            rows += 1
            sum &+= hash
        }
    }

    /// Whether the runs of keys and the lists of events by month and by kind match the log.
    func agree() throws -> Bool {
        let takenBack = try takenBack()
        guard let stored = try storedKeys(takenBack) else { return false }
        let expected = try expected(takenBack)
        return try expected.keys == stored && expected.days == storedDays() && expected.kinds == storedKinds()
    }

    private func expected(_ takenBack: SeqBitmap) throws -> (keys: Sum, days: Sum, kinds: Sum) {
        let hash = KeyHash(genesis: try EventDigest.genesis(database))
        let routes = RouteTable(database)
        let names = try Names(database)
        let rows = try RowFeed(
            database,
            "e.seq, e.document, e.source, e.route, e.sku, e.line, e.occurred_at, e.reverses, d.part, d.sku_written",
            "FROM event e LEFT JOIN event_detail d ON d.seq = e.seq"
        )
        var keys = Sum()
        var dayEntries = Sum()
        var kindEntries = Sum()
        var days = DayCutter(zone)
        try rows.forEachRow { row in
            let seq = row.integer(0)
            let occurredAt = Instant(milliseconds: row.integer(6))
            guard Instant.range.contains(occurredAt) else {
                throw LedgerError(.damaged, "event \(seq) has a number that no event can have; run verify")
            }
            dayEntries.add(Self.hash(Int64(days.day(of: occurredAt)), row.integer(4), seq))
            let route = try routes.route(row.integer(3)).key
            if route.kind.isListed { kindEntries.add(Self.hash(route.kind.number, seq, 0)) }
            guard row.isNull(7), !takenBack.contains(seq) else { return }
            // As in `EventKey`.
            let part = row.isNull(8) ? 0 : row.integer(8)
            var sku = row.integer(4)
            if !row.isNull(8), !row.isNull(9), let written = try names.skus.known(SKU(trusted: row.text(9))) {
                sku = written
            }
            let scope =
                part << 48 | row.integer(2) << 16 | route.kind.number << 8 | (route.stage?.number ?? 0)
            let shipment = route.kind == .customsReleased ? route.shipment : 0
            var key: UInt64 = 0
            row.withBytes(1) { document in
                row.withBytes(5) { line in
                    key = hash.number(
                        document: hash.document(document),
                        scope: scope,
                        sku: sku,
                        line: line,
                        shipment: shipment
                    )
                }
            }
            keys.add(Self.hash(Int64(truncatingIfNeeded: key), seq, 0))
        }
        return (keys, dayEntries, kindEntries)
    }

    /// Nil if a page cannot be read, or an entry would not be found. Entries of reversed events may be there.
    private func storedKeys(_ takenBack: SeqBitmap) throws -> Sum? {
        var sum = Sum()
        let finding = try KeyEntries(database).read { key, seq in
            if !takenBack.contains(seq) { sum.add(Self.hash(Int64(truncatingIfNeeded: key), seq, 0)) }
        }
        return finding == nil ? sum : nil
    }

    /// Nil if a list of events cannot be read, or does not end where the next event would be appended.
    private func storedDays() throws -> Sum? {
        var sum = Sum()
        let finding = try ListedEvents(database).read { sum.add(Self.hash($0, $1, $2)) }
        return finding == nil ? sum : nil
    }

    /// Nil if a list of the events of a kind cannot be read, or does not end where the next event would be appended.
    private func storedKinds() throws -> Sum? {
        var sum = Sum()
        let finding = try ListedEvents(database).readKinds { kind, seq in
            sum.add(Self.hash(EventKind(rawValue: kind)?.number ?? 0, seq, 0))
        }
        return finding == nil ? sum : nil
    }

    private func takenBack() throws -> SeqBitmap {
        let rows = try RowFeed(database, "reverses", "FROM event WHERE reverses IS NOT NULL")
        var taken = SeqBitmap(upTo: try LogHead.seq(database))
        try rows.forEachRow { taken.insert($0.integer(0)) }
        return taken
    }

    private static func hash(_ one: Int64, _ two: Int64, _ three: Int64) -> Int {
        var hasher = Hasher()
        hasher.combine(one)
        hasher.combine(two)
        hasher.combine(three)
        return hasher.finalize()
    }
}
