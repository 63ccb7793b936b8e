/// What someone states is there at the end of an instant.
public struct StockAssertion: Hashable, Sendable, Codable {
    /// The SKU that was counted.
    public let sku: SKU
    /// The warehouse it was counted in.
    public let warehouse: Warehouse
    /// A stage, or `sellable` or `on_hand`, which are sums of stages.
    public let stage: Stage
    /// The units that were counted.
    public let units: Int64
    /// The instant at whose end the count is true.
    public let at: Instant

    /// A count of a SKU in a warehouse.
    public init(sku: SKU, warehouse: Warehouse, stage: Stage = .available, units: Int64, at: Instant) {
        self.sku = sku
        self.warehouse = warehouse
        self.stage = stage
        self.units = units
        self.at = at
    }

    /// The same place, or another stage of it, and the same instant with another count.
    func counting(_ units: Int64, at stage: Stage? = nil) -> StockAssertion {
        StockAssertion(sku: sku, warehouse: warehouse, stage: stage ?? self.stage, units: units, at: at)
    }
}

/// An assertion held against the book.
public struct Reconciliation: Hashable, Sendable, Codable {
    /// What was asserted.
    public let assertion: StockAssertion
    /// What the book has at the end of that instant.
    public let book: Int64
    /// Promised units in the book, which an export of what can be sold may or may not count.
    public let allocated: Int64
    /// Units that came to the place or left it within 24 hours before and after: a count in the middle of work differs.
    /// Nil for goods on the way.
    public let movedWithin24h: Int64?
    /// The latest assertion of the same place that agreed with the book, this one included.
    public let lastAgreedAt: Instant?
    /// The last batch of the ledger when the two were compared.
    public let lastBatch: Int64

    /// asserted - book.
    public var difference: Int64 { assertion.units &- book }
}
