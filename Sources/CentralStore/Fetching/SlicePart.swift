import InventoryLedger

/// Which rows of a book are read: those of all ledgers or of one, and of all SKUs or of some.
struct SlicePart {
    let connection: Connection
    /// The number of the book.
    let book: Int64
    /// Nil for all ledgers.
    let ledger: Int64?
    let detail: CentralStore.Detail
    /// The SKUs by the store's ids, in their order; nil for all.
    let skus: [(id: Int64, code: String)]?
    /// The shipments and routes that the stock of some SKUs needs; nil if all are read.
    let needed: Needed?
    /// The codes and routes that one ledger uses; nil if all ledgers are read.
    let used: Used?
    /// Of the stock, also the places without units.
    let includesEmpty: Bool

    /// - Parameter ledger: only this one, by its number in the book.
    init(_ connection: Connection, book: Int64, ledger: Int64?, query: CentralStore.SliceQuery) throws {
        self.connection = connection
        self.book = book
        self.ledger = ledger
        detail = query.detail
        used = try ledger.map { try Used(connection, book, ledger: $0) }
        includesEmpty = query.includesEmpty
        skus = try query.skus.map { try Self.skus($0, connection, book) }
        needed =
            if query.detail == .stock, let skus, !skus.isEmpty {
                try Needed(connection, book, Self.list(skus.map(\.id)))
            } else {
                nil
            }
    }

    /// What the stock of some SKUs needs of shipments: a book has thousands, with several routes each.
    struct Needed {
        /// As values of a statement.
        let shipments: Connection.Value
        let routes: Connection.Value

        /// - Parameter skus: as a value of a statement.
        fileprivate init(_ connection: Connection, _ book: Int64, _ skus: Connection.Value) throws {
            // Where goods on the way are bound for follows from all routes of their shipment.
            shipments = try SlicePart.list(
                connection.query(
                    "SELECT DISTINCT shipment FROM tarima.position WHERE book = $1 AND sku = ANY ($2::int[]) "
                        + "AND shipment > 0",
                    [.integer(book), skus]
                ).all.map { try $0.number(0) }
            )
            // A warehouse may be known from shipments alone.
            routes = try SlicePart.list(
                connection.query(
                    "SELECT min(r.id) FROM tarima.route r JOIN tarima.route_use u ON u.book = $1 AND u.route = r.id "
                        + "WHERE r.book = $1 AND u.events > 0 GROUP BY r.warehouse, r.to_warehouse",
                    [.integer(book)]
                ).all.map { try $0.number(0) }
            )
        }
    }

    /// What the rows of one ledger refer to. The routes of other ledgers would change where its goods are bound for.
    struct Used {
        /// As values of a statement. The number of a code is unique in its book, whatever its kind.
        let codes: Connection.Value
        let routes: Connection.Value

        fileprivate init(_ connection: Connection, _ book: Int64, ledger: Int64) throws {
            // One pass through the events, which have few different values.
            let rows = try connection.query(
                """
                SELECT DISTINCT route, source, channel FROM tarima.event WHERE book = $1 AND ledger = $2
                 UNION SELECT 0, source, NULL FROM tarima.statement WHERE book = $1 AND ledger = $2
                """,
                [.integer(book), .integer(ledger)]
            ).all
            let routes = SlicePart.list(Set(try rows.map { try $0.number(0) }))
            let others = try connection.query(
                """
                SELECT r.warehouse FROM tarima.route r WHERE r.book = $1 AND r.id = ANY ($3::int[])
                 UNION SELECT r.to_warehouse FROM tarima.route r WHERE r.book = $1 AND r.id = ANY ($3::int[])
                 UNION SELECT r.shipment FROM tarima.route r WHERE r.book = $1 AND r.id = ANY ($3::int[])
                 UNION SELECT s.sku FROM tarima.ledger_sku s WHERE s.book = $1 AND s.ledger = $2
                 UNION SELECT t.sku FROM tarima.statement t WHERE t.book = $1 AND t.ledger = $2
                """,
                [.integer(book), .integer(ledger), routes]
            ).all
            var codes = Set(try others.map { try $0.number(0) })
            for row in rows { codes.formUnion([try row.number(1), try row.integer(2) ?? 0]) }
            self.codes = SlicePart.list(codes)
            self.routes = routes
        }
    }

    /// Whether the file has the whole log of its ledgers.
    var isWhole: Bool { detail == .events && skus == nil }

    /// The SKUs that are fetched, as a value of a statement; null for all.
    var skuList: Connection.Value {
        skus.map { Self.list($0.map(\.id)) } ?? .text(nil)
    }

    /// Whole numbers as a value of a statement.
    static func list(_ numbers: some Sequence<Int64>) -> Connection.Value {
        .text("{" + numbers.map { String($0) }.joined(separator: ",") + "}")
    }

    /// The SKUs that match codes or patterns.
    private static func skus(_ patterns: [String], _ connection: Connection, _ book: Int64) throws
        -> [(id: Int64, code: String)]
    {
        var found: [Int64: String] = [:]
        for pattern in patterns {
            // An exact code wins, because a code may contain a star.
            let exact = try connection.query(
                "SELECT id FROM tarima.code WHERE book = $1 AND what = 1 AND code = $2",
                [.integer(book), .text(pattern)]
            )
            if exact.count > 0 {
                found[try exact[0].number(0)] = pattern
            } else if Wildcard.isWild(pattern) {
                let wildcard = Wildcard(pattern)
                try RowCursor.forEachRow(
                    connection,
                    name: "sku_codes",
                    "SELECT id, code FROM tarima.code WHERE book = $1 AND what = 1",
                    [.integer(book)]
                ) { row in
                    let code = try row.string(1)
                    if wildcard.matches(code) { found[try row.number(0)] = code }
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { (id: $0.key, code: $0.value) }
    }
}
