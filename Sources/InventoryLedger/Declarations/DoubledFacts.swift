/// The facts of a file that another source already reports.
struct DoubledFacts {
    private struct Place: Hashable {
        let warehouse: Warehouse
        let source: Source
    }

    private struct Found {
        var facts: [Fact] = []
        var rivals: Set<Source> = []
    }

    private var places: [Place] = []
    private var found: [Place: Found] = [:]

    var isEmpty: Bool { places.isEmpty }

    mutating func add(_ fact: Fact, of source: Source, at warehouse: Warehouse, beside rivals: [Source]) {
        let place = Place(warehouse: warehouse, source: source)
        if found[place] == nil { places.append(place) }
        if found[place]?.facts.contains(fact) != true { found[place, default: Found()].facts.append(fact) }
        found[place, default: Found()].rivals.formUnion(rivals)
    }

    /// The refusal, in two lines: where the facts come from now, and what a second source would do.
    func refusal(_ book: FactSources) -> LedgerError {
        let facts = places.flatMap { found[$0]?.facts ?? [] }
        let sources = Self.list(Set(places.map(\.source.text)).sorted())
        let known = places.prefix(Self.placesMax).map { place in
            let facts = Self.list(found[place]?.facts.map(\.name) ?? [])
            let sources = Self.list(found[place]?.rivals.map(\.text).sorted() ?? [])
            return "\(facts) of \(place.warehouse) already come from \(sources)"
        }
        let more = places.count - known.count
        let harm =
            facts.allSatisfy { $0 == .balances }
            ? "state the same stock a second time" : "count the same units twice"
        return LedgerError(
            .secondSource,
            """
            \(known.joined(separator: "; "))\(more > 0 ? "; so do those of \(more) more" : "").
            Importing them from \(sources) too would \(harm).
            """,
            .sources(clashes(book))
        )
    }

    /// Files of marketplaces may name a hundred warehouses.
    private static let placesMax = 3

    private func clashes(_ book: FactSources) -> [SourceClash] {
        var byWarehouse: [Warehouse: Set<Fact>] = [:]
        var claimants: [Warehouse: Set<Source>] = [:]
        var rivals: [Warehouse: Set<Source>] = [:]
        for place in places {
            byWarehouse[place.warehouse, default: []].formUnion(found[place]?.facts ?? [])
            claimants[place.warehouse, default: []].insert(place.source)
            rivals[place.warehouse, default: []].formUnion(found[place]?.rivals ?? [])
        }
        func names(_ sources: Set<Source>?) -> Set<String> { Set((sources ?? []).map(\.text)) }
        return byWarehouse.keys.sorted().flatMap { warehouse in
            (byWarehouse[warehouse] ?? []).sorted { $0.rawValue < $1.rawValue }.map { fact in
                SourceClash(
                    warehouse: warehouse.text,
                    fact: fact.rawValue,
                    sources: names(book.sources(of: fact, at: warehouse)),
                    rivals: names(rivals[warehouse]),
                    claimants: names(claimants[warehouse])
                )
            }
        }
    }

    private static func list(_ words: [String]) -> String {
        words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }
}

extension Fact {
    /// The plural that a sentence uses.
    fileprivate var name: String {
        switch self {
        case .orders: "orders"
        case .dispatch: "dispatches"
        case .returns: "returns"
        case .inbound: "inbound goods"
        case .adjustments: "adjustments"
        case .transfers: "transfers"
        case .balances: "counts"
        case .demand: "orders as memo"
        }
    }
}
