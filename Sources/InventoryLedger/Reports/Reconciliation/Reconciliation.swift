/// A count: the units at a place at the end of an instant.
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

    /// The same place and instant with other units, optionally at another stage.
    func counting(_ units: Int64, at stage: Stage? = nil) -> StockAssertion {
        StockAssertion(sku: sku, warehouse: warehouse, stage: stage ?? self.stage, units: units, at: at)
    }
}

/// A count compared with the ledger.
public struct Reconciliation: Hashable, Sendable, Codable {
    /// The count.
    public let assertion: StockAssertion
    /// The units in the ledger at the end of that instant.
    public let book: Int64
    /// Allocated units in the ledger, which an export of sellable units may or may not include.
    public let allocated: Int64
    /// Units that came to the place or left it within 24 hours before and after, because a count during work may
    /// differ. Nil for goods on the way.
    public let movedWithin24h: Int64?
    /// The latest count of the same place that agreed with the ledger, including this one.
    public let lastAgreedAt: Instant?
    /// The last batch of the ledger at the time of the comparison.
    public let lastBatch: Int64

    /// asserted - book.
    public var difference: Int64 { assertion.units &- book }
}
