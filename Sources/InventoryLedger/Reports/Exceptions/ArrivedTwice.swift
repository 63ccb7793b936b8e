/// Receipts in the document of a shipment that they do not name: their goods are in stock, and on their way as well.
struct ArrivedTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.arrivedTwice]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let events = try DocumentEvents(context.view, [.stockReceived], "e.route, e.seq")
        var found: [LedgerException] = []
        var shipment: Shipment?
        var receipts: [SKU: [StoredEvent]] = [:]
        // The lines of a shipment come together.
        for line in try context.shipments.get() where line.dispatched > 0 {
            if line.shipment != shipment {
                shipment = line.shipment
                receipts = [:]
                var seqs: [Int64] = []
                try events.forEachRow(of: Document(trusted: line.shipment.text)) { row, route in
                    if route.key.shipment == 0 { seqs.append(row.integer(1)) }
                }
                for stored in try seqs.sorted().map({ try context.event($0) }) {
                    if let sku = stored.event.sku { receipts[sku, default: []].append(stored) }
                }
            }
            // A SKU with several destinations is listed once.
            guard let own = receipts.removeValue(forKey: line.sku) else { continue }
            let units = own.reduce(Int64(0)) { $0 &+ ($1.event.quantity?.units ?? 0) }
            guard units > 0 else { continue }
            var exception = LedgerException(
                .arrivedTwice,
                "\(units.inUnits) of \(line.sku) \(units.wasOrWere) received in document \(line.shipment) without naming "
                    + "the shipment \(line.shipment) (\(try context.rows(of: own))), and so counted in stock and on the way; "
                    + "name the shipment in the receipt"
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
