/// What is to be decided after a promotion: the sell-through, what it cost to run out, what is left, and how far the
/// figures can be trusted.
public struct PromotionReview: Sendable, Codable {
    /// The promotion under review.
    public let promotion: Promotion
    /// The sell-through of its days.
    public let sellThrough: SellThroughReport
    /// The sum of all rows.
    public let total: SellThroughRow
    /// The positions that were out of stock, by the money missed, the most first.
    public let soldOut: [ReviewLine]
    /// The positions of which units are left beyond `coverDays` at the normal rate, by their money, the most first.
    public let leftOver: [ReviewLine]
    /// Demand by channel and warehouse.
    public let channels: [SellThroughRow]
    /// Shipments that were due or came between the start of the baseline and the end of the promotion.
    public let shipments: [ReviewShipment]
    /// What each source has told, and where it has not.
    public let coverage: [SourceCoverage]
    /// Returns are to be expected up to here; nil once that is over.
    public let returnsOpenUntil: Instant?
    /// What is left, at what it cost, by currency; of articles whose cost is known.
    public let leftOverValue: [Money]
    /// Articles that are left and have no known cost.
    public let uncostedSKUs: Int
    /// Units ordered a day over the baseline: the sum of the positions' in-stock rates.
    public var baselinePerDay: Double? { total.stock?.baselinePerDay }

    /// Days of cover beyond which what is left is too much.
    public static let coverDays = 90
}

/// An article in one warehouse, as a review lists it.
public struct ReviewLine: Hashable, Sendable, Codable {
    /// The sell-through of the SKU in the warehouse.
    public let row: SellThroughRow
    /// What the missed or the excess units are worth: missed ones at what the sold ones brought, excess ones at cost. An
    /// estimate; nil where no price is known.
    public let worth: Money?
    /// Missed or excess units.
    public let units: Double
    /// What to do with the units that are left.
    public let suggestion: Suggestion

    /// What to do with the units that are left.
    public enum Suggestion: Hashable, Sendable, Codable {
        /// Have so many units ready next time: those ordered and those missed.
        case stock(units: Int64)
        /// Send units from the warehouse that has them over.
        case transfer(from: Warehouse, to: Warehouse)
        /// Lower the price.
        case markDown
        /// Keep the units; they will sell.
        case hold
    }
}

/// A shipment against a promotion's start.
public struct ReviewShipment: Hashable, Sendable, Codable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The units that were sent.
    public let units: Int64
    /// The units that were received by now.
    public let received: Int64
    /// When it was due.
    public let dueAt: Instant?
    /// When it reached its port.
    public let portArrivedAt: Instant?
    /// When customs released it.
    public let releasedAt: Instant?
    /// When its first units were received.
    public let receivedAt: Instant?
}

/// What a source covers of a warehouse.
public struct SourceCoverage: Hashable, Sendable, Codable {
    /// The source that told of the warehouse.
    public let source: Source
    /// The warehouse that it told of.
    public let warehouse: Warehouse
    /// When its last event happened.
    public let lastEventAt: Instant
    /// Days of the baseline and the promotion on which it told nothing.
    public let missingDays: Int
}
