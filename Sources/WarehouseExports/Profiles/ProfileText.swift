import InventoryLedger

extension Profile {
    /// The profile as YAML, to copy and change.
    ///
    /// Only the features of the built-in profiles are written, with the names of a profile file.
    public var yaml: String {
        if let text { return text }
        var lines = ["name: \(name)"]
        if let source { lines.append("source: \(source)") }
        let names = header.map { $0.count == 1 ? $0[0] : "[\($0.joined(separator: ", "))]" }
        lines.append("header: [\(names.joined(separator: ", "))]")
        lines.append("columns:")
        for column in Column.allCases {
            guard let names = columns[column] else { continue }
            lines.append("  \(column.rawValue): [\(names.joined(separator: ", "))]")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
