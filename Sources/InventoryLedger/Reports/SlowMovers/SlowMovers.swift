/// What makes a slow mover.
public struct SlowMoverQuery: Sendable {
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse that is asked for; nil for all.
    public var warehouse: Warehouse?
    /// The part of the ledger that the answer looks at.
    public var time = ReportTime()
    /// Days without a sale from which stock is idle.
    public var idleDays = 30
    /// Days of cover beyond which there is too much.
    public var coverDays = 90
    /// Days without a sale from which stock is dead. Source: dead stock as the trade has it, on hand and no sale for 90
    /// days.
    public var deadDays = 90
    /// Counts the days of promotions into the normal rate.
    public var includesPromotions = false
    /// How many of the latest in-stock days make the normal rate.
    public var normalDays = 30
    /// Within how many days a promotion has to start for stock to be held for it.
    public var promotionDays = 45
    /// How old, in days, dead stock has to be for it to be removed.
    public var removeDays = 180

    /// The usual limits, and all warehouses.
    public init() {}
}

/// Stock that does not move, by SKU and warehouse.
public struct SlowMover: Hashable, Sendable, Codable {
    /// The SKU that moves slowly.
    public let sku: SKU
    /// The item's name, where it is known.
    public let name: String?
    /// The warehouse that it lies in.
    public let warehouse: Warehouse
    /// The units that can be sold.
    public let available: Int64
    /// All units in the warehouse.
    public let onHand: Int64
    /// Units on hand by the age of their FIFO layer: 0-30, 31-60, 61-90, 91-180 and more days. They sum to what is on hand,
    /// or to nothing where that is negative.
    public let ageBuckets: [Int64]
    /// Days since the oldest layer was received, wherever that was: a transfer keeps the age.
    public let oldestAgeDays: Int?
    /// Days since the oldest of it came to this warehouse.
    public let daysAtWarehouse: Int?
    /// When the last unit was sold; nil where none ever was.
    public let lastSoldAt: Instant?
    /// Days since the last sale; nil where there was none.
    public let idleDays: Int?
    /// Units ordered a day over the latest in-stock days that are no promotion's.
    public let normalPerDay: Double?
    /// available / normal rate.
    public let daysOfCover: Double?
    /// available - normal_per_day x cover-days, in whole units, rounded down; nil where no rate is known.
    public let excessUnits: Int64?
    /// What the excess cost; nil where the item's cost is not known.
    public let excessValue: Money?
    /// Why it is listed.
    public let rules: [Rule]
    /// What to do about it.
    public let suggestion: Suggestion
    /// Where a transfer should go.
    public let transferTo: Warehouse?
    /// Why, in a sentence.
    public let reason: String

    /// Why an item counts as a slow mover.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// No sale for some time, stock for too many days, or no sale for so long that it is dead.
        case idle, cover, dead
    }

    /// What to do about a slow mover.
    public enum Suggestion: String, Sendable, Codable, CaseIterable {
        /// Keep it.
        case hold
        /// Lower its price.
        case markDown = "mark_down"
        /// Send it to a warehouse where it sells.
        case transfer
        /// Take it out of the warehouse.
        case remove
    }

    /// The limits of the age buckets, in days; the last bucket has none.
    public static let bucketDaysMax = [30, 60, 90, 180]
}
