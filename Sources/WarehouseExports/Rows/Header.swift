/// The column names of a file, compared without letter case and surrounding blanks.
///
/// A repeated name is addressed by its occurrence: `Unidades`, `Unidades#2`.
struct Header: Sendable {
    /// The names in the file.
    let names: [String]
    private let positions: [String: Int]

    init(_ names: [String]) {
        self.names = names
        var positions: [String: Int] = [:]
        // The last occurrence of each name, because a file may repeat one a million times.
        var occurrences: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            let key = Self.key(name)
            if positions[key] == nil {
                positions[key] = index
                continue
            }
            var occurrence = occurrences[key, default: 1] + 1
            while positions["\(key)#\(occurrence)"] != nil { occurrence += 1 }
            positions["\(key)#\(occurrence)"] = index
            occurrences[key] = occurrence
        }
        self.positions = positions
    }

    /// Whether there is a column with a key.
    func has(key: String) -> Bool { positions[key] != nil }

    /// The position of a column; nil if there is none.
    func position(of name: String) -> Int? { positions[Self.key(name)] }

    /// Another column of the same name, and how to address it: `Unidades#2`. Nil for a unique name, and for one that
    /// names its occurrence.
    func repeated(_ name: String) -> (position: Int, name: String)? {
        let second = "\(name)#2"
        guard position(of: name) != nil, let position = position(of: second),
            Self.key(names[position]) == Self.key(name)
        else { return nil }
        return (position, second)
    }

    static func key(_ name: String) -> String { name.trimmedCode.lowercased() }
}
