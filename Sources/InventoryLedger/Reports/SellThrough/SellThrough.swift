/// What a sell-through is told by.
public enum SellThroughDimension: String, Sendable, Codable, CaseIterable {
    /// What rows are summed by.
    case sku, warehouse, channel
}

/// Which sell-through is asked for.
public struct SellThroughQuery: Sendable {
    /// The time that is looked at, and the baseline before it.
    public var window: ReportWindow
    /// Its plan is held against the figures, and its own days are not left out of anything.
    public var promotion: Promotion?
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse that is asked for; nil for all.
    public var warehouse: Warehouse?
    /// Which definition of sell-through is used.
    public var basis = SellThroughBasis.supply
    /// The part of the ledger that the answer looks at.
    public var time = ReportTime()

    /// Asks for the sell-through of a window, and of the promotion that it is of.
    public init(window: ReportWindow, promotion: Promotion? = nil) {
        self.window = window
        self.promotion = promotion
    }
}

/// The sell-through of a window, summed by what was asked for.
public struct SellThroughReport: Sendable, Codable {
    /// The time that was looked at, and the baseline before it.
    public let window: ReportWindow
    /// The promotion that the window is of.
    public let promotion: Promotion?
    /// Which definition of sell-through was used.
    public let basis: SellThroughBasis
    /// The part of the ledger that the report looked at.
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
    /// The arrival that was first stated for the shipment; nil where none was.
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
    /// Whether the day is of the window; if not, it is of the baseline.
    public let isInWindow: Bool
}

/// A span in which nothing of a SKU was available in a warehouse that had received it.
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
