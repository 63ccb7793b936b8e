import Glibc

/// The key of a plain event, whose texts are bound in place.
struct PlainKey {
    let document: UnsafeBufferPointer<UInt8>
    let scope: Int64
    let sku: Int64
    /// Empty for a row without an id.
    let line: UnsafeBufferPointer<UInt8>
    let shipment: Int64

    init(
        document: UnsafeBufferPointer<UInt8>,
        scope: Int64,
        sku: Int64,
        line: UnsafeBufferPointer<UInt8>,
        shipment: Int64
    ) {
        self.document = document
        self.scope = scope
        self.sku = sku
        self.line = line
        self.shipment = shipment
    }

    init(_ event: PlainEvent, _ form: FormIDs, sku: Int64, in bytes: UnsafeBufferPointer<UInt8>) {
        document = event.document.bytes(in: bytes)
        scope = form.scope
        self.sku = sku
        line = event.line.bytes(in: bytes)
        shipment = form.keyShipment
    }

    /// Whether the key is that of a group of interchangeable rows instead of one row.
    var isOfGroup: Bool { line.isEmpty || line[0] == Line.groupMark }

    func equals(_ other: PlainKey) -> Bool {
        scope == other.scope && sku == other.sku && shipment == other.shipment
            && document.hasSameBytes(as: other.document) && line.hasSameBytes(as: other.line)
    }
}

extension UnsafeBufferPointer<UInt8> {
    func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, count) == 0
    }
}
