/// The limits of slow movers.
public struct SlowMoverQuery: Sendable {
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse; nil for all.
    public var warehouse: Warehouse?
    /// The part of the ledger that the report includes.
    public var time = ReportTime()
    /// Days without a sale after which stock is idle.
    public var idleDays = 30
    /// Days of cover above which stock is in excess.
    public var coverDays = 90
    /// Days without a sale after which stock is dead. Source: the trade's usual definition, on hand and no sale for
    /// 90 days.
    public var deadDays = 90
    /// Includes promotion days in the normal rate.
    public var includesPromotions = false
    /// The number of latest in-stock days for the normal rate.
    public var normalDays = 30
    /// Stock is held for a promotion that starts within this many days.
    public var promotionDays = 45
    /// The age in days above which dead stock should be removed.
    public var removeDays = 180

    /// The usual limits, and all warehouses.
    public init() {}
}

/// Stock that does not sell, by SKU and warehouse.
public struct SlowMover: Hashable, Sendable, Codable {
    /// The SKU.
    public let sku: SKU
    /// The item's name, where it is known.
    public let name: String?
    /// The warehouse.
    public let warehouse: Warehouse
    /// The available units.
    public let available: Int64
    /// All units in the warehouse.
    public let onHand: Int64
    /// Units on hand by the age of their FIFO layer: 0-30, 31-60, 61-90, 91-180 and more days. They add up to the
    /// units on hand, or to 0 if those are negative.
    public let ageBuckets: [Int64]
    /// Days since the oldest layer was received, in any warehouse, because a transfer keeps the age.
    public let oldestAgeDays: Int?
    /// Days since its oldest units came to this warehouse.
    public let daysAtWarehouse: Int?
    /// The time of the last sale; nil if there was none.
    public let lastSoldAt: Instant?
    /// Days since the last sale; nil if there was none.
    public let idleDays: Int?
    /// Units ordered per day over the latest in-stock days outside promotions.
    public let normalPerDay: Double?
    /// available / normal rate.
    public let daysOfCover: Double?
    /// available - normal_per_day x cover-days, rounded down; nil without a rate.
    public let excessUnits: Int64?
    /// The cost of the excess; nil if the unit cost is not known.
    public let excessValue: Money?
    /// The rules that apply.
    public let rules: [Rule]
    /// The suggested action.
    public let suggestion: Suggestion
    /// The destination of a suggested transfer.
    public let transferTo: Warehouse?
    /// The reason for the suggestion, in a sentence.
    public let reason: String

    /// A rule for slow movers.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// No sale for some time; stock for too many days; no sale for so long that it is dead.
        case idle, cover, dead
    }

    /// A suggested action.
    public enum Suggestion: String, Sendable, Codable, CaseIterable {
        /// Keep it.
        case hold
        /// Lower its price.
        case markDown = "mark_down"
        /// Transfer it to a warehouse where it sells.
        case transfer
        /// Remove it from the warehouse.
        case remove
    }

    /// The limits of the age buckets, in days; the last bucket has none.
    public static let bucketDaysMax = [30, 60, 90, 180]
}
