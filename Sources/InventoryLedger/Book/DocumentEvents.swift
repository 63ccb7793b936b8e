/// log -> the live events of documents, as far as a report knows them: one search for each document.
///
/// The key of a live event begins with its document. Events that were reversed after what the report knows have no key
/// any more; they are few, and looked up by their numbers.
final class DocumentEvents {
    private let view: BookView
    private let live: RowFeed
    private let one: RowFeed
    private let kinds: Set<EventKind>
    private lazy var reversed = Result {
        try Dictionary(grouping: view.later?.reversedSince.get() ?? [], by: \.document)
    }

    /// - Parameters:
    ///   - kinds: only events of these kinds.
    ///   - columns: of the event `e` and of its detail `d`; the first is the event's route.
    init(_ view: BookView, _ kinds: Set<EventKind>, _ columns: String) throws {
        self.view = view
        self.kinds = kinds
        let detail = columns.contains("d.") ? "LEFT JOIN event_detail d ON d.seq = e.seq" : ""
        let numbers = kinds.map(\.number).sorted()
        live = try RowFeed(
            view.database,
            columns,
            """
            FROM live_key k CROSS JOIN event e ON e.seq = k.seq \(detail)
             WHERE k.document = ? AND e.seq <= ? AND e.occurred_at <= ?
               AND ((k.scope >> 8) & 255) IN (\(numbers.map { _ in "?" }.joined(separator: ", ")))
            """
        )
        live.bind(view.lastSeq ?? .max, at: 2)
        live.bind(view.time.asOf?.milliseconds ?? .max, at: 3)
        for (place, number) in numbers.enumerated() {
            live.bind(number, at: Int32(truncatingIfNeeded: place + 4))
        }
        one = try RowFeed(
            view.database,
            columns,
            "FROM event e \(detail) WHERE e.seq = ? AND e.occurred_at <= ?"
        )
        one.bind(view.time.asOf?.milliseconds ?? .max, at: 2)
    }

    /// Passes the live events of a document that had happened by the report's instant.
    func forEachRow(of document: Document, _ body: (FedRow, Route) throws -> Void) throws {
        func pass(_ row: FedRow) throws {
            let route = try view.names.routes.route(row.integer(0))
            if kinds.contains(route.key.kind) { try body(row, route) }
        }
        try live.bind(document.text, at: 1)
        try live.forEachRow(pass)
        for (seq, _) in try reversed.get()[document] ?? [] {
            one.bind(seq, at: 1)
            try one.forEachRow(pass)
        }
    }
}
