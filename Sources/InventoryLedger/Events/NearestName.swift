extension String {
    /// A name is short; a longer text is not a mistyped name.
    private static let nameCharactersMax = 64
    /// Nobody chooses from a longer list.
    private static let namesMax = 1000

    /// The name that was most likely meant; nil if none is similar.
    package func nearest(among names: some Sequence<String>) -> String? {
        let own = Array(lowercased().prefix(Self.nameCharactersMax))
        let limit = Swift.max(2, own.count / 3)
        var nearest: (name: String, distance: Int)?
        for name in names.prefix(Self.namesMax) {
            let other = Array(name.lowercased().prefix(Self.nameCharactersMax))
            // At least this many letters are missing or extra.
            guard (own.count - other.count).magnitude <= limit else { continue }
            let distance = Self.editDistance(own, other)
            if distance <= limit, distance < nearest?.distance ?? .max { nearest = (name, distance) }
        }
        return nearest?.name
    }

    /// The number of insertions, deletions and replacements between two texts (Levenshtein distance).
    private static func editDistance(_ own: [Character], _ others: [Character]) -> Int {
        var row = Array(0...others.count)
        for (i, character) in own.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in others.enumerated() {
                let replaced = diagonal + (character == candidate ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[others.count]
    }
}
