import GRDB

/// Complete rows of returns and releases. An incomplete row of the same document adds nothing to them.
final class FullRows {
    private let selectSeqs: RowStatement
    private let events: EventLookup

    init(_ database: Database, names: Names) throws {
        selectSeqs = try RowStatement(
            database,
            """
            SELECT k.seq FROM live_key k
              LEFT JOIN event_detail d ON d.seq = k.seq
              LEFT JOIN statement s ON s.id = d.statement
             WHERE k.document = ? AND s.needs IS NULL
            """
        )
        events = try EventLookup(database, names: names)
    }

    /// Whether the ledger has the document's goods from a complete row.
    func cover(_ fields: EventFields) throws -> Bool {
        guard fields.kind == .returnReceived || fields.kind == .customsReleased,
            let document = fields.document
        else { return false }
        selectSeqs.bind(document.text, at: 1)
        defer { selectSeqs.reset() }
        while try selectSeqs.next() {
            let event = try events.event(selectSeqs.integer(0)).event
            if event.kind == fields.kind, event.source == fields.source, event.shipment == fields.shipment,
                fields.sku == nil || event.writtenSKU == fields.sku
            {
                return true
            }
        }
        return false
    }
}
