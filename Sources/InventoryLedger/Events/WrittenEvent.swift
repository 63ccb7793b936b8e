extension Event {
    /// The SKU as the file wrote it.
    var writtenSKU: SKU? { written?.sku ?? sku }

    /// The number of the kit component.
    var part: Int64 { written?.part ?? 0 }

    /// The event as its file states it, in the codes of the file and as the first component of a kit.
    var asWritten: Event {
        guard let codes = written else { return withoutFoundShipment }
        var fields = withoutFoundShipment.fields
        fields.sku = codes.sku ?? sku
        fields.warehouse = codes.warehouse ?? warehouse
        fields.toWarehouse = codes.toWarehouse ?? toWarehouse
        fields.quantity = quantity.map { Quantity($0.units / max(codes.units, 1)) }
        fields.detail.written = nil
        return Event(
            stored: fields,
            document: document,
            warehouse: codes.warehouse ?? warehouse,
            occurredAt: occurredAt
        )
    }
}
