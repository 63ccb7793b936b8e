/// The options of a status.
public struct StatusQuery: Sendable {
    /// Only what had happened by this instant; nil for all.
    public var asOf: Instant?
    /// Goods that arrived within so many days are listed.
    public var arrivedDays = 7
    /// Stock that ends within so many days is listed.
    public var runsOutDays = 30
    /// Orders that wait longer than so many hours are listed.
    public var waitingHours = 48

    /// The status of now.
    public init(asOf: Instant? = nil) { self.asOf = asOf }
}

/// What a person who runs warehouses looks at every morning.
public struct StatusReport: Sendable {
    /// The instant that it is about.
    public let at: Instant
    /// What each source has reported of each warehouse, and until when; the source that is furthest behind first.
    public let sources: [Coverage]
    /// The shipments by SKU of which units were received lately, the latest first.
    public let arrived: [ShipmentLine]
    /// The shipments by SKU that have been on their leg for longer than nine of ten are; the longest first.
    public let stuck: [OpenShipmentLine]
    /// The stock that ends soon, the soonest first.
    public let runsOut: [RunsOutRow]
    /// The orders that wait for too long, the oldest first.
    public let waiting: [LedgerException]
    /// What only a person can decide.
    public let decisions: [StatusDecision]
}

/// Something that waits for a decision of a person.
public struct StatusDecision: Hashable, Sendable {
    /// The kind of decision. The raw values are fixed.
    public enum Kind: String, Sendable, CaseIterable {
        /// Stock is below zero.
        case negativeStock = "negative_stock"
        /// Rows wait for an order, a shipment or a fuller row.
        case waitingRow = "waiting_row"
        /// Rows may mean more than one line of their document.
        case ambiguousLine = "ambiguous_line"
        /// Several sources have an order of the number that rows name.
        case ambiguousOrder = "ambiguous_order"
        /// Rows were rejected, and no later file has corrected them.
        case rejectedRow = "rejected_row"
        /// Rows contradicted the ledger in the last days, and its value was kept or amended.
        case conflict
    }

    /// The kind.
    public let kind: Kind
    /// How many there are.
    public let count: Int64
    /// Since when the oldest one waits.
    public let since: Instant?
}
