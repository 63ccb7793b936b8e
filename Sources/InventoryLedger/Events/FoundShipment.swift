/// A receipt that names no shipment, but whose document is the number of one that the ledger knows.
///
/// Such a receipt empties the shipment. It is recorded with the shipment and, as a mark, the stage that its goods leave,
/// which no row of a file may state for a receipt. The content of the event is what its file states: the document only.
extension Event {
    /// Whether the ledger found the shipment by the document.
    package var hasFoundShipment: Bool { kind == .stockReceived && fromStage != nil }

    /// Whether the document may be the number of the shipment that arrived.
    var mayFindShipment: Bool { kind == .stockReceived && shipment == nil }

    /// The event with its document as the shipment.
    var withFoundShipment: Event {
        var fields = self.fields
        fields.shipment = Shipment(trusted: document.text)
        fields.fromStage = .released
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    /// The event as its file states it.
    var withoutFoundShipment: Event {
        guard hasFoundShipment else { return self }
        var fields = self.fields
        fields.shipment = nil
        fields.fromStage = nil
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }
}
