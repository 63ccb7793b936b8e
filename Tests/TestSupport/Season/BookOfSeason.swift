import InventoryLedger
import WarehouseExports

extension Book {
    /// A new book in the zone of a season.
    public convenience init(of season: Season) throws { try self.init(zone: season.clock.zone) }

    /// Imports the rows of papers as one file.
    @discardableResult
    public func importPapers(
        _ papers: [[SeasonRow]],
        of season: Season,
        _ change: (inout ImportOptions) throws -> Void = { _ in }
    ) throws -> ImportResult {
        let rows = papers.flatMap { $0 }
        var file = SeasonFile(season.clock, seed: season.seed &+ UInt64(rows.count))
        return try importFile(file.csv(rows), change)
    }
}

extension Book {
    /// The stock at an instant, with codes compared byte for byte, to compare with `NaiveLedger.stock`.
    public func exactStock(asOf: Int64? = nil, knownAt: Int64? = nil, warehouse: String? = nil) throws
        -> String
    {
        var query = StockQuery()
        query.time.asOf = asOf.map { Instant(milliseconds: $0) }
        query.time.knownAt = knownAt.map { Instant(milliseconds: $0) }
        query.warehouse = try warehouse.map { try Warehouse($0) }
        return try stock(query).exact
    }

    /// The live events as sorted rows of canonical CSV, compared byte for byte.
    public func liveRows() throws -> [String] {
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in rows.append(stored.event.canonicalRow().exact) }
        return rows.sorted()
    }

    /// The output of `export`.
    public func export() throws -> String {
        var lines = [Event.canonicalHeader]
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in lines.append(stored.event.canonicalRow()) }
        return lines.map { $0 + "\n" }.joined()
    }
}
