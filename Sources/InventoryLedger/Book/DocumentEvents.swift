/// log -> the live events of documents, as far as a report knows them: one search for each document.
///
/// Events that were reversed after what the report knows are no longer live; they are few, and looked up by their
/// numbers. A search for many documents at once is several times as fast as one for each.
final class DocumentEvents {
    private let view: BookView
    private let keys: LiveKeys
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
        keys = LiveKeys(view.database, names: view.names)
        live = try RowFeed(
            view.database,
            columns,
            """
            FROM event e \(detail) WHERE e.seq BETWEEN ? AND ? AND e.document = ? AND e.occurred_at <= ?
               AND e.reverses IS NULL
               AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq)
            """
        )
        live.bind(view.time.asOf?.milliseconds ?? .max, at: 4)
        one = try RowFeed(
            view.database,
            columns,
            "FROM event e \(detail) WHERE e.seq = ? AND e.occurred_at <= ?"
        )
        one.bind(view.time.asOf?.milliseconds ?? .max, at: 2)
    }

    /// Passes the live events of documents that had happened by the report's instant, those of each document together.
    func forEachRow(
        of documents: some Sequence<Document>,
        _ body: (Document, FedRow, Route) throws -> Void
    ) throws {
        var some: [Document] = []
        for document in documents {
            some.append(document)
            if some.count == Self.documentsMax {
                try forEachRow(ofSome: some, body)
                some.removeAll(keepingCapacity: true)
            }
        }
        try forEachRow(ofSome: some, body)
    }

    /// Passes the live events of a document that had happened by the report's instant.
    func forEachRow(of document: Document, _ body: (FedRow, Route) throws -> Void) throws {
        try forEachRow(ofSome: [document]) { try body($1, $2) }
    }

    private static let documentsMax = 20_000

    private func forEachRow(ofSome documents: [Document], _ body: (Document, FedRow, Route) throws -> Void)
        throws
    {
        let last = view.lastSeq ?? .max
        let reversed = try reversed.get()
        for (document, seqs) in try zip(documents, keys.candidates(of: documents, kinds: kinds)) {
            func pass(_ row: FedRow) throws {
                let route = try view.names.routes.route(row.integer(0))
                if kinds.contains(route.key.kind) { try body(document, row, route) }
            }
            // The lines of a document mostly follow each other in the log.
            for range in Self.ranges(seqs) where range.lowerBound <= last {
                live.bind(range.lowerBound, at: 1)
                live.bind(min(range.upperBound, last), at: 2)
                try live.bind(document.text, at: 3)
                try live.forEachRow(pass)
            }
            guard !reversed.isEmpty else { continue }
            for (seq, _) in reversed[document] ?? [] {
                one.bind(seq, at: 1)
                try one.forEachRow(pass)
            }
        }
    }

    /// Ascending numbers as ranges of those that follow each other.
    private static func ranges(_ seqs: [Int64]) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for seq in seqs {
            if let last = ranges.last, seq &- 1 == last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound...seq
            } else {
                ranges.append(seq...seq)
            }
        }
        return ranges
    }
}
