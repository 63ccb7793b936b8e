import InventoryLedger

extension CentralStore {
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
            let part = try SlicePart(
                connection,
                book: found.number,
                ledger: ledger.number(0),
                query: SliceQuery(.events)
            )
            var slice = try SliceReading(part, SliceReading.batches(part))
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
            return Fetched(
                heads: [Head(ledger: name, batch: batch, head: head)],
                events: slice.events,
                newEvents: slice.fresh,
                isUnchanged: false
            )
        }
    }
}
