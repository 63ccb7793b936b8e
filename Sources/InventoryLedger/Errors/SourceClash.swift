/// A fact of a warehouse that comes from one source and that a file of another source reports too.
public struct SourceClash: Hashable, Sendable {
    /// The warehouse whose fact it is.
    public let warehouse: String
    /// The fact, as `Fact` writes it, such as `orders`.
    public let fact: String
    /// All sources of the fact.
    public let sources: Set<String>
    /// The sources of the warehouse whose events the file would repeat.
    public let rivals: Set<String>
    /// The sources that the file names for the warehouse.
    public let claimants: Set<String>
}
