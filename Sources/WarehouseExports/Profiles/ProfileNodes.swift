import InventoryLedger

/// The nodes of a profile's YAML: texts, lists and mappings, each mistake with its line and column.
extension ProfileReader {
    func entries(_ node: YAMLNode, _ what: String, allowed: [String]?) throws -> [String: YAMLNode] {
        var result: [String: YAMLNode] = [:]
        for (key, value) in try pairs(node, what) {
            let name = try text(key)
            if let allowed, !allowed.contains(name) {
                throw failure(
                    key,
                    "\(what) has no \"\(name)\""
                        + name.suggestion(
                            among: allowed,
                            otherwise: "; it has \(allowed.joined(separator: ", "))"
                        )
                )
            }
            result[name] = value
        }
        return result
    }

    func pairs(_ node: YAMLNode, _ what: String) throws -> [(key: YAMLNode, value: YAMLNode)] {
        guard let mapping = node.mapping else {
            throw failure(node, "\(what) must be a mapping of names to values")
        }
        return mapping
    }

    func nodes(_ node: YAMLNode) -> [YAMLNode] { node.list ?? [node] }

    func names(_ node: YAMLNode) throws -> [String] {
        let names = try texts(node)
        guard !names.isEmpty else { throw failure(node, "a column needs at least one name") }
        return names
    }

    func texts(_ node: YAMLNode) throws -> [String] { try nodes(node).map(text) }

    func text(_ node: YAMLNode) throws -> String {
        guard let text = node.text else { throw failure(node, "expected a single value") }
        return text
    }

    func flag(_ node: YAMLNode) throws -> Bool {
        switch try text(node) {
        case "true", "yes": return true
        case "false", "no": return false
        default: throw failure(node, "write true or false")
        }
    }

    func failure(_ node: YAMLNode, _ message: String) -> ImportFailure {
        ImportFailure(.badProfile, "\(file):\(node.line):\(node.column): \(message)")
    }

    /// Names in a list, or separated by commas.
    func list(_ node: YAMLNode) throws -> [String] {
        guard node.list == nil else { return try texts(node) }
        let names = try text(node).split(separator: ",").map { String($0).trimmedCode }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw failure(node, "a column needs a name") }
        return names
    }
}
