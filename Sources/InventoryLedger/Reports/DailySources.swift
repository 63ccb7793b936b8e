import GRDB

/// The sources that report the orders or the dispatches of a warehouse, which happen daily, so that a day without an
/// event is a gap. Receipts, returns and counts are rarer, and events by hand come when somebody records them.
struct DailySources {
    private struct Feed: Hashable {
        let source: Source
        let warehouse: Warehouse
    }

    private static let facts: Set<Fact> = [.orders, .dispatch, .demand]

    private let feeds: Set<Feed>

    init(_ database: Database) throws {
        let sources = try FactSources(database, codes: CodeBook(database)).factSources
        feeds = Set(
            sources.filter { Self.facts.contains($0.fact) }.map {
                Feed(source: $0.source, warehouse: $0.warehouse)
            }
        )
    }

    func has(_ source: Source, of warehouse: Warehouse) -> Bool {
        source != .manual && feeds.contains(Feed(source: source, warehouse: warehouse))
    }
}
