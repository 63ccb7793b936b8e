import GRDB
import TestSupport
import Testing

@testable import InventoryLedger

/// The runs of keys in the ledger, against a plain set of entries.
@Suite struct KeyRunsTests {
    /// A ledger in memory, and the entries that its runs should have.
    private struct Model {
        var entries: [KeyEntry] = []
        var reversed: Set<Int64> = []
        var seq: Int64 = 0

        /// The entries with keys of a range.
        func live(_ isSought: (UInt64) -> Bool) -> [KeyEntry] {
            entries.filter { isSought($0.key) && !reversed.contains($0.seq) }.sorted()
        }
    }

    private static func withLedger(_ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        try queue.writeWithoutTransaction { database in
            try SchemaVersion.migrate(database)
            try database.inTransaction {
                try body(database)
                return .rollback
            }
        }
    }

    private static func append(_ count: Int, reversing: [Int64], to model: inout Model, _ database: Database)
        throws
    {
        let insert = try RowStatement(
            database,
            "INSERT INTO event (seq, batch, route, source, document, occurred_at, reverses) VALUES (?, 1, 1, 1, 'D', 0, ?)"
        )
        for place in 0..<max(count, reversing.count) {
            model.seq += 1
            insert.bind(model.seq, at: 1)
            insert.bind(place < reversing.count ? reversing[place] : nil, at: 2)
            try insert.run()
        }
    }

    @Test(arguments: seeds(10))
    func `runs find what was added to them, whatever became one`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        try Self.withLedger { database in
            let runs = KeyRuns(database)
            var model = Model()
            // Few keys make long groups, many make long runs.
            let keys: UInt64 = [3, 500, 1 << 56 - (1 << 26)][random.number(0...2)]
            for _ in 0..<30 {
                let count = random.number(0...3) == 0 ? random.number(500...4000) : random.number(1...40)
                let first = model.seq + 1
                try Self.append(count, reversing: [], to: &model, database)
                let new = (0..<Int64(count)).map { KeyEntry(key: random.next() % keys, seq: first + $0) }
                    .sorted()
                try runs.add(new)
                model.entries += new
                if random.number(0...4) == 0 {
                    let gone = (0..<random.number(1...30)).map { _ in
                        model.entries[random.number(0...(model.entries.count - 1))].seq
                    }
                    let fresh = Array(Set(gone).subtracting(model.reversed))
                    try Self.append(0, reversing: fresh, to: &model, database)
                    model.reversed.formUnion(fresh)
                }
                try Self.check(random.number(0...1) == 0 ? runs : KeyRuns(database), model, keys, &random)
            }
            #expect(try runs.all().count <= 16)
            var sorted: [KeyEntry] = []
            var merge = try runs.sorted()
            while let entry = try merge.next() { sorted.append(entry) }
            #expect(sorted.filter { !model.reversed.contains($0.seq) } == model.live { _ in true })
            // Entries of reversed events are gone from runs that became one after they were reversed.
            #expect(sorted.count <= model.entries.count)
            var read: [KeyEntry] = []
            let finding = try KeyEntries(database).read { read.append(KeyEntry(key: $0, seq: $1)) }
            #expect(finding == nil)
            #expect(read.sorted() == sorted)
        }
    }

    private static func check(_ runs: KeyRuns, _ model: Model, _ keys: UInt64, _ random: inout SeededDraws)
        throws
    {
        func some() -> UInt64 {
            random.number(0...1) == 0
                ? random.next() % keys : model.entries[random.number(0...(model.entries.count - 1))].key
        }
        let low = some()
        let range = low...(low + random.next() % (keys / 20 + 1))
        var found: [KeyEntry] = []
        try runs.forEach(in: range) { found.append($0) }
        #expect(found.filter { !model.reversed.contains($0.seq) }.sorted() == model.live(range.contains))
        let sought = Set((0..<random.number(0...300)).map { _ in some() })
        let sorted = sought.sorted()
        var met: [KeyEntry] = []
        let isWhole = try runs.forEach(of: sorted) { place, entry in
            #expect(sorted[place] == entry.key)
            met.append(entry)
            return true
        }
        #expect(isWhole)
        #expect(met.filter { !model.reversed.contains($0.seq) }.sorted() == model.live(sought.contains))
        let count = met.count
        guard count > 1 else { return }
        var passed = 0
        let stops = try runs.forEach(of: sorted) { _, _ in
            passed += 1
            return passed < count - 1
        }
        #expect(!stops && passed == count - 1)
    }

    @Test func `entries of reversed events are left out when runs become one`() throws {
        try Self.withLedger { database in
            let runs = KeyRuns(database)
            var model = Model()
            try Self.append(100, reversing: [], to: &model, database)
            try runs.add((1...100).map { KeyEntry(key: UInt64($0), seq: $0) })
            try Self.append(0, reversing: Array(1...99), to: &model, database)
            try Self.append(1, reversing: [], to: &model, database)
            try runs.add([KeyEntry(key: 7, seq: 200)])
            #expect(try runs.all().map(\.entries) == [2])
            #expect(try runs.all().map(\.seqs) == [100...200])
            try Self.append(0, reversing: [100, 200], to: &model, database)
            try Self.append(1, reversing: [], to: &model, database)
            try runs.add([KeyEntry(key: 7, seq: 203)])
            #expect(try runs.all().map(\.entries) == [1])
        }
    }

    @Test func `four runs of about one length become one`() throws {
        try Self.withLedger { database in
            let runs = KeyRuns(database)
            var model = Model()
            var counts: [[Int64]] = []
            for _ in 0..<16 {
                let first = model.seq + 1
                try Self.append(600, reversing: [], to: &model, database)
                try runs.add((0..<600).map { KeyEntry(key: UInt64($0), seq: first + $0) })
                counts.append(try runs.all().map(\.entries))
            }
            #expect(counts[2] == [600, 600, 600])
            #expect(counts[3] == [2400])
            #expect(counts[6] == [2400, 600, 600, 600])
            #expect(counts[14] == [2400, 2400, 2400, 600, 600, 600])
            #expect(counts[15] == [9600])
            #expect(try RowStatement(database, "SELECT count(*) FROM key_run").onlyInteger() == 1)
        }
    }

    @Test func `pages that begin with one key are found from any of them`() throws {
        try Self.withLedger { database in
            let runs = KeyRuns(database)
            var model = Model()
            try Self.append(5000, reversing: [], to: &model, database)
            // The numbers of these pages run past the keys after them.
            let new = (1...5000).map { seq in
                KeyEntry(key: seq <= 4990 ? 1000 : 1000 + UInt64(seq - 4990), seq: Int64(seq))
            }
            try runs.add(new)
            for key in UInt64(999)...1011 {
                var found: [Int64] = []
                try runs.forEach(in: key...key) { found.append($0.seq) }
                #expect(found == new.filter { $0.key == key }.map(\.seq))
                var met: [Int64] = []
                let isWhole = try runs.forEach(of: [key]) { _, entry in
                    met.append(entry.seq)
                    return true
                }
                #expect(isWhole && met == found)
            }
            var all = 0
            let isWhole = try runs.forEach(of: Array(990...1020)) { _, _ in
                all += 1
                return true
            }
            #expect(isWhole && all == 5000)
            #expect(try KeyEntries(database).read { _, _ in } == nil)
        }
    }

    @Test func `the number of a key is the one that the description gives`() {
        let genesis = (0..<32).map { UInt8($0 * 7 + 3) }
        let (hash, oracle) = (KeyHash(genesis: genesis), OracleKeys(genesis: genesis))
        var random = SeededDraws(seed: 1)
        for length in 0..<60 {
            let document = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let line = (0..<random.number(0...20)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let (kind, sku) = (Int64(random.number(1...21)), Int64(random.number(0...90_000)))
            let (source, part) = (Int64(random.number(1...40)), Int64(random.number(0...5)))
            let (stage, shipment) = (Int64(random.number(0...8)), Int64(random.number(0...400)))
            let own = document.withUnsafeBufferPointer { document in
                line.withUnsafeBufferPointer { line in
                    hash.number(
                        document: hash.document(document),
                        scope: part << 48 | source << 16 | kind << 8 | stage,
                        sku: sku,
                        line: line,
                        shipment: shipment
                    )
                }
            }
            let key = OracleKeys.Key(
                document: document,
                source: source,
                kind: kind,
                stage: stage,
                part: part,
                sku: sku,
                line: line,
                shipment: shipment
            )
            #expect(own == oracle.number(key))
            #expect(KeyHash.kind(ofNumber: own) == kind)
            #expect(KeyHash.hasNoLine(own) == line.isEmpty)
        }
    }
}
