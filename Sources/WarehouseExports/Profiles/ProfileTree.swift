import Yams

/// The YAML of a profile as a tree.
enum ProfileTree {
    /// The nodes of YAML, without looking for the types of values: all are read as texts, in the encoding that they are
    /// in, whatever the environment says.
    static func read(_ text: String) throws -> Node? { try compose(yaml: text, .basic, .default, .utf8) }
}

/// The trees of built-in profiles, each made once, also of those that others are like.
final class BuiltInTrees {
    private var trees: [String: Node] = [:]

    /// The tree of a profile; nil if there is none of this name.
    func tree(of name: String) throws -> Node? {
        if let tree = trees[name] { return tree }
        let tree = try BuiltInTexts.text(of: name).flatMap { try ProfileTree.read($0) }
        trees[name] = tree
        return tree
    }
}
