import InventoryLedger

extension CentralStore {
    /// Makes a book: what the ledgers of one business hold together.
    ///
    /// - Parameters:
    ///   - name: the name of the book.
    ///   - settings: the zone of business days, which its ledgers must have too, and the usual currency.
    /// - Throws: `alreadyExists`, `noRight`.
    public func makeBook(_ name: String, settings: LedgerSettings) throws {
        guard !name.isEmpty else { throw CentralError(.badAddress, "a book needs a name") }
        try connection.query(
            "SELECT tarima.make_book($1, $2, $3)",
            [.text(name), .text(settings.zone.identifier), .text(settings.currency?.code)]
        )
    }

    /// Lets a role of the server read a book, or read it and ship to it.
    ///
    /// - Throws: `noBook` if there is no such book or role, `noRight`.
    public func allow(role: String, book: String, shipping: Bool) throws {
        try connection.query(
            "SELECT tarima.allow($1, $2, $3)",
            [.text(role), .text(book), .flag(shipping)]
        )
    }

    /// A ledger of a book, as far as it was shipped.
    public struct ShippedLedger: Sendable {
        /// Its name in the book.
        public let name: String
        /// The last batch that was shipped; 0 for none.
        public let batch: Int64
        /// The events that were shipped.
        public let events: Int64
        /// The digest of the last batch, in hexadecimal.
        public let head: String
        /// When it was last shipped; nil for never.
        public let shippedAt: Instant?
        /// When its last batch was recorded, by its own clock; nil if it has none.
        public let recordedAt: Instant?
    }

    /// The ledgers of a book by name.
    ///
    /// - Throws: `noBook`.
    public func ledgers(of book: String) throws -> [ShippedLedger] {
        let number = try self.book(book).number
        return try connection.query(
            """
            SELECT l.name, l.batch, l.seq, l.head, (extract(epoch FROM l.shipped_at) * 1000)::bigint, b.recorded_at
              FROM tarima.ledger l
              LEFT JOIN tarima.batch b ON b.book = l.book AND b.ledger = l.ledger AND b.batch = l.batch
             WHERE l.book = $1 ORDER BY l.name
            """,
            [.integer(number)]
        ).all.map { row in
            ShippedLedger(
                name: try row.string(0),
                batch: try row.number(1),
                events: try row.number(2),
                head: try row.digest(3).hexadecimal,
                shippedAt: try row.integer(4).map { Instant(milliseconds: $0) },
                recordedAt: try row.integer(5).map { Instant(milliseconds: $0) }
            )
        }
    }

    /// A book's number and settings.
    struct Book {
        let number: Int64
        let name: String
        let timeZone: String
        let currency: String?
    }

    /// - Throws: `noBook` if there is none that this role may see.
    func book(_ name: String) throws -> Book {
        let rows = try connection.query(
            "SELECT book, time_zone, currency FROM tarima.book WHERE name = $1",
            [.text(name)]
        )
        guard rows.count > 0 else { throw CentralError(.noBook, "there is no book \(name)") }
        return Book(
            number: try rows[0].number(0),
            name: name,
            timeZone: try rows[0].string(1),
            currency: try rows[0].text(2)
        )
    }
}

extension CentralStore {
    /// The bytes that all books take on the server, indexes included.
    public func bytes() throws -> Int64 {
        try connection.query(
            """
            SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class c
             WHERE c.relnamespace = 'tarima'::regnamespace AND c.relkind IN ('r', 'p')
            """
        )[0].number(0)
    }
}
