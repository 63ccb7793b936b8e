/// The names of a file's columns, told apart without regard to letter case and the blanks around them.
///
/// A name that stands several times is addressed by its occurrence: `Unidades`, `Unidades#2`.
struct Header: Sendable {
    /// The names as the file has them.
    let names: [String]
    private let positions: [String: Int]

    init(_ names: [String]) {
        self.names = names
        var positions: [String: Int] = [:]
        // Of each name the occurrence that was given last: a file may repeat one a million times.
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

    /// Where a column stands, nil where the file has none of that name.
    func position(of name: String) -> Int? { positions[Self.key(name)] }

    /// Where else a column of that name stands, and how to speak of it: `Unidades#2`. Nil for a name that stands once, and
    /// for one that says itself which it means.
    func repeated(_ name: String) -> (position: Int, name: String)? {
        let second = "\(name)#2"
        guard position(of: name) != nil, let position = position(of: second),
            Self.key(names[position]) == Self.key(name)
        else { return nil }
        return (position, second)
    }

    static func key(_ name: String) -> String { name.trimmedCode.lowercased() }
}
