import GRDB

/// The sorted runs of keys in the ledger. `v009_key_runs.sql` describes them.
///
/// A batch writes its entries as one run. As soon as four runs at the end have about the same length, they become one, so
/// there are few runs, and an entry is rewritten only when the ledger has become four times as long.
final class KeyRuns {
    struct Run {
        let number: Int64
        /// The events of the run.
        let seqs: ClosedRange<Int64>
        let entries: Int64

        /// How often a run of the shortest kind would have to become four times as long.
        var level: Int { KeyRuns.level(entries) }

        /// The ids of its pages.
        var ids: ClosedRange<Int64> {
            number << Int64(KeyHash.bits)...(number << Int64(KeyHash.bits) | (1 << Int64(KeyHash.bits) - 1))
        }

        /// The id that a page with a first key would have.
        func id(of key: UInt64) -> Int64 { ids.lowerBound | Int64(truncatingIfNeeded: key) }
    }

    private let database: Database
    private let selectPages: LazyStatement
    private let selectNext: LazyStatement
    private let insertPage: LazyStatement
    private let deletePage: LazyStatement
    /// From the oldest.
    private var known: [Run]?

    private static let numbers = 0..<Int64(128)
    /// Runs of a page or so are always merged, which costs no more than writing another page.
    private static let entriesMin: Int64 = 512
    private static let runsOfLevel = 4

    init(_ database: Database) {
        self.database = database
        let columns = "id, key, seq, key_bytes, seq_bytes, entries"
        // The last page that begins before a key, and those after it.
        selectPages = LazyStatement(
            database,
            """
            SELECT \(columns) FROM key_page
             WHERE id >= coalesce((SELECT max(id) FROM key_page WHERE id >= ?1 AND id < ?2), ?1) AND id <= ?3
             ORDER BY id
            """
        )
        selectNext = LazyStatement(
            database,
            "SELECT \(columns) FROM key_page WHERE id > ? AND id <= ? ORDER BY id LIMIT 1"
        )
        insertPage = LazyStatement(
            database,
            "INSERT INTO key_page (id, key, seq, key_bytes, seq_bytes, entries) VALUES (?, ?, ?, ?, ?, ?)"
        )
        deletePage = LazyStatement(database, "DELETE FROM key_page WHERE id = ?")
    }

    /// The runs, from the oldest.
    func all() throws -> [Run] {
        if let known { return known }
        let statement = try RowStatement(
            database,
            "SELECT run, first, last, entries FROM key_run ORDER BY first, run"
        )
        var runs: [Run] = []
        while try statement.next() {
            let (first, last) = (statement.integer(1), statement.integer(2))
            guard Self.numbers.contains(statement.integer(0)), first <= last else { throw KeyEntry.damaged }
            runs.append(
                Run(number: statement.integer(0), seqs: first...last, entries: statement.integer(3))
            )
        }
        known = runs
        return runs
    }

    // MARK: Reading

    /// Passes the entries with keys of a range.
    func forEach(in keys: ClosedRange<UInt64>, _ body: (KeyEntry) throws -> Void) throws {
        let pages = try selectPages.prepared()
        for run in try all() {
            defer { pages.reset() }
            start(pages, run, at: keys.lowerBound)
            while try pages.next() {
                let isPast = try withKeys(of: pages) { page in
                    var place = page.place(notBelow: keys.lowerBound, from: 0)
                    while place < page.count, page.key(place) <= keys.upperBound {
                        try body(page.entry(place))
                        place += 1
                    }
                    return place < page.count
                }
                if isPast { break }
            }
        }
    }

    /// Passes the entries with some keys, and which key it is, until the block returns false.
    ///
    /// - Parameters:
    ///   - keys: the first of each number of keys in a row; sorted, none within another one's.
    ///   - width: how many keys come after each.
    /// - Returns: whether the block never returned false.
    func forEach(of keys: [UInt64], width: UInt64 = 0, _ body: (_ place: Int, KeyEntry) throws -> Bool) throws
        -> Bool
    {
        guard !keys.isEmpty else { return true }
        for run in try all() {
            guard try forEach(of: keys, width, in: run, body) else { return false }
        }
        return true
    }

    private func forEach(
        of keys: [UInt64],
        _ width: UInt64,
        in run: Run,
        _ body: (Int, KeyEntry) throws -> Bool
    ) throws -> Bool {
        let pages = try selectPages.prepared()
        defer { pages.reset() }
        var next = 0
        var isWhole = true
        while next < keys.count {
            start(pages, run, at: keys[next])
            let sought = next
            var skipped = 0
            while skipped < Self.pagesSkipped || next == sought {
                guard try pages.next() else { return isWhole }
                let before = next
                var hasSome = false
                try withKeys(of: pages) { page in
                    let last = page.lastKey
                    var place = 0
                    let first = page.key(0)
                    next = SortedKeys.place(in: next..<keys.count) { keys[$0] &+ width < first }
                    var index = next
                    while isWhole, index < keys.count, keys[index] <= last {
                        place = page.place(notBelow: keys[index], from: place)
                        while isWhole, place < page.count, page.key(place) <= keys[index] &+ width {
                            isWhole = try body(index, page.entry(place))
                            hasSome = true
                            place += 1
                        }
                        // Entries may go on in the next page.
                        if keys[index] &+ width < last { next = index + 1 }
                        index += 1
                    }
                }
                guard isWhole else { return false }
                if next == keys.count { return true }
                // A page of entries of one key is not skipped: a new search would pass them again.
                skipped = next == before && !hasSome ? skipped + 1 : 0
            }
            pages.reset()
        }
        return isWhole
    }

    /// If this many pages had none of the keys, the next one is searched for.
    private static let pagesSkipped = 3

    private func start(_ pages: RowStatement, _ run: Run, at key: UInt64) {
        pages.bind(run.ids.lowerBound, at: 1)
        pages.bind(run.id(of: key), at: 2)
        pages.bind(run.ids.upperBound, at: 3)
    }

    private func withKeys<T>(of row: RowStatement, _ body: (PackedKeys) throws -> T) throws -> T {
        try row.withBlob(5) { entries in
            let page = entries.flatMap {
                PackedKeys(
                    firstKey: row.integer(1),
                    leastSeq: row.integer(2),
                    keyBytes: row.integer(3),
                    seqBytes: row.integer(4),
                    entries: $0
                )
            }
            guard let page else { throw KeyEntry.damaged }
            return try body(page)
        }
    }

    /// All entries, sorted.
    func sorted() throws -> KeyMerge { KeyMerge(try all().map { source($0, deletes: false) }) }

    private func source(_ run: Run, deletes: Bool) -> KeyMerge.Source {
        var last = run.ids.lowerBound - 1
        return KeyMerge.Source {
            let select = try self.selectNext.prepared()
            select.bind(last, at: 1)
            select.bind(run.ids.upperBound, at: 2)
            defer { select.reset() }
            guard try select.next() else { return [] }
            last = select.integer(0)
            let entries = try self.withKeys(of: select) { page in (0..<page.count).map { page.entry($0) } }
            if deletes {
                select.reset()
                let delete = try self.deletePage.prepared()
                delete.bind(last, at: 1)
                try delete.run()
            }
            return entries
        }
    }

    // MARK: Writing

    /// Adds the sorted entries of events that come after those of all runs.
    func add(_ entries: [KeyEntry]) throws {
        guard !entries.isEmpty else { return }
        var runs = try all()
        let merged = Self.similar(to: Int64(entries.count), among: runs)
        runs = runs.dropLast(merged.count)
        let taken = Set(try all().map(\.number))
        guard let number = Self.numbers.first(where: { !taken.contains($0) }) else { throw KeyEntry.damaged }
        var sources = merged.map { source($0, deletes: true) }
        sources.append(KeyMerge.Source(entries))
        try SecureDelete.withoutOverwriting(database) {
            let first = merged.first?.seqs.lowerBound ?? entries.lazy.map(\.seq).min() ?? 0
            let run = try write(KeyMerge(sources), number, without: reversed(from: first))
            for gone in merged { try delete(gone) }
            if let run { runs.append(run) }
        }
        known = runs
    }

    /// Removes all runs.
    func removeAll() throws {
        try database.execute(sql: "DELETE FROM key_page; DELETE FROM key_run")
        known = []
    }

    /// The runs at the end that become one with a new one.
    private static func similar(to count: Int64, among runs: [Run]) -> [Run] {
        var (total, taken) = (count, 0)
        while true {
            let level = level(total)
            let more = runs.dropLast(taken).reversed().prefix { $0.level <= level }
            guard more.count >= (level == 0 ? 1 : runsOfLevel - 1) else { return Array(runs.suffix(taken)) }
            taken += more.count
            // Counts of a damaged ledger may exceed 64 bits together.
            total = more.reduce(total) { $0.addingReportingOverflow(max(0, $1.entries)).partialValue }
        }
    }

    private static func level(_ entries: Int64) -> Int {
        var (level, rest) = (0, entries / entriesMin)
        while rest > 0 {
            level += 1
            rest /= Int64(runsOfLevel)
        }
        return level
    }

    /// The reversed events from one on. Their entries are left out when runs become one.
    private func reversed(from first: Int64) throws -> SeqBitmap? {
        let statement = try RowStatement(database, "SELECT reverses FROM event WHERE reverses >= ?")
        statement.bind(first, at: 1)
        var reversed: SeqBitmap?
        while try statement.next() {
            if reversed == nil { reversed = SeqBitmap(upTo: try LogHead.seq(database)) }
            reversed?.insert(statement.integer(0))
        }
        return reversed
    }

    /// Writes a run; nil if no entry is left.
    private func write(_ entries: KeyMerge, _ number: Int64, without reversed: SeqBitmap?) throws -> Run? {
        var entries = entries
        var packer = KeyPacker()
        var count: Int64 = 0
        var seqs: ClosedRange<Int64>?
        let all = Run(number: number, seqs: 0...0, entries: 0)
        // Pages that no run has, in a damaged ledger.
        let delete = try RowStatement(database, "DELETE FROM key_page WHERE id BETWEEN ? AND ?")
        delete.bind(all.ids.lowerBound, at: 1)
        delete.bind(all.ids.upperBound, at: 2)
        try delete.run()
        var id = all.ids.lowerBound - 1
        while let entry = try entries.next() {
            if let reversed, reversed.contains(entry.seq) { continue }
            if let page = packer.add(entry) { try insert(page, of: all, after: &id) }
            count += 1
            seqs =
                min(seqs?.lowerBound ?? entry.seq, entry.seq)...max(seqs?.upperBound ?? entry.seq, entry.seq)
        }
        guard let seqs, let page = packer.finish() else { return nil }
        try insert(page, of: all, after: &id)
        let run = Run(number: number, seqs: seqs, entries: count)
        let insertRun = try RowStatement(
            database,
            "INSERT INTO key_run (run, first, last, entries) VALUES (?, ?, ?, ?)"
        )
        for (index, value) in [number, seqs.lowerBound, seqs.upperBound, count].enumerated() {
            insertRun.bind(value, at: Int32(truncatingIfNeeded: index + 1))
        }
        try insertRun.run()
        return run
    }

    private func insert(_ page: KeyPacker.Page, of run: Run, after id: inout Int64) throws {
        // More events of one key than a page has begin several pages with it.
        id = max(id + 1, run.id(of: UInt64(truncatingIfNeeded: page.firstKey)))
        let insert = try insertPage.prepared()
        insert.bind(id, at: 1)
        insert.bind(page.firstKey, at: 2)
        insert.bind(page.leastSeq, at: 3)
        insert.bind(Int64(page.keyBytes), at: 4)
        insert.bind(Int64(page.seqBytes), at: 5)
        insert.bind(blob: page.entries, at: 6)
        try insert.run()
    }

    private func delete(_ run: Run) throws {
        let statement = try RowStatement(database, "DELETE FROM key_run WHERE run = ?")
        statement.bind(run.number, at: 1)
        try statement.run()
    }
}
