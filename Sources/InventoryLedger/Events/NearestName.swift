extension String {
    /// The name that a mistyped one most likely meant, nil where none is near.
    package func nearest(among names: some Sequence<String>) -> String? {
        let limit = Swift.max(2, count / 3)
        return names.map { (name: $0, distance: editDistance(to: $0)) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?.name
    }

    /// Insertions, deletions and replacements that turn one text into the other (Levenshtein's distance).
    private func editDistance(to other: String) -> Int {
        // A mistyped name is short; a whole paragraph is no name.
        let own = Array(lowercased().prefix(64))
        let others = Array(other.lowercased().prefix(64))
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
