/// What two statements of one key have in common and where they differ.
///
/// Content is every canonical column but note and stated_at. A value that only one side states is a fill.
extension Event {
    /// One column in which two statements disagree.
    package struct Difference: Hashable, Sendable, Codable {
        package let column: Column
        package let book: String
        package let file: String
    }

    /// The event without what is no content: equal contents are equal values of this.
    var content: Event {
        let detail = self.detail
        guard detail.note != nil || detail.statedAt != nil || detail.written != nil else { return self }
        var fields = self.fields
        fields.detail.note = nil
        fields.detail.statedAt = nil
        fields.detail.written = nil
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    /// The columns in which this event of the book and a file's event of the same key state different values.
    func differences(toFile other: Event) -> [Difference] {
        Self.contentColumns.compactMap { column in
            guard let book = text(of: column), let file = other.text(of: column), !book.hasSameBytes(as: file)
            else { return nil }
            return Difference(column: column, book: book, file: file)
        }
    }

    /// This event with what only the other states, or nil where the other adds nothing.
    func filled(from other: Event) -> Event? {
        var fields = self.fields
        var isFilled = false
        func fill<Value>(_ path: WritableKeyPath<EventFields, Value?>, _ value: Value?) {
            guard fields[keyPath: path] == nil, let value else { return }
            fields[keyPath: path] = value
            isFilled = true
        }
        fill(\.shipment, other.shipment)
        fill(\.channel, other.channel)
        fill(\.amount, other.amount)
        fill(\.detail.order, other.detail.order)
        fill(\.detail.orderSource, other.detail.orderSource)
        fill(\.detail.pedimento, other.detail.pedimento)
        fill(\.detail.importerRFC, other.detail.importerRFC)
        fill(\.detail.mode, other.detail.mode)
        fill(\.detail.forwarder, other.detail.forwarder)
        fill(\.detail.eta, other.detail.eta)
        fill(\.detail.tracking, other.detail.tracking)
        fill(\.detail.reason, other.detail.reason)
        guard isFilled else { return nil }
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    private static let contentColumns = Column.allCases.filter { $0 != .note && $0 != .statedAt }

    /// The value of a column as the canonical format writes it, nil where it is empty.
    package func text(of column: Column) -> String? {
        switch column {
        case .kind: kind.rawValue
        case .source: source.text
        case .document: document.text
        case .line: line?.text
        case .sku: sku?.text
        case .warehouse: warehouse.text
        case .quantity: quantity?.description
        case .occurredAt: occurredAt.description
        case .stage: stage?.rawValue
        case .fromStage: fromStage?.rawValue
        case .toWarehouse: toWarehouse?.text
        case .shipment: shipment?.text
        case .order: detail.order?.text
        case .orderSource: detail.orderSource?.text
        case .channel: channel?.text
        case .amount: amount?.decimal
        case .currency: amount?.currency.code
        case .pedimento: detail.pedimento?.printed
        case .importerRFC: detail.importerRFC?.text
        case .mode: detail.mode
        case .forwarder: detail.forwarder
        case .eta: detail.eta?.description
        case .tracking: detail.tracking
        case .reason: detail.reason
        case .memo: memo ? "true" : "false"
        case .statedAt: detail.statedAt?.description
        case .note: detail.note
        }
    }
}
