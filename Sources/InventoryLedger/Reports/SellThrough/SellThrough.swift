/// The dimensions of a sell-through.
public enum SellThroughDimension: String, Sendable, Codable, CaseIterable {
    /// The dimensions of its rows.
    case sku, warehouse, channel
}

/// The options of a sell-through.
public struct SellThroughQuery: Sendable {
    /// The period, and the baseline before it.
    public var window: ReportWindow
    /// The promotion, whose plan is compared. Its own days are not excluded from the baseline.
    public var promotion: Promotion?
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse; nil for all.
    public var warehouse: Warehouse?
    /// The definition of sell-through.
    public var basis = SellThroughBasis.supply
    /// The part of the ledger that the report includes.
    public var time = ReportTime()
    /// Whether the report says more than a plan needs: what was ordered of each SKU in each warehouse, and the hours in
    /// stock.
    var needsOutcome = true

    /// The sell-through of a window, or of a promotion with this window.
    public init(window: ReportWindow, promotion: Promotion? = nil) {
        self.window = window
        self.promotion = promotion
    }
}

/// The sell-through of a window.
public struct SellThroughReport: Sendable, Codable {
    /// The period, and the baseline before it.
    public let window: ReportWindow
    /// The promotion of the window.
    public let promotion: Promotion?
    /// The definition of sell-through that was used.
    public let basis: SellThroughBasis
    /// The part of the ledger that the report includes.
    public let time: ReportTime
    /// The end of the counted hours, excluded.
    public let present: Instant
    /// A row per SKU and warehouse, sorted by both.
    public let rows: [SellThroughRow]
    /// A row per SKU, warehouse and channel, sorted; only demand, because channels share the stock.
    public let channels: [SellThroughRow]
    /// The plan's lines, including those for all warehouses together.
    public let plan: [PlanLine]
    /// Units that came back in the window without a known order. They are in no row, because their order is never
    /// guessed.
    public let returnedWithoutOrder: Int64
    /// Shipments with units that became available in the window, by shipment, SKU and warehouse.
    public let arrivals: [WindowArrival]
    /// Units ordered per day of the baseline and the window, in the window's zone.
    public let days: [DailyDemand]
    /// The times in the window when a position was out of stock, by SKU, warehouse and time.
    public let stockOuts: [StockOut]
}

/// Units of a shipment that became available within a window.
public struct WindowArrival: Hashable, Sendable, Codable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The SKU that arrived.
    public let sku: SKU
    /// The warehouse that it arrived at.
    public let warehouse: Warehouse
    /// The units that arrived.
    public let units: Int64
    /// When the first of them were received.
    public let firstReceivedAt: Instant
    /// The first expected arrival of the shipment; nil if none was stated.
    public let dueAt: Instant?
    /// Whether it was due before the window began.
    public let isLate: Bool
    /// When the shipment reached its port.
    public let portArrivedAt: Instant?
    /// When the last of it was released.
    public let releasedAt: Instant?
}

/// Units ordered on one day.
public struct DailyDemand: Hashable, Sendable, Codable {
    /// The business day.
    public let day: CalendarDate
    /// The units ordered on that day.
    public let ordered: Int64
    /// Whether the day is in the window or in the baseline.
    public let isInWindow: Bool
}

/// A time when no units of a SKU were available in a warehouse that had received some.
public struct StockOut: Hashable, Sendable, Codable {
    /// The SKU that ran out.
    public let sku: SKU
    /// The warehouse in which it ran out.
    public let warehouse: Warehouse
    /// When it ran out.
    public let from: Instant
    /// The first instant after it.
    public let to: Instant
}
