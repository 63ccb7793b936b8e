/// The values of an event before they are checked together: one per canonical column.
package struct EventFields: Sendable {
    package var kind: EventKind
    package var source: Source = .manual
    package var document: Document?
    package var line: Line?
    package var sku: SKU?
    package var warehouse: Warehouse?
    package var quantity: Quantity?
    package var occurredAt: Instant?
    package var stage: Stage?
    package var fromStage: Stage?
    package var toWarehouse: Warehouse?
    package var shipment: Shipment?
    package var channel: Channel?
    package var amount: Money?
    package var memo = false
    package var detail = EventDetail()

    package init(kind: EventKind) { self.kind = kind }
}

/// The values that few events have.
public struct EventDetail: Hashable, Sendable {
    /// The order that a return belongs to.
    public var order: Document?
    /// The source of the order, if several sources use its number.
    public var orderSource: Source?
    /// The number of the customs release.
    public var pedimento: Pedimento?
    /// The importer's tax number.
    public var importerRFC: ImporterRFC?
    /// How a shipment travels: sea, air, road.
    public var mode: String?
    /// Who carries a shipment.
    public var forwarder: String?
    /// When a shipment is expected at its destination.
    public var eta: Instant?
    /// The parcel's number.
    public var tracking: String?
    /// Why stock was adjusted, moved or returned.
    public var reason: String?
    /// When the source stated the row; not part of an event's content.
    public var statedAt: Instant?
    /// Free text; not part of an event's content.
    public var note: String?
    /// The codes as the file wrote them, if the code map changed them; not part of an event's content.
    package var written: WrittenCodes? {
        get { writtenBox?.codes }
        set { writtenBox = newValue.map { WrittenBox($0) } }
    }

    private var writtenBox: WrittenBox?

    package init() {}

    static let none = EventDetail()
    var isEmpty: Bool { self == Self.none }

    public static func == (lhs: EventDetail, rhs: EventDetail) -> Bool {
        lhs.order == rhs.order && lhs.orderSource == rhs.orderSource && lhs.pedimento == rhs.pedimento
            && lhs.importerRFC == rhs.importerRFC
            && lhs.eta == rhs.eta && lhs.statedAt == rhs.statedAt && sameText(lhs.mode, rhs.mode)
            && sameText(lhs.forwarder, rhs.forwarder) && sameText(lhs.tracking, rhs.tracking)
            && sameText(lhs.reason, rhs.reason) && sameText(lhs.note, rhs.note) && lhs.written == rhs.written
    }
}

/// Keeps a value that hardly any event has out of the copies of the others.
private final class WrittenBox: Hashable, Sendable {
    let codes: WrittenCodes
    init(_ codes: WrittenCodes) { self.codes = codes }
    static func == (lhs: WrittenBox, rhs: WrittenBox) -> Bool { lhs.codes == rhs.codes }
    func hash(into hasher: inout Hasher) { hasher.combine(codes) }
}

/// Free text is compared by its bytes, as codes are.
func sameText(_ lhs: String?, _ rhs: String?) -> Bool {
    switch (lhs, rhs) {
    case (nil, nil): true
    case (let lhs?, let rhs?): lhs.hasSameBytes(as: rhs)
    default: false
    }
}
