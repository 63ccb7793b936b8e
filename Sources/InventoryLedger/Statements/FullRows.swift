import GRDB

/// Complete rows of returns and releases. An incomplete row of the same document adds nothing to them.
final class FullRows {
    private let keys: LiveKeys
    private let selectNeed: RowStatement
    private let events: EventLookup

    init(_ database: Database, names: Names, keys: LiveKeys) throws {
        self.keys = keys
        selectNeed = try RowStatement(
            database,
            """
            SELECT 1 FROM event_detail d JOIN statement s ON s.id = d.statement
             WHERE d.seq = ? AND s.needs IS NOT NULL
            """
        )
        events = try EventLookup(database, names: names)
    }

    /// Whether the ledger has the document's goods from a complete row.
    func cover(_ fields: EventFields) throws -> Bool {
        guard fields.kind == .returnReceived || fields.kind == .customsReleased,
            let document = fields.document
        else { return false }
        return try keys.seqs(of: document, kinds: [fields.kind]).contains { seq in
            guard try !isIncomplete(seq) else { return false }
            let event = try events.event(seq).event
            return event.kind == fields.kind && event.source == fields.source
                && event.shipment == fields.shipment
                && (fields.sku == nil || event.writtenSKU == fields.sku)
        }
    }

    /// Whether an event follows from a row that needed an order or a shipment.
    private func isIncomplete(_ seq: Int64) throws -> Bool {
        selectNeed.bind(seq, at: 1)
        defer { selectNeed.reset() }
        return try selectNeed.next()
    }
}
