/// The columns of the canonical format. One word everywhere: CSV header, JSON key, SQL column, error.
public enum Column: String, CaseIterable, Codable, Sendable {
    /// The kind of event, its source and document, and which goods, where and how many.
    case kind, source, document, line, sku, warehouse, quantity
    /// When it happened.
    case occurredAt = "occurred_at"
    /// The stage that units go to, or are counted at.
    case stage
    /// The stage that units leave.
    case fromStage = "from_stage"
    /// The warehouse that a transfer goes to.
    case toWarehouse = "to_warehouse"
    /// The shipment that units are in, and the order that a return belongs to.
    case shipment, order
    /// The source of that order.
    case orderSource = "order_source"
    /// The sales channel and the amount; the number of a customs release.
    case channel, amount, currency, pedimento
    /// The importer's tax number.
    case importerRFC = "importer_rfc"
    /// How a shipment travels, and what else a document says.
    case mode, forwarder, eta, tracking, reason, memo
    /// When the source stated the row.
    case statedAt = "stated_at"
    /// Free text.
    case note
}

extension Column {
    /// How many bytes of UTF-8 a value may have. A longer one is no code and no name: a quote that does not end, or another
    /// column's text.
    package var bytesMax: Int { self == .note ? 8192 : Self.codeBytesMax }

    /// How many bytes a code or a name may have.
    package static let codeBytesMax = 512
}
