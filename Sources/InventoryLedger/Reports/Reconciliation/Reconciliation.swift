/// What someone states is there at the end of an instant.
public struct StockAssertion: Hashable, Sendable, Codable {
    public let sku: SKU
    public let warehouse: Warehouse
    /// A stage, or `sellable` or `on_hand`, which are sums of stages.
    public let stage: Stage
    public let units: Int64
    public let at: Instant

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

    /// asserted - book.
    public var difference: Int64 { assertion.units &- book }
}
