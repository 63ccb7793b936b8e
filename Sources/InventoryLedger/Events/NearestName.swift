/// Names that were mistyped.
extension String {
    /// A name is short; a longer text is not a mistyped name.
    private static let nameCharactersMax = 64
    /// As many as a ledger has SKUs.
    private static let namesMax = 500_000

    /// The sentence about a name that does not exist: `there is no SKU lmp-01; did you mean LMP-01?`
    ///
    /// - Parameter otherwise: what follows if no name is near.
    package func unknown(_ what: String, among names: some Sequence<String>, otherwise: String = "") -> String
    {
        "there is no \(what) \(self)" + suggestion(among: names, otherwise: otherwise)
    }

    /// The end of a sentence about a mistyped name: `; did you mean LMP-01?`
    ///
    /// - Parameter otherwise: what follows if no name is near.
    package func suggestion(among names: some Sequence<String>, otherwise: String = "") -> String {
        nearest(among: names).map { "; did you mean \($0)?" } ?? otherwise
    }

    /// The name that was most likely meant; nil if none is similar.
    package func nearest(among names: some Sequence<String>) -> String? {
        let own = Array(lowercased().unicodeScalars.prefix(Self.nameCharactersMax))
        // Of two letters, at least one has to be right.
        let limit = Swift.min(Swift.max(2, own.count / 3), Swift.max(0, own.count - 1))
        var nearest: (name: String, distance: Int)?
        for name in names.prefix(Self.namesMax) {
            let closest = nearest?.distance ?? limit + 1
            if closest == 0 { break }
            let other = Array(name.lowercased().unicodeScalars.prefix(Self.nameCharactersMax))
            // At least this many letters are missing or extra.
            guard (own.count - other.count).magnitude < closest else { continue }
            let distance = Self.editDistance(own, other, below: closest)
            if distance < closest { nearest = (name, distance) }
        }
        return nearest?.name
    }

    /// The number of insertions, deletions and replacements between two texts (Levenshtein distance), if it is below a
    /// bound.
    private static func editDistance(_ own: [Unicode.Scalar], _ others: [Unicode.Scalar], below bound: Int)
        -> Int
    {
        var row = Array(0...others.count)
        for (i, character) in own.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            var least = row[0]
            for (j, candidate) in others.enumerated() {
                let replaced = diagonal + (character == candidate ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, diagonal + 1, row[j] + 1)
                least = Swift.min(least, row[j + 1])
            }
            // It never falls again.
            if least >= bound { return bound }
        }
        return row[others.count]
    }
}
