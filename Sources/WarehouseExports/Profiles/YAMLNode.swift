/// A node of a profile's YAML, and where it begins.
struct YAMLNode {
    enum Content {
        case text(String)
        case list([YAMLNode])
        /// The names are texts, each different from the others.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    var content: Content
    /// From 1, like the column.
    let line: Int
    let column: Int

    /// A mapping's names and values; nil for other nodes.
    var mapping: [(key: YAMLNode, value: YAMLNode)]? {
        if case .mapping(let pairs) = content { pairs } else { nil }
    }

    /// A list's nodes; nil for other nodes.
    var list: [YAMLNode]? { if case .list(let nodes) = content { nodes } else { nil } }

    /// A text; nil for other nodes.
    var text: String? { if case .text(let text) = content { text } else { nil } }
}
