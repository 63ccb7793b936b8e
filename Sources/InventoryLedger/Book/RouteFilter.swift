/// A condition that an event `e` belongs to one of some routes.
///
/// The busiest routes of a ledger are among its oldest, so a few bits say for most rows whether theirs is wanted, at a
/// fraction of the cost of a search among many.
struct RouteFilter {
    /// Two parameters, which `bind` sets.
    static let condition = """
        iif(e.route > 62, 1, ? >> e.route & 1) AND e.route IN (SELECT value FROM json_each(?))
        """

    private let oldest: Int64
    private let all: String

    init(_ routes: some Sequence<Int64>) throws {
        let sorted = routes.sorted()
        oldest = sorted.prefix { $0 < 63 }.reduce(0) { $0 | 1 << max(0, $1) }
        all = try Declarations.encode(sorted)
    }

    /// - Parameter index: of the first of the two parameters.
    func bind(to rows: RowFeed, from index: Int32) throws {
        rows.bind(oldest, at: index)
        try rows.bind(all, at: index + 1)
    }
}
