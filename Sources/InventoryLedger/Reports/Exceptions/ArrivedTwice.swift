import GRDB

/// Receipts in the document of a shipment that they do not name: their goods are in stock, and on their way as well.
struct ArrivedTwice: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let view = context.view
        let lookup = try EventLookup(view.database, names: view.names)
        let select = try RowStatement(
            view.database,
            "SELECT seq FROM live_key WHERE document = ? ORDER BY seq"
        )
        var found: [LedgerException] = []
        var shipment: Shipment?
        var receipts: [SKU: [StoredEvent]] = [:]
        // The lines of a shipment come together.
        for line in try context.shipments.get() where line.dispatched > 0 {
            if line.shipment != shipment {
                shipment = line.shipment
                receipts = [:]
                select.bind(line.shipment.text, at: 1)
                var seqs: [Int64] = []
                while try select.next() { seqs.append(select.integer(0)) }
                for stored in try seqs.map(lookup.event) where Self.isReceipt(stored, view) {
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

    private static func isReceipt(_ stored: StoredEvent, _ view: BookView) -> Bool {
        stored.event.kind == .stockReceived && stored.event.shipment == nil
            && view.hasHappened(stored.event.occurredAt)
    }
}
