/// Something in the book that contradicts itself or is overdue, and what to look at.
public struct LedgerException: Hashable, Sendable, Codable {
    /// What it is. The raw values are fixed.
    public enum Code: String, Sendable, Codable, CaseIterable {
        case waitingRow = "waiting_row"
        case ambiguousLine = "ambiguous_line"
        case ambiguousOrder = "ambiguous_order"
        case negativeStock = "negative_stock"
        case arrivedNotDispatched = "arrived_not_dispatched"
        case dispatchedNotArrived = "dispatched_not_arrived"
        case receivedWithoutRelease = "received_without_release"
        case overReceipt = "over_receipt"
        case receivedElsewhere = "received_elsewhere"
        case datesOutOfOrder = "dates_out_of_order"
        case returnBeyondSale = "return_beyond_sale"
        case returnWithoutOrder = "return_without_order"
        case expectedBack = "expected_back"
        case sameDayTwice = "same_day_twice"
        case orderWaiting = "order_waiting"
        case shippedBeyondOrder = "shipped_beyond_order"
        case gap
        case lookAlikeSKU = "look_alike_sku"
        case lookAlikeWarehouse = "look_alike_warehouse"
    }

    public let code: Code
    public internal(set) var sku: SKU?
    public internal(set) var warehouse: Warehouse?
    /// The shipment, order or return it is about.
    public internal(set) var document: String?
    /// Units, or days of a gap.
    public internal(set) var quantity: Int64?
    public internal(set) var since: Instant?
    /// When it was over; nil where it still lasts or that does not apply.
    public internal(set) var until: Instant?
    /// A sentence that says what to look at.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// From when on what waits or is on its way is an exception.
public struct ExceptionLimits: Hashable, Sendable {
    /// Hours after which a placed order waits. Source: marketplaces ask for 48.
    public var waitingHours = 48
    /// Days after which goods without a stated arrival are overdue.
    public var overdueDays = 60
    /// Days after which goods of a voided sale should be back.
    public var expectedBackDays = 15

    public init() {}
}
