/// The trees of built-in profiles, each made once, also of those that others are like.
final class BuiltInTrees {
    private var trees: [String: YAMLNode] = [:]

    /// The tree of a profile; nil if there is none of this name.
    func tree(of name: String) throws -> YAMLNode? {
        if let tree = trees[name] { return tree }
        let tree = try BuiltInTexts.text(of: name).flatMap { try YAMLTree.read($0, file: name) }
        trees[name] = tree
        return tree
    }
}
