/// What tells an event from every other: source, kind, document, SKU, stage, line, and the shipment of a customs
/// release.
struct EventKey: Hashable {
    let document: Document
    /// Source, kind and stage in one number, and which component of a kit.
    var scope: Int64
    /// As the file wrote it.
    let sku: Int64
    /// Nil for a row without an id of its own.
    let line: Line?
    let shipment: Int64

    init(_ event: Event, _ ids: EventIDs) {
        document = event.document
        // A source's id fits 32 bits, a part 12: see CodeTable and CodeBook.
        let part = event.written?.part ?? 0
        scope = part << 48 | ids.source << 16 | event.kind.number << 8 | (event.stage?.number ?? 0)
        sku = ids.writtenSKU ?? ids.sku
        line = event.line
        shipment = event.kind == .customsReleased ? ids.shipment : 0
    }

    /// The key of another component of the same row; 0 is that of the row itself.
    func part(_ part: Int64) -> EventKey {
        var key = self
        key.scope = scope & (1 << 48 - 1) | part << 48
        return key
    }

    /// Whether the key is that of a group of interchangeable rows rather than of one row.
    var isOfGroup: Bool { line?.namesGroup ?? true }
}

extension EventKind {
    /// A number for keys and digests, fixed for ever; new kinds take new numbers.
    var number: Int64 { rule.number }
}

extension Stage {
    /// A number for keys and digests, fixed for ever.
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
