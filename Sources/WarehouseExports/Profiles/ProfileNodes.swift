import InventoryLedger
import Yams

/// The nodes of a profile's YAML: texts, lists and mappings, each mistake with its line and column.
extension ProfileReader {
    func entries(_ node: Node, _ what: String, allowed: [String]?) throws -> [String: Node] {
        var result: [String: Node] = [:]
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
            guard result.updateValue(value, forKey: name) == nil else {
                throw failure(key, "\"\(name)\" appears twice")
            }
        }
        return result
    }

    func pairs(_ node: Node, _ what: String) throws -> [(Node, Node)] {
        guard let mapping = node.mapping else {
            throw failure(node, "\(what) must be a mapping of names to values")
        }
        return mapping.map { ($0.key, $0.value) }
    }

    func nodes(_ node: Node) throws -> [Node] {
        if let sequence = node.sequence { return Array(sequence) }
        return [node]
    }

    func names(_ node: Node) throws -> [String] {
        let names = try texts(node)
        guard !names.isEmpty else { throw failure(node, "a column needs at least one name") }
        return names
    }

    func texts(_ node: Node) throws -> [String] { try nodes(node).map(text) }

    func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar else { throw failure(node, "expected a single value") }
        return scalar.string
    }

    func flag(_ node: Node) throws -> Bool {
        switch try text(node) {
        case "true", "yes": return true
        case "false", "no": return false
        default: throw failure(node, "write true or false")
        }
    }

    func failure(_ node: Node, _ message: String) -> ImportFailure {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return ImportFailure(.badProfile, "\(file)\(place): \(message)")
    }

    /// Names in a list, or separated by commas.
    func list(_ node: Node) throws -> [String] {
        guard node.sequence == nil else { return try texts(node) }
        let names = try text(node).split(separator: ",").map { String($0).trimmedCode }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw failure(node, "a column needs a name") }
        return names
    }
}
