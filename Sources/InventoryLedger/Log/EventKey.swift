/// The identity of an event: source, kind, document, SKU, stage, line, and the shipment of a customs release.
struct EventKey: Hashable {
    let document: Document
    /// Source, kind, stage and kit component in one number.
    var scope: Int64
    /// As the file wrote it.
    let sku: Int64
    /// Nil for a row without an id.
    let line: Line?
    let shipment: Int64

    init(_ event: Event, _ ids: EventIDs) {
        document = event.document
        // The id of a source fits in 32 bits and a component in 12: see CodeTable and CodeBook.
        let part = event.written?.part ?? 0
        scope = part << 48 | ids.source << 16 | event.kind.number << 8 | (event.stage?.number ?? 0)
        sku = ids.writtenSKU ?? ids.sku
        line = event.line
        shipment = event.kind == .customsReleased ? ids.shipment : 0
    }

    /// The key of another component of the same row; 0 is the row itself.
    func part(_ part: Int64) -> EventKey {
        var key = self
        key.scope = scope & (1 << 48 - 1) | part << 48
        return key
    }

    /// The id of the source in a stored scope.
    static func source(ofScope scope: Int64) -> Int64 { scope >> 16 & (1 << 32 - 1) }

    /// Whether the key is that of a group of interchangeable rows instead of one row.
    var isOfGroup: Bool { line?.namesGroup ?? true }
}

extension EventKind {
    /// The number in keys and digests, which never changes. A new kind gets a new number.
    var number: Int64 { rule.number }
}

extension Stage {
    /// The number in keys and digests, which never changes.
    var number: Int64 {
        switch self {
        case .available: 1
        case .allocated: 2
        case .quarantine: 3
        case .damaged: 4
        case .inTransit: 5
        case .released: 6
        case .sellable: 7
        case .onHand: 8
        }
    }
}
