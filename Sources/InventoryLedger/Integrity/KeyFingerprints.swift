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

    /// Whether the live keys and the lists of events by month match the log, and the members of every key are numbered from 0.
    func agree() throws -> Bool {
        guard let stored = try storedKeys() else { return false }
        let expected = try expected()
        return try expected.keys == stored && expected.days == storedDays()
    }

    private func expected() throws -> (keys: Sum, days: Sum) {
        let routes = RouteTable(database)
        let names = try Names(database)
        let takenBack = try takenBack()
        let rows = try RowFeed(
            database,
            "e.seq, e.document, e.source, e.route, e.sku, e.line, e.occurred_at, e.reverses, d.part, d.sku_written",
            "FROM event e LEFT JOIN event_detail d ON d.seq = e.seq"
        )
        var keys = Sum()
        var dayEntries = Sum()
        var days = DayCutter(zone)
        try rows.forEachRow { row in
            let seq = row.integer(0)
            let occurredAt = Instant(milliseconds: row.integer(6))
            guard Instant.range.contains(occurredAt) else {
                throw LedgerError(.damaged, "event \(seq) has a number that no event can have; run verify")
            }
            dayEntries.add(Self.hash(Int64(days.day(of: occurredAt)), row.integer(4), seq))
            guard row.isNull(7), !takenBack.contains(seq) else { return }
            let route = try routes.route(row.integer(3)).key
            // As in `EventKey`.
            let part = row.isNull(8) ? 0 : row.integer(8)
            var sku = row.integer(4)
            if !row.isNull(8), !row.isNull(9), let written = try names.skus.known(SKU(trusted: row.text(9))) {
                sku = written
            }
            let scope =
                part << 48 | row.integer(2) << 16 | route.kind.number << 8 | (route.stage?.number ?? 0)
            var hasher = Hasher()
            row.hash(1, into: &hasher)
            hasher.combine(scope)
            hasher.combine(sku)
            row.hash(5, into: &hasher)
            hasher.combine(route.kind == .customsReleased ? route.shipment : 0)
            keys.add(Self.hash(Int64(hasher.finalize()), seq, 0))
        }
        return (keys, dayEntries)
    }

    /// Nil if the members of a key are not numbered 0, 1, 2, ...
    private func storedKeys() throws -> Sum? {
        // In key order, the members of a key are adjacent.
        let rows = try RowFeed(database, "document, scope, sku, line, shipment, n, seq", "FROM live_key")
        var sum = Sum()
        var last: (key: Int, n: Int64)?
        var isNumbered = true
        try rows.forEachRow { row in
            var hasher = Hasher()
            row.hash(0, into: &hasher)
            hasher.combine(row.integer(1))
            hasher.combine(row.integer(2))
            row.hash(3, into: &hasher)
            hasher.combine(row.integer(4))
            let key = hasher.finalize()
            let n = row.integer(5)
            if let last, last.key == key, last.n < .max {
                isNumbered = isNumbered && n == last.n + 1
            } else {
                isNumbered = isNumbered && n == 0
            }
            last = (key, n)
            sum.add(Self.hash(Int64(key), row.integer(6), 0))
        }
        return isNumbered ? sum : nil
    }

    /// Nil if a list of events cannot be read, or does not end where the next event would be appended.
    private func storedDays() throws -> Sum? {
        var sum = Sum()
        let finding = try ListedEvents(database).read { sum.add(Self.hash($0, $1, $2)) }
        return finding == nil ? sum : nil
    }

    private func takenBack() throws -> Set<Int64> {
        let rows = try RowFeed(database, "reverses", "FROM event WHERE reverses IS NOT NULL")
        var taken: Set<Int64> = []
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
