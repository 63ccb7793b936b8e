/// The decisions after a promotion: the sell-through, the cost of running out, what is left, and how reliable the
/// figures are.
public struct PromotionReview: Sendable, Codable {
    /// The promotion under review.
    public let promotion: Promotion
    /// How far the promotion has come.
    public let phase: Phase
    /// The sell-through of its days.
    public let sellThrough: SellThroughReport
    /// The sum of all rows.
    public let total: SellThroughRow
    /// The positions that were out of stock, by the missed money, most first.
    public let soldOut: [ReviewLine]
    /// The positions with units left beyond `coverDays` at the normal rate, by their money, most first. Empty before the
    /// promotion.
    public let leftOver: [ReviewLine]
    /// The positions with units left whose normal rate is not known, because they were not in stock before the
    /// promotion.
    public let withoutRate: Remainder
    /// A row for each position, sorted by SKU and warehouse.
    public let positions: [SellThroughRow]
    /// Demand by channel and warehouse.
    public let channels: [SellThroughRow]
    /// Shipments that were due or arrived between the start of the baseline and the end of the promotion.
    public let shipments: [ReviewShipment]
    /// The coverage of each source.
    public let coverage: [SourceCoverage]
    /// The cost of what is left by currency, for SKUs with a known cost.
    public let leftOverValue: [Money]
    /// The number of SKUs that are left and have no known cost.
    public let uncostedSKUs: Int
    /// Units ordered per day over the baseline: the sum of the positions' in-stock rates.
    public var baselinePerDay: Double? { total.stock?.baselinePerDay }

    /// Returns are expected until then; nil once that is over.
    public var returnsOpenUntil: Instant? {
        if case .final = phase { return nil }
        return returnsEnd
    }
    /// The last instant at which returns of the promotion are expected.
    public let returnsEnd: Instant
    /// The last event of its sources; nil if they have no data of these days.
    public var dataThrough: Instant? { coverage.map(\.lastEventAt).max() }
    /// Whether no return can be missing: the time for them is over, and the data reaches its end.
    public var isFinal: Bool { phase == .final && (dataThrough.map { $0 >= returnsEnd } ?? false) }

    /// Days of cover above which the remaining stock is too much.
    public static let coverDays = 90

    /// How far a promotion has come.
    public enum Phase: Hashable, Sendable, Codable {
        /// It begins in so many days, from 1.
        case notBegun(inDays: Int)
        /// It is in its n-th day, from 1.
        case underWay(day: Int, of: Int)
        /// It is over, and returns are still expected.
        case returnsOpen
        /// Returns are no longer expected.
        case final

        /// Whether its first day has come.
        public var hasBegun: Bool {
            if case .notBegun = self { false } else { true }
        }
    }

    /// Positions and their units.
    public struct Remainder: Hashable, Sendable, Codable {
        /// The number of positions.
        public let positions: Int
        /// The sum of their units.
        public let units: Int64
    }
}

/// A SKU in one warehouse, as listed in a review.
public struct ReviewLine: Hashable, Sendable, Codable {
    /// The sell-through of the SKU in the warehouse.
    public let row: SellThroughRow
    /// The value of the missed or excess units: missed ones at the revenue of those sold, excess ones at cost. An
    /// estimate; nil without a price.
    public let worth: Money?
    /// Missed or excess units.
    public let units: Double
    /// What to do with the units that are left.
    public let suggestion: Suggestion
    /// The order that the estimate rests on; nil if no order has more than 30 % of the units.
    public let bulkOrder: BulkOrder?

    /// A large order, which may not be placed again.
    public struct BulkOrder: Hashable, Sendable, Codable {
        /// The order's number.
        public let document: Document
        /// Its units of the SKU.
        public let units: Int64
        /// Its share of the units ordered.
        public let share: Double
    }

    /// What to do with the units that are left.
    public enum Suggestion: Hashable, Sendable, Codable {
        /// Have this many units ready next time: those ordered and those missed.
        case stock(units: Int64)
        /// Transfer units from the warehouse with excess.
        case transfer(from: Warehouse, to: Warehouse)
        /// Lower the price.
        case markDown
        /// Keep the units; they will sell.
        case hold
    }
}

/// A shipment compared with a promotion's start.
public struct ReviewShipment: Hashable, Sendable, Codable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The units that were sent.
    public let units: Int64
    /// The units received so far.
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

/// The coverage of a source and a warehouse.
public struct SourceCoverage: Hashable, Sendable, Codable {
    /// The source.
    public let source: Source
    /// The warehouse.
    public let warehouse: Warehouse
    /// When its last event happened.
    public let lastEventAt: Instant
    /// Days of the baseline and the promotion without events; nil for a source that does not report daily, such as
    /// events by hand.
    public let missingDays: Int?
}
