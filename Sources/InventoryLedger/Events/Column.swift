/// The columns of the canonical format. One word everywhere: CSV header, JSON key, SQL column, error.
public enum Column: String, CaseIterable, Codable, Sendable {
    case kind, source, document, line, sku, warehouse, quantity
    case occurredAt = "occurred_at"
    case stage
    case fromStage = "from_stage"
    case toWarehouse = "to_warehouse"
    case shipment, order
    case orderSource = "order_source"
    case channel, amount, currency, pedimento
    case importerRFC = "importer_rfc"
    case mode, forwarder, eta, tracking, reason, memo
    case statedAt = "stated_at"
    case note
}
