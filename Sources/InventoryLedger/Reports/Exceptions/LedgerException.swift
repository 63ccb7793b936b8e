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

/// One kind of exception: how it is found.
protocol ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException]
}

/// What the checks look at, read once for all of them.
final class ExceptionContext {
    let view: BookView
    let limits: ExceptionLimits
    let coverage: [Coverage]
    private(set) lazy var orders = Result { try OrderLedger(view).unsettled() }
    private(set) lazy var ways = Result { try ShipmentLine.withGoods(view) }
    var shipments: Result<[ShipmentLine], any Error> { ways.map { $0.map(\.line) } }
    private(set) lazy var returns = Result {
        try RouteEvents(view).events(of: view.routes { $0.key.kind == .returnReceived && !$0.key.memo })
    }

    private var files: [Int64: String] = [:]

    init(_ view: BookView, limits: ExceptionLimits, coverage: [Coverage]) {
        self.view = view
        self.limits = limits
        self.coverage = coverage
    }

    /// The last instant that has passed.
    var now: Instant { view.present.advanced(byMilliseconds: -1) }

    func sku(_ id: Int64) throws -> SKU { try view.names.skus.code(id) }
    func warehouse(_ stored: StoredEvent) -> Warehouse { stored.event.warehouse }
    func days(_ count: Int64) -> Int64 { count * Instant.dayMilliseconds }

    /// The rows that state some events, such as `day1.csv:3 in batch 2`; of many, the first and the last few.
    func rows(of events: [StoredEvent]) throws -> String {
        let shown =
            events.count > Self.rowsMax ? events.prefix(3) + events.suffix(Self.rowsMax - 3) : events[...]
        var rows: [String] = []
        for stored in shown {
            let file = try file(of: stored.toldInBatch)
            let row = stored.toldInRow.map { "\(file):\($0)" } ?? file
            rows.append("\(row) in batch \(stored.toldInBatch)")
        }
        let left = events.count - shown.count
        if left > 0 { rows.insert("\(left) more", at: 3) }
        return rows.joined(separator: ", ")
    }

    private static let rowsMax = 6

    private func file(of batch: Int64) throws -> String {
        if let known = files[batch] { return known }
        let path = try BatchTable.fetch(view.database, where: "WHERE id = ?", id: batch).first?.file
        // Where the file lay does not matter to whoever looks for it.
        let name = path?.split(separator: "/").last.map { String($0) } ?? "by hand"
        files[batch] = name
        return name
    }
}

extension Ledger {
    /// Everything in the book that needs a look, by code, SKU, warehouse, document and time.
    public func exceptions(limits: ExceptionLimits = ExceptionLimits()) throws -> [LedgerException] {
        let coverage = try coverage()
        let checks: [any ExceptionCheck] = [
            RowWaiting(rows: try waitingRows()), NegativeStock(), ArrivedNotDispatched(),
            DispatchedNotArrived(), ReceivedWithoutRelease(),
            OverReceipt(), ReceivedElsewhere(), DatesOutOfOrder(), SameDayTwice(),
            ReturnBeyondSale(), ReturnWithoutOrder(), ExpectedBack(), OrderWaiting(), ShippedBeyondOrder(),
            CoverageGap(), LookAlikeCode(),
        ]
        return try view(ReportTime()) { view in
            let context = ExceptionContext(view, limits: limits, coverage: coverage)
            return try checks.flatMap { Self.sorted(try $0.find(context)) }
        }
    }

    /// By the bytes of SKU, warehouse and document, by time and message.
    private static func sorted(_ found: [LedgerException]) -> [LedgerException] {
        found.sorted { lhs, rhs in
            if let precedes = (lhs.sku?.text).precedes(rhs.sku?.text) { return precedes }
            if let precedes = (lhs.warehouse?.text).precedes(rhs.warehouse?.text) { return precedes }
            if let precedes = lhs.document.precedes(rhs.document) { return precedes }
            let never = Instant(milliseconds: 0)
            return (lhs.since ?? never, lhs.message) < (rhs.since ?? never, rhs.message)
        }
    }
}

extension String? {
    /// Whether this comes before another by its bytes, nothing before all; nil where both are the same.
    func precedes(_ other: String?) -> Bool? {
        let (left, right) = (self ?? "", other ?? "")
        return left.hasSameBytes(as: right) ? nil : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
