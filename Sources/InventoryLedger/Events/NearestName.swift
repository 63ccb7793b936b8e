extension String {
    /// A mistyped name is short; a whole paragraph is no name.
    private static let nameCharactersMax = 64
    /// More names are no list that anybody chose from.
    private static let namesMax = 1000

    /// The name that a mistyped one most likely meant, nil where none is near.
    package func nearest(among names: some Sequence<String>) -> String? {
        let own = Array(lowercased().prefix(Self.nameCharactersMax))
        let limit = Swift.max(2, own.count / 3)
        var nearest: (name: String, distance: Int)?
        for name in names.prefix(Self.namesMax) {
            let other = Array(name.lowercased().prefix(Self.nameCharactersMax))
            // So many letters at least are missing or too many.
            guard (own.count - other.count).magnitude <= limit else { continue }
            let distance = Self.editDistance(own, other)
            if distance <= limit, distance < nearest?.distance ?? .max { nearest = (name, distance) }
        }
        return nearest?.name
    }

    /// Insertions, deletions and replacements that turn one text into the other (Levenshtein's distance).
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
