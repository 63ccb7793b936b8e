import InventoryLedger

extension CentralStore {
    /// Writes a part of a book into a file that reports read like a ledger. It is one snapshot of the book.
    ///
    /// - Parameters:
    ///   - query: the part.
    ///   - book: the name of the book.
    ///   - path: a new file, or a slice, which is replaced.
    /// - Throws: `noBook`, and `LedgerError` if the file cannot be written.
    @discardableResult
    public func fetch(_ query: SliceQuery = SliceQuery(), of book: String, to path: String) throws -> Fetched
    {
        try inSnapshot {
            let found = try self.book(book)
            var slice = try SliceReading(connection, book: found.number, ledger: nil, query: query)
            try LedgerCopy.write(
                at: path,
                .slice,
                settings: LedgerCopy.Settings(
                    timeZone: found.timeZone,
                    currency: found.currency,
                    createdAt: 0
                ),
                replacesSlice: true
            ) { try slice.write(into: $0) }
            return Fetched(heads: try heads(of: found), events: slice.events)
        }
    }

    /// Writes a ledger that was lost into a new file, with everything that was shipped of it and the head that it had.
    ///
    /// - Parameters:
    ///   - name: its name in the book.
    ///   - book: the name of the book.
    ///   - path: the new file.
    /// - Returns: what was fetched, with the head of this ledger.
    /// - Throws: `noBook`, `unknownLedger`, `damaged` if what the store has does not lead to the head.
    @discardableResult
    public func recover(ledger name: String, of book: String, to path: String) throws -> Fetched {
        try inSnapshot {
            let found = try self.book(book)
            let rows = try connection.query(
                "SELECT ledger, time_zone, currency, created_at, head, batch FROM tarima.ledger "
                    + "WHERE book = $1 AND name = $2",
                [.integer(found.number), .text(name)]
            )
            guard rows.count > 0 else {
                throw CentralError(.unknownLedger, "the book \(book) has no ledger \(name)")
            }
            let ledger = rows[0]
            var slice = try SliceReading(
                connection,
                book: found.number,
                ledger: ledger.number(0),
                query: SliceQuery(.events)
            )
            let head = try ledger.digest(4).hexadecimal
            let batch = try ledger.number(5)
            do {
                try LedgerCopy.write(
                    at: path,
                    .ledger,
                    settings: LedgerCopy.Settings(
                        timeZone: ledger.string(1),
                        currency: ledger.text(2),
                        createdAt: ledger.number(3)
                    ),
                    head: batch == 0 ? nil : head
                ) { try slice.write(into: $0) }
            } catch let error as LedgerError where error.code == .damaged {
                throw CentralError(.damaged, "what the store has of \(name) was changed: \(error.message)")
            }
            return Fetched(heads: [Head(ledger: name, batch: batch, head: head)], events: slice.events)
        }
    }

    private func heads(of book: Book) throws -> [Head] {
        try connection.query(
            "SELECT name, batch, head FROM tarima.ledger WHERE book = $1 ORDER BY name",
            [.integer(book.number)]
        ).all.map {
            Head(ledger: try $0.string(0), batch: try $0.number(1), head: try $0.digest(2).hexadecimal)
        }
    }

    func inSnapshot<T>(_ body: () throws -> T) throws -> T {
        try connection.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }
}
