import InventoryLedger

/// Finds out as what a ledger is known in a book: by where its chain begins, and by how it goes on.
struct ShippedName {
    /// A ledger of the book that began as this one did. Ledgers that were made in the same millisecond do, too.
    private struct Known {
        let name: String
        let batch: Int64
        let head: String
        let relation: Relation
    }

    private enum Relation {
        /// Nothing was shipped of it yet.
        case empty
        /// This ledger has all that was shipped.
        case same
        /// This ledger has a part of what was shipped.
        case shorter
        /// They have their first batch in common, and then differ.
        case parted
        /// They have nothing in common.
        case other
    }

    private let known: [Known]
    private let book: String
    /// How far this ledger is.
    private let own: (batch: Int64, head: String)

    init(_ log: RecordedLog, in book: CentralStore.Book, of store: CentralStore) throws {
        self.book = book.name
        let head = try log.digest(ofBatch: log.lastBatch) ?? log.genesis
        own = (log.lastBatch, head.hexadecimal)
        known = try store.connection.query(
            "SELECT name, ledger, batch, head FROM tarima.ledger WHERE book = $1 AND genesis = $2 ORDER BY name",
            [.integer(book.number), .bytes(log.genesis)]
        ).all.map { row in
            let (ledger, batch) = (try row.number(1), try row.number(2))
            func isShared(_ batch: Int64) throws -> Bool {
                let stored = try store.connection.query(
                    "SELECT digest FROM tarima.batch WHERE book = $1 AND ledger = $2 AND batch = $3",
                    [.integer(book.number), .integer(ledger), .integer(batch)]
                )
                return try stored.count > 0 && log.digest(ofBatch: batch) == stored[0].digest(0)
            }
            let relation: Relation =
                if batch == 0 {
                    .empty
                } else if try log.digest(ofBatch: batch) == row.digest(3) {
                    .same
                } else if batch > log.lastBatch, try log.lastBatch == 0 || isShared(log.lastBatch) {
                    .shorter
                } else if try isShared(1) {
                    .parted
                } else {
                    .other
                }
            return Known(
                name: try row.string(0),
                batch: batch,
                head: try row.digest(3).hexadecimal,
                relation: relation
            )
        }
    }

    /// The name of the ledger in the book.
    ///
    /// - Parameter name: the name that was asked for, if any.
    /// - Throws: `shorterThanShipped`, `historyChanged`, `otherLedger`, `shippedAs`, `notNamed`.
    func name(_ name: String?) throws -> String {
        if let name, let known = known.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            try refuse(known)
            if known.relation == .other {
                throw CentralError(.otherLedger, "another ledger is shipped to the book \(book) as \(name)")
            }
            if known.relation == .empty { try refuseSecondName(name) }
            return name
        }
        if let name {
            try refuseSecondName(name)
            return name
        }
        if let same = known.first(where: { $0.relation == .same }) { return same.name }
        // An empty ledger is the beginning of every ledger that was made in its millisecond.
        for known in known { try refuse(known) }
        throw CentralError(
            .notNamed,
            "the ledger was not shipped to the book \(book) yet; give it a name in the book"
        )
    }

    private func refuseSecondName(_ name: String) throws {
        if let same = known.first(where: { $0.relation == .same }) {
            throw CentralError(
                .shippedAs,
                "the ledger is in the book \(book) as \(same.name), and cannot be \(name) too"
            )
        }
        for known in known { try refuse(known) }
    }

    private func refuse(_ known: Known) throws {
        switch known.relation {
        case .shorter:
            throw CentralError(
                .shorterThanShipped,
                "this is an older copy of \(known.name): it ends with batch \(own.batch), head \(own.head), and the store "
                    + "has batch \(known.batch), head \(known.head); fetch that ledger from the store and go on with it"
            )
        case .parted:
            throw CentralError(
                .historyChanged,
                "another copy of this ledger went on and was shipped as \(known.name): this one ends with batch \(own.batch), "
                    + "head \(own.head), and the store has batch \(known.batch), head \(known.head); import what only this "
                    + "copy has into a ledger of its own"
            )
        case .empty, .same, .other: break
        }
    }
}
