import InventoryLedger

/// What to type when a file reports facts of a warehouse that come from another source.
struct SourceChoice {
    private let clashes: [SourceClash]
    /// Files of marketplaces may name a hundred warehouses.
    private static let warehousesMax = 3

    init(_ clashes: [SourceClash]) { self.clashes = clashes }

    /// The ways out, the one that loses nothing first.
    var sentence: String {
        var ways = [commands { $0.sources.union($0.claimants) } + " (keeps both, if each reports its own)"]
        if clashes.allSatisfy({ [Fact.orders.rawValue, Fact.dispatch.rawValue].contains($0.fact) }) {
            ways.append("import the file with --as memo (counts its demand, moves no stock)")
        }
        let claimants = Self.list(clashes.reduce(into: []) { $0.formUnion($1.claimants) })
        let rivals = Self.list(clashes.reduce(into: []) { $0.formUnion($1.rivals) })
        ways.append(
            commands { $0.sources.subtracting($0.rivals).union($0.claimants) }
                + " (\(claimants) instead of \(rivals))"
        )
        return "Choose one: " + ways.joined(separator: "; or ")
    }

    private func commands(_ sources: (SourceClash) -> Set<String>) -> String {
        var byWarehouse: [String: [String]] = [:]
        for clash in clashes {
            let names = sources(clash).sorted().joined(separator: ",")
            byWarehouse[clash.warehouse, default: []].append(Self.quoted("\(clash.fact)=\(names)"))
        }
        return byWarehouse.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(
            Self.warehousesMax
        ).map { warehouse in
            let facts = (byWarehouse[warehouse] ?? []).joined(separator: " ")
            return "tarima sources set \(Self.quoted(warehouse)) \(facts)"
        }.joined(separator: "; ")
    }

    private static func list(_ sources: Set<String>) -> String {
        let words = sources.sorted()
        return words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }

    /// A word, quoted if a shell would split it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789-_.=,".unicodeScalars.contains($0)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
