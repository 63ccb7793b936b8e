import GRDB

/// The entries of the runs of keys, read by code of its own, so that a mistake in making or reading them is found.
struct KeyEntries {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Passes the entries of all pages that can be read.
    ///
    /// - Returns: what is wrong with the first run or page in which an entry would not be found.
    func read(_ body: (_ key: UInt64, _ seq: Int64) throws -> Void) throws -> String? {
        var finding = try typeFinding()
        var runs = try self.runs()
        let rows = try RowFeed(database, "id, key, seq, key_bytes, seq_bytes, entries", "FROM key_page")
        // Of the run whose pages are read.
        var last: (id: Int64, entry: (key: UInt64, seq: Int64))?
        try rows.forEachRow { row in
            let id = row.integer(0)
            let number = id >> 56
            let page = "key_page: page \(id)"
            guard var run = runs[number] else {
                finding = finding ?? "\(page) belongs to no run"
                return
            }
            guard let entries = Self.entries(row) else {
                finding = finding ?? "\(page) cannot be read"
                return
            }
            if last.map({ $0.id >> 56 != number }) ?? true { last = nil }
            let first = number * (1 << 56) &+ Int64(clamping: entries.first?.key ?? 0)
            if id != max(first, last.map { $0.id &+ 1 } ?? first) {
                finding = finding ?? "\(page) has another number than its first key gives it"
            }
            for entry in entries {
                if entry.key >= 1 << 56 || last.map({ $0.entry >= entry }) ?? false {
                    finding = finding ?? "\(page) is not sorted"
                }
                last = (id, entry)
                run.count += 1
                run.least = min(run.least, entry.seq)
                run.greatest = max(run.greatest, entry.seq)
                try body(entry.key, entry.seq)
            }
            runs[number] = run
        }
        for (number, run) in runs.sorted(by: { $0.key < $1.key })
        where run.count != run.entries || run.least != run.first || run.greatest != run.last {
            finding =
                finding
                ?? "key_run: run \(number) has other entries than it says: \(run.count) of events \(run.least) to \(run.greatest)"
        }
        return finding
    }

    private struct Run {
        let first: Int64
        let last: Int64
        let entries: Int64
        var count: Int64 = 0
        var least = Int64.max
        var greatest = Int64.min
    }

    private func runs() throws -> [Int64: Run] {
        var runs: [Int64: Run] = [:]
        let statement = try RowStatement(database, "SELECT run, first, last, entries FROM key_run")
        while try statement.next() {
            runs[statement.integer(0)] = Run(
                first: statement.integer(1),
                last: statement.integer(2),
                entries: statement.integer(3)
            )
        }
        return runs
    }

    /// A value that is no whole number could be read as one.
    private func typeFinding() throws -> String? {
        let statement = try RowStatement(
            database,
            """
            SELECT id FROM key_page
             WHERE typeof(key) || typeof(seq) || typeof(key_bytes) || typeof(seq_bytes) || typeof(entries)
                   <> 'integerintegerintegerintegerblob' LIMIT 1
            """
        )
        return try statement.onlyInteger().map { "key_page: page \($0) has a value of a wrong type" }
    }

    /// Nil if the page cannot be read.
    private static func entries(_ row: FedRow) -> [(key: UInt64, seq: Int64)]? {
        guard let bytes = row.blob(5), let keyBytes = Int(exactly: row.integer(3)),
            let seqBytes = Int(exactly: row.integer(4)), 1...8 ~= keyBytes, 1...8 ~= seqBytes,
            !bytes.isEmpty, bytes.count % (keyBytes + seqBytes) == 0
        else { return nil }
        var entries: [(key: UInt64, seq: Int64)] = []
        entries.reserveCapacity(bytes.count / (keyBytes + seqBytes))
        var key: UInt64 = 0
        var seq: UInt64 = 0
        for (place, byte) in bytes.enumerated() {
            let column = place % (keyBytes + seqBytes)
            if column < keyBytes {
                key = key << 8 + UInt64(byte)
            } else {
                seq = seq << 8 + UInt64(byte)
            }
            guard column == keyBytes + seqBytes - 1 else { continue }
            entries.append(
                (
                    UInt64(truncatingIfNeeded: row.integer(1)) &+ key,
                    row.integer(2) &+ Int64(truncatingIfNeeded: seq)
                )
            )
            (key, seq) = (0, 0)
        }
        return entries
    }
}
