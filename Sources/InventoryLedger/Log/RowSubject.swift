/// What a row is about, as far as it can be read: the row that corrects it is about the same.
public struct RowSubject: Codable, Hashable, Sendable {
    public var source: Source
    public var document: Document
    public var line: Line?
    /// As the file writes it.
    public var sku: SKU?

    public init(source: Source, document: Document, line: Line? = nil, sku: SKU? = nil) {
        self.source = source
        self.document = document
        self.line = line
        self.sku = sku
    }
}
