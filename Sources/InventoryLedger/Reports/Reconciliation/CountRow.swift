/// A live count of the log: the few columns that tell which counts of a place belong together.
struct CountRow {
    let seq: Int64
    let source: Int64
    let shelf: Shelf
    let at: Instant

    /// A SKU at a stage of a warehouse.
    struct Shelf: Hashable {
        let sku: Int64
        let warehouse: Int64
        let stage: Stage
    }

    /// The count of a source at a place and an instant.
    struct Place: Hashable {
        let source: Int64
        let shelf: Shelf
        let at: Instant
    }

    var place: Place { Place(source: source, shelf: shelf, at: at) }

    /// The live counts that had happened by the report's instant, in the order of the log.
    static func all(_ view: BookView) throws -> [CountRow] {
        let routes = try view.routes { $0.key.kind == .stockCounted }
        guard !routes.isEmpty else { return [] }
        let rows = try RowFeed(
            view.database,
            "e.seq, e.source, e.sku, e.route, e.occurred_at, e.reverses",
            "FROM event e WHERE e.seq <= ? AND e.route IN (SELECT value FROM json_each(?))"
        )
        rows.bind(view.lastSeq ?? .max, at: 1)
        try rows.bind(Declarations.encode(routes.keys.sorted()), at: 2)
        var counts: [CountRow] = []
        var takenBack: Set<Int64> = []
        try rows.forEachRow { row in
            guard row.isNull(5) else {
                takenBack.insert(row.integer(5))
                return
            }
            let at = Instant(milliseconds: row.integer(4))
            guard let route = routes[row.integer(3)], view.hasHappened(at) else { return }
            let shelf = Shelf(
                sku: row.integer(2),
                warehouse: route.key.warehouse,
                stage: route.key.stage ?? .available
            )
            counts.append(CountRow(seq: row.integer(0), source: row.integer(1), shelf: shelf, at: at))
        }
        return takenBack.isEmpty ? counts : counts.filter { !takenBack.contains($0.seq) }
    }
}
