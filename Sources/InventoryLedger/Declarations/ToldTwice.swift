/// What of a file another source tells already.
struct ToldTwice {
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

    /// The refusal, in three lines: who tells it now, why a second would be wrong, and what to type.
    func refusal(_ book: TellerBook) -> LedgerError {
        let facts = places.flatMap { found[$0]?.facts ?? [] }
        let sources = Self.list(Set(places.map(\.source.text)).sorted())
        let rivals = Self.list(Set(found.values.flatMap { $0.rivals.map(\.text) }).sorted())
        let known = places.prefix(Self.placesMax).map { place in
            let facts = Self.list(found[place]?.facts.map(\.name) ?? [])
            let sources = Self.list(found[place]?.rivals.map(\.text).sorted() ?? [])
            return "\(facts) of \(place.warehouse) already come from \(sources)"
        }
        let more = places.count - known.count
        let harm =
            facts.allSatisfy { $0 == .balances }
            ? "state the same stock a second time" : "count the same units twice"
        var ways = [commands(book, keepingBoth: true) + " (keeps both, where each has its own)"]
        if facts.allSatisfy({ $0 == .orders || $0 == .dispatch }) {
            ways.append("import the file with --as memo (counts its demand, moves no stock)")
        }
        ways.append(commands(book, keepingBoth: false) + " (\(sources) instead of \(rivals))")
        return LedgerError(
            .secondTeller,
            """
            \(known.joined(separator: "; "))\(more > 0 ? "; the same is so of \(more) more" : "").
            Importing them from \(sources) too would \(harm).
            Choose one: \(ways.joined(separator: "; or "))
            """
        )
    }

    /// Files of marketplaces may name a hundred warehouses.
    private static let placesMax = 3

    private func commands(_ book: TellerBook, keepingBoth: Bool) -> String {
        var byWarehouse: [Warehouse: Set<Fact>] = [:]
        var own: [Warehouse: Set<Source>] = [:]
        var gone: [Warehouse: Set<Source>] = [:]
        for place in places {
            byWarehouse[place.warehouse, default: []].formUnion(found[place]?.facts ?? [])
            own[place.warehouse, default: []].insert(place.source)
            gone[place.warehouse, default: []].formUnion(found[place]?.rivals ?? [])
        }
        let commands = byWarehouse.keys.sorted().prefix(Self.placesMax).map { warehouse in
            let facts = (byWarehouse[warehouse] ?? []).sorted { $0.rawValue < $1.rawValue }.map { fact in
                var sources = book.sources(of: fact, at: warehouse)
                if !keepingBoth { sources.subtract(gone[warehouse] ?? []) }
                sources.formUnion(own[warehouse] ?? [])
                let names = sources.map(\.text).sorted().joined(separator: ",")
                return Self.quoted("\(fact.rawValue)=\(names)")
            }
            return "tarima tellers set \(Self.quoted(warehouse.text)) \(facts.joined(separator: " "))"
        }
        return commands.joined(separator: "; ")
    }

    private static func list(_ words: [String]) -> String {
        words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789-_.=,".unicodeScalars.contains($0)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

extension Fact {
    /// What it is called in a sentence, as several things.
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
