import GRDB

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

    /// The adjustment that makes the book say what was asserted; nil where they agree, and for goods on the way, which a
    /// receipt or a shortage settles.
    ///
    /// Sums of stages are settled on what is available.
    public func adjustment() throws -> Event? {
        guard difference != 0, assertion.stage != .inTransit, assertion.stage != .released else { return nil }
        let isSum = assertion.stage == .sellable || assertion.stage == .onHand
        return try .stockAdjusted(
            Document("count \(assertion.warehouse) \(assertion.at)"),
            sku: assertion.sku,
            quantity: Quantity(difference),
            warehouse: assertion.warehouse,
            stage: isSum ? .available : assertion.stage,
            reason: "count: \(assertion.units), book: \(book)",
            occurredAt: assertion.at
        )
    }
}

extension Ledger {
    /// Holds what was asserted against the book, sorted by SKU, warehouse and stage.
    ///
    /// - Parameters:
    ///   - assertions: what is asserted; where nil, the latest counts that the ledger holds.
    ///   - isComplete: the assertions are all there is: of their warehouses and stages, any other SKU is asserted 0 at the
    ///     latest of their instants.
    public func reconcile(
        _ assertions: [StockAssertion]? = nil,
        isComplete: Bool = false,
        time: ReportTime = ReportTime()
    ) throws -> [Reconciliation] {
        try view(time) { view in
            let book = AssertedBook(view)
            var asserted = try assertions ?? book.latestCounts()
            if isComplete { asserted += try book.missingFrom(asserted) }
            return try book.reconcile(asserted)
        }
    }
}
