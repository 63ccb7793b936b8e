/// Something in the ledger that is contradictory, overdue or missing, and what to check.
public struct LedgerException: Hashable, Sendable, Codable {
    /// The kind of exception. The raw values are fixed.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// A row waits for an order, a shipment or a fuller row.
        case waitingRow = "waiting_row"
        /// A row may mean more than one line of its document.
        case ambiguousLine = "ambiguous_line"
        /// Several sources have an order of the number that a row names.
        case ambiguousOrder = "ambiguous_order"
        /// Stock was negative at the end of a day.
        case negativeStock = "negative_stock"
        /// Goods arrived that no event dispatched.
        case arrivedNotDispatched = "arrived_not_dispatched"
        /// Goods of a shipment were received without naming it, so they are in stock and on their way.
        case arrivedTwice = "arrived_twice"
        /// Goods were dispatched and have not arrived in time.
        case dispatchedNotArrived = "dispatched_not_arrived"
        /// Goods were received before customs released them.
        case receivedWithoutRelease = "received_without_release"
        /// More was received than was sent.
        case overReceipt = "over_receipt"
        /// Goods were received at another warehouse than planned.
        case receivedElsewhere = "received_elsewhere"
        /// The steps of a shipment happened in an impossible order.
        case datesOutOfOrder = "dates_out_of_order"
        /// More came back than was sold.
        case returnBeyondSale = "return_beyond_sale"
        /// A return belongs to no known order.
        case returnWithoutOrder = "return_without_order"
        /// The goods of a voided sale have not come back.
        case expectedBack = "expected_back"
        /// Two movements of one day may be one.
        case sameDayTwice = "same_day_twice"
        /// Some rows of a SKU in a document have the id of a line, and some do not.
        case lineTwice = "line_twice"
        /// An event was recorded without a source, and a source states it too.
        case handTwice = "hand_twice"
        /// A place was counted twice at one instant, with different units.
        case countTwice = "count_twice"
        /// Two adjustments were imported for one count, and the second one does not know the first.
        case adjustedTwice = "adjusted_twice"
        /// An order was placed and has not left in time.
        case orderWaiting = "order_waiting"
        /// More left than was ordered.
        case shippedBeyondOrder = "shipped_beyond_order"
        /// Units left another warehouse than the one that promised them.
        case shippedElsewhere = "shipped_elsewhere"
        /// A source has days without an event.
        case gap
        /// Two SKUs differ by what is easily mistyped.
        case lookAlikeSKU = "look_alike_sku"
        /// Two warehouses differ by what is easily mistyped.
        case lookAlikeWarehouse = "look_alike_warehouse"
        /// Codes are mapped for a source that differs from a known one by what is easily mistyped.
        case lookAlikeSource = "look_alike_source"
        /// A code is mapped to another one for one source only, and is in the ledger itself.
        case splitCode = "split_code"
    }

    /// The kind, for programs.
    public let code: Code
    /// The SKU.
    public internal(set) var sku: SKU?
    /// The warehouse.
    public internal(set) var warehouse: Warehouse?
    /// The shipment, order or return.
    public internal(set) var document: String?
    /// Units, or days of a gap.
    public internal(set) var quantity: Int64?
    /// When it began.
    public internal(set) var since: Instant?
    /// When it ended; nil if it still lasts or that does not apply.
    public internal(set) var until: Instant?
    /// The name of the waiting row, if it is about one.
    public internal(set) var waitingRow: String?
    /// A sentence that says what to check.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// The limits after which something is overdue.
public struct ExceptionLimits: Hashable, Sendable {
    /// Hours after which an order that was not shipped is listed. Source: marketplaces ask for 48.
    public var waitingHours = 48
    /// Days after which a shipment without an expected arrival is overdue.
    public var overdueDays = 60
    /// Days after which the goods of a voided sale should be back.
    public var expectedBackDays = 15

    /// The usual limits.
    public init() {}
}
