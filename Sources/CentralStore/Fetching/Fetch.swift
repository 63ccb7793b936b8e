import InventoryLedger

extension CentralStore {
    /// Writes a part of a book into a file that reports read like a ledger. It is one snapshot of the book.
    ///
    /// If the file has the same part from an earlier time, only what is new since comes from the store; sums come anew
    /// if anything is. If nothing is new, the file stays as it is.
    ///
    /// - Parameters:
    ///   - query: the part.
    ///   - book: the name of the book.
    ///   - path: a new file, or a slice, which is replaced.
    /// - Throws: `noBook`, and `LedgerError` if the file cannot be written.
    @discardableResult
    public func fetch(_ query: SliceQuery = SliceQuery(), of book: String, to path: String) throws -> Fetched
    {
        try Ledger.readFetched(path) { file in
            try inSnapshot {
                let found = try self.book(book)
                let part = try SlicePart(connection, book: found.number, ledger: nil, query: query)
                let batches = try SliceReading.batches(part)
                let ledgers = try noted(of: found)
                let heads = ledgers.map(Head.init)
                let earlier = try file.flatMap { try EarlierSlice($0, part, query, of: book, batches) }
                if let earlier, earlier.hasAll(batches.count) {
                    return Fetched(heads: heads, events: earlier.count, newEvents: 0, isUnchanged: true)
                }
                var slice = try SliceReading(
                    part,
                    batches,
                    earlier: query.detail == .events ? earlier : nil
                )
                try write(&slice, of: found, to: path) { numbers in
                    SliceNote(
                        book: book,
                        detail: query.detail.rawValue,
                        patterns: query.skus,
                        skus: part.skus?.map { $0.code },
                        heads: ledgers,
                        events: Self.noted(numbers.events),
                        statements: Self.noted(numbers.statements)
                    )
                }
                return Fetched(heads: heads, events: slice.events, newEvents: slice.fresh, isUnchanged: false)
            }
        }
    }

    /// Writes a part of a book into a file for one report, which is not fetched again.
    ///
    /// - Parameters:
    ///   - query: the part.
    ///   - book: the name of the book.
    ///   - path: a new file.
    package func fetchOnce(_ query: SliceQuery, of book: String, to path: String) throws -> Fetched {
        try inSnapshot {
            let found = try self.book(book)
            let part = try SlicePart(connection, book: found.number, ledger: nil, query: query)
            var slice = try SliceReading(part, SliceReading.batches(part))
            // Without a note, the schema is that of a ledger, which is the quickest to open.
            try write(&slice, of: found, to: path) { _ in nil }
            let heads = try noted(of: found).map(Head.init)
            return Fetched(heads: heads, events: slice.events, newEvents: slice.fresh, isUnchanged: false)
        }
    }

    private func write(
        _ slice: inout SliceReading,
        of book: Book,
        to path: String,
        note: (SliceNumbers) -> SliceNote?
    ) throws {
        try LedgerCopy.write(
            at: path,
            .slice,
            settings: LedgerCopy.Settings(timeZone: book.timeZone, currency: book.currency, createdAt: 0),
            replacesSlice: true
        ) { copy in
            let numbers = try slice.write(into: copy)
            if let note = note(numbers) { try copy.add(note) }
        }
    }

    /// How far the book had come of each ledger when a file was fetched from it; nil for a file that is no slice, or one
    /// for a single report.
    public static func heads(in ledger: Ledger) throws -> [Head]? {
        try ledger.fetched { file in file?.note.heads.map(Head.init) }
    }

    private static func noted(_ runs: NumberRuns) -> [SliceNote.Run] {
        runs.all.map { SliceNote.Run(ledger: $0.ledger, first: $0.first, last: $0.last) }
    }

    private func noted(of book: Book) throws -> [SliceNote.Head] {
        try connection.query(
            "SELECT ledger, name, batch, seq, head FROM tarima.ledger WHERE book = $1 ORDER BY name",
            [.integer(book.number)]
        ).all.map {
            SliceNote.Head(
                ledger: try $0.number(0),
                name: try $0.string(1),
                batch: try $0.number(2),
                seq: try $0.number(3),
                digest: try $0.digest(4)
            )
        }
    }

    func inSnapshot<T>(_ body: () throws -> T) throws -> T {
        try connection.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }
}

extension CentralStore.Head {
    fileprivate init(_ noted: SliceNote.Head) {
        self.init(ledger: noted.name, batch: noted.batch, head: noted.digest.hexadecimal)
    }
}
