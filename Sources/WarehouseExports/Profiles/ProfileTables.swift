import InventoryLedger

/// What a profile says of a table that is not of events.
extension ProfileReader {
    /// What makes a row an event, or a statement.
    private static let keysOfEvents = [
        "tells", "identity", "events", "also", "stated_at", "status", "statuses", "times", "cumulative",
        "unit_price", "whole", "edges", "year_from",
    ]

    /// The table that a profile describes; nil if its rows are events. What it says of the columns is taken out of the
    /// entries.
    func table(_ entries: inout [String: YAMLNode]) throws -> Profile.Table? {
        guard let node = entries.removeValue(forKey: "table") else { return nil }
        let name = try text(node)
        guard let kind = TableKind.all.first(where: { $0.name == name }) else {
            let names = TableKind.all.map(\.name)
            throw failure(
                node,
                "there is no table \"\(name)\""
                    + name.suggestion(among: names, otherwise: "; it may be \(names.joined(separator: ", "))")
            )
        }
        for key in Self.keysOfEvents {
            guard let own = entries[key] else { continue }
            throw failure(own, "a table of \(kind.name) has no \(key), which is for events")
        }
        var table = Profile.Table(kind: kind)
        if let columns = entries.removeValue(forKey: "columns") {
            table.columns = try named(columns, kind).mapValues { try names($0) }
        }
        if let constants = entries.removeValue(forKey: "constants") {
            table.constants = try named(constants, kind).mapValues { try text($0) }
        }
        if let values = entries.removeValue(forKey: "values") {
            table.values = try named(values, kind).mapValues {
                try self.entries($0, "values", allowed: nil).mapValues { try text($0) }
            }
        }
        for column in kind.columns
        where column.isNeeded && table.columns[column.name] == nil && table.constants[column.name] == nil {
            throw failure(node, "a table of \(kind.name) needs \(column.name); name its column under columns")
        }
        return table
    }

    /// A mapping whose keys are columns of a table.
    private func named(_ node: YAMLNode, _ kind: TableKind) throws -> [String: YAMLNode] {
        let known = kind.columns.map(\.name)
        var result: [String: YAMLNode] = [:]
        for (key, value) in try pairs(node, "this") {
            let name = try text(key)
            guard known.contains(name) else {
                throw failure(
                    key,
                    "\"\(name)\" is not a column of \(kind.name)"
                        + name.suggestion(
                            among: known,
                            otherwise: "; it has \(known.joined(separator: ", "))"
                        )
                )
            }
            result[name] = value
        }
        return result
    }
}
