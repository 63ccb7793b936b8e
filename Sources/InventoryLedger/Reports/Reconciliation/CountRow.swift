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
        let counts = try events(view)
        var pass = LogPass(view)
        pass.add(counts)
        try pass.run()
        return counts.values()
    }

    /// A reader of these counts.
    static func events(_ view: BookView) throws -> LiveEvents<CountRow> {
        let routes = try view.routes { $0.key.kind == .stockCounted }
        let columns = ["e.route", "e.seq", "e.source", "e.sku", "e.occurred_at"]
        return LiveEvents(of: routes, columns) { row, route in
            let at = Instant(milliseconds: row.integer(4))
            guard view.hasHappened(at) else { return nil }
            let shelf = Shelf(
                sku: row.integer(3),
                warehouse: route.key.warehouse,
                stage: route.key.stage ?? .available
            )
            return CountRow(seq: row.integer(1), source: row.integer(2), shelf: shelf, at: at)
        }
    }
}
