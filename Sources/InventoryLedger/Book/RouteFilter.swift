/// A condition that an event `e` belongs to one of some routes.
///
/// The busiest routes of a ledger are among its oldest, so a few bits say of most rows whether theirs is wanted, at a
/// fraction of the cost of a search among many.
struct RouteFilter {
    private let oldest: Int64
    /// Those that have no bit.
    private let others: [Int64]

    init(_ routes: some Collection<Int64>) {
        let bits = 0..<Int64(63)
        oldest = routes.filter(bits.contains).reduce(0) { $0 | 1 << $1 }
        others = routes.filter { !bits.contains($0) }.sorted()
    }

    /// Has a parameter or two, which `bind` sets. SQLite evaluates it for every row, so it has no part without use.
    var condition: String {
        others.isEmpty
            ? "? >> e.route & 1"
            : "iif(e.route > 62, e.route IN (SELECT value FROM json_each(?)), ? >> e.route & 1)"
    }

    /// - Parameter index: of the first parameter.
    func bind(to rows: RowFeed, from index: Int32) throws {
        guard !others.isEmpty else { return rows.bind(oldest, at: index) }
        try rows.bind(Declarations.encode(others), at: index)
        rows.bind(oldest, at: index + 1)
    }
}
