/// Receipts in the document of a shipment that they do not empty: their goods are in stock, and on their way as well. An
/// earlier version recorded them; a receipt recorded now empties the shipment that is its document.
struct ArrivedTwice: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.arrivedTwice]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        let lines = shipment.lazy.map(\.line).filter { $0.dispatched > 0 }
        guard let number = lines.first?.shipment else { return [] }
        var seqs: [Int64] = []
        try context.receipts.get().forEachRow(of: Document(trusted: number.text)) { row, route in
            if route.key.shipment == 0 { seqs.append(row.integer(1)) }
        }
        guard !seqs.isEmpty else { return [] }
        var receipts: [SKU: [StoredEvent]] = [:]
        for stored in try seqs.sorted().map(context.event)
        where context.view.hasHappened(stored.event.occurredAt) {
            if let sku = stored.event.sku { receipts[sku, default: []].append(stored) }
        }
        var found: [LedgerException] = []
        for line in lines {
            // A SKU with several destinations is listed once.
            guard let own = receipts.removeValue(forKey: line.sku) else { continue }
            let units = own.reduce(Int64(0)) { $0 &+ ($1.event.quantity?.units ?? 0) }
            guard units > 0 else { continue }
            var exception = LedgerException(
                .arrivedTwice,
                "\(units.inUnits) of \(line.sku) \(units.wasOrWere) received in document \(line.shipment) without naming "
                    + "the shipment \(line.shipment) (\(try context.rows(of: own))), and so counted in stock and on the way; "
                    + "import the receipt again, and it empties the shipment"
            )
            exception.sku = line.sku
            exception.warehouse = own.first?.event.warehouse
            exception.document = line.shipment.text
            exception.quantity = units
            exception.since = own.map(\.event.occurredAt).min()
            found.append(exception)
        }
        return found
    }
}
