/// What a row is about, as far as it could be read. The row that corrects it has the same subject.
package struct RowSubject: Codable, Hashable, Sendable {
    package var source: Source
    package var document: Document
    package var line: Line?
    /// As the file writes it.
    package var sku: SKU?

    package init(source: Source, document: Document, line: Line? = nil, sku: SKU? = nil) {
        self.source = source
        self.document = document
        self.line = line
        self.sku = sku
    }
}
