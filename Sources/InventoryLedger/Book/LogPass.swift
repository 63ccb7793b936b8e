/// The events of several groups of routes, from one pass through the log or the lists of their kinds.
///
/// Reading a row costs more than what most readers make of it. Where all groups are of few events, each is read by itself,
/// through the sums.
struct LogPass {
    private struct Reader {
        let routes: [Int64: Route]
        let columns: [String]
        let take: (FedRow) throws -> Void
    }

    private let view: BookView
    private var readers: [Reader] = []

    init(_ view: BookView) { self.view = view }

    /// Adds a reader of some routes.
    ///
    /// - Parameters:
    ///   - columns: of the event `e` and of its detail `d`.
    ///   - take: gets the rows in the order of the log, including reversals and the events that they reverse.
    mutating func add(
        of routes: [Int64: Route],
        _ columns: [String],
        _ take: @escaping (FedRow) throws -> Void
    ) {
        if !routes.isEmpty { readers.append(Reader(routes: routes, columns: columns, take: take)) }
    }

    /// Adds a reader of live events.
    mutating func add<Value>(_ events: LiveEvents<Value>) {
        add(of: events.routes, events.columns, events.take)
    }

    /// Passes the rows to the readers.
    func run() throws {
        let events = RouteEvents(view)
        guard try readers.contains(where: { try events.needsScan($0.routes) }) else {
            for reader in readers {
                try events.forEachRow(
                    of: reader.routes,
                    reader.columns.joined(separator: ", "),
                    reader.take
                )
            }
            return
        }
        // Each reader finds its columns as if it read alone.
        var columns = ["e.route"]
        var takers: [Int64: [(column: Int, take: (FedRow) throws -> Void)]] = [:]
        var routes: [Int64: Route] = [:]
        for reader in readers {
            for (id, route) in reader.routes {
                takers[id, default: []].append((columns.count, reader.take))
                routes[id] = route
            }
            columns += reader.columns
        }
        try events.scan(routes, columns.joined(separator: ", ")) { row in
            for taker in takers[row.integer(0)] ?? [] { try taker.take(row.from(taker.column)) }
        }
    }
}
