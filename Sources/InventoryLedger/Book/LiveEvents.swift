/// What a block makes of the live events of some routes, while their rows are read.
final class LiveEvents<Value> {
    let routes: [Int64: Route]
    /// The caller's columns, then the event's number and the one that it reverses.
    let columns: [String]
    private let make: (FedRow, Route) throws -> Value?
    private var seqs: [Int64] = []
    private var made: [Value] = []
    private var takenBack: Set<Int64> = []

    /// - Parameters:
    ///   - columns: of the event `e` and of its detail `d`; the first is the event's route.
    ///   - make: returns nil for an event to leave out.
    init(
        of routes: [Int64: Route],
        _ columns: [String],
        _ make: @escaping (FedRow, Route) throws -> Value?
    ) {
        self.routes = routes
        self.columns = columns + ["e.seq", "e.reverses"]
        self.make = make
    }

    /// Takes a row of one of the routes. Rows come in the order of the log.
    func take(_ row: FedRow) throws {
        let (seq, reverses) = (columns.count - 2, columns.count - 1)
        guard row.isNull(reverses) else {
            takenBack.insert(row.integer(reverses))
            return
        }
        guard let route = routes[row.integer(0)] else {
            throw LedgerError(
                .damaged,
                "event \(row.integer(seq)) has a number that no event can have; run verify"
            )
        }
        guard let value = try make(row, route) else { return }
        seqs.append(row.integer(seq))
        made.append(value)
    }

    /// The values of the events that were not reversed, in the order of the log.
    func values() -> [Value] {
        takenBack.isEmpty ? made : zip(seqs, made).filter { !takenBack.contains($0.0) }.map(\.1)
    }
}
