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

    /// - Parameter ledger: only this one, by its number in the book.
    init(_ connection: Connection, book: Int64, ledger: Int64?, query: CentralStore.SliceQuery) throws {
        self.connection = connection
        self.book = book
        self.ledger = ledger
        detail = query.detail
        skus = try query.skus.map { try Self.skus($0, connection, book) }
    }

    /// Whether the file has the whole log of its ledgers.
    var isWhole: Bool { detail == .events && skus == nil }

    /// The SKUs that are fetched, as a value of a statement; null for all.
    var skuList: Connection.Value {
        .text(skus.map { "{" + $0.map { String($0.id) }.joined(separator: ",") + "}" })
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
