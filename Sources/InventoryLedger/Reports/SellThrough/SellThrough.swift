/// What a sell-through is told by.
public enum SellThroughDimension: String, Sendable, Codable, CaseIterable {
    case sku, warehouse, channel
}

/// Which sell-through is asked for.
public struct SellThroughQuery: Sendable {
    public var window: ReportWindow
    /// Its plan is held against the figures, and its own days are not left out of anything.
    public var promotion: Promotion?
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    public var warehouse: Warehouse?
    public var basis = SellThroughBasis.supply
    public var time = ReportTime()

    public init(window: ReportWindow, promotion: Promotion? = nil) {
        self.window = window
        self.promotion = promotion
    }
}

/// The sell-through of a window, summed by what was asked for.
public struct SellThroughReport: Sendable, Codable {
    public let window: ReportWindow
    public let promotion: Promotion?
    public let basis: SellThroughBasis
    public let time: ReportTime
    /// The instant up to which hours were counted, excluded.
    public let present: Instant
    /// A row per SKU and warehouse, sorted by both.
    public let rows: [SellThroughRow]
    /// A row per SKU, warehouse and channel, sorted; demand only, since stock is shared by the channels.
    public let channels: [SellThroughRow]
    /// The plan's lines, those for all warehouses together included.
    public let plan: [PlanLine]
    /// Units that came back in the window and name no order, or none that the ledger knows: no row's, never guessed.
    public let returnedWithoutOrder: Int64
    /// Shipments of which units became available in the window, by shipment, SKU and warehouse.
    public let arrivals: [WindowArrival]
    /// Units ordered per day of the baseline and the window, cut in the window's zone.
    public let days: [DailyDemand]
    /// Spans of the window in which a position was out of stock, by SKU, warehouse and time.
    public let stockOuts: [StockOut]
}

/// Units of a shipment that became available within a window.
public struct WindowArrival: Hashable, Sendable, Codable {
    public let shipment: Shipment
    public let sku: SKU
    public let warehouse: Warehouse
    public let units: Int64
    public let firstReceivedAt: Instant
    /// The arrival that was first stated for the shipment; nil where none was.
    public let dueAt: Instant?
    /// Whether it was due before the window began.
    public let isLate: Bool
    public let portArrivedAt: Instant?
    /// When the last of it was released.
    public let releasedAt: Instant?
}

/// Units ordered on one day.
public struct DailyDemand: Hashable, Sendable, Codable {
    public let day: CalendarDate
    public let ordered: Int64
    public let isInWindow: Bool
}

/// A span in which nothing of a SKU was available in a warehouse that had received it.
public struct StockOut: Hashable, Sendable, Codable {
    public let sku: SKU
    public let warehouse: Warehouse
    public let from: Instant
    /// The first instant after it.
    public let to: Instant
}
