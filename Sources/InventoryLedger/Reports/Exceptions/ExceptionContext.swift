/// The data of some checks, read once for all of them.
final class ExceptionContext {
    let view: BookView
    let limits: ExceptionLimits
    let coverage: [Coverage]
    /// The orders whose parts do not add up.
    let orders: [OrderLedger.Entry]
    let returned: ReturnedOrders
    let counts: [CountRow]
    /// The numbers of the adjustments that were proposed for a count.
    let adjustments: [Int64]
    private let stories: [Int64: ShipmentStory]

    private(set) lazy var usedCodes = Result { try UsedCodes(view.database) }
    private(set) lazy var receipts = Result { try DocumentEvents(view, [.stockReceived], "e.route, e.seq") }

    private var files: [Int64: String] = [:]
    private lazy var lookup = Result { try EventLookup(view.database, names: view.names) }

    init(_ view: BookView, limits: ExceptionLimits, _ needs: Set<ExceptionNeed>) throws {
        self.view = view
        self.limits = limits
        let events = try ExceptionEvents(view, needs)
        counts = events.counts
        adjustments = events.adjustments
        stories = events.stories
        let (back, gone) = (events.returns, events.voided)
        let whole = try WholeLog(view, needs, ordersOf: ReturnedOrders.numbers(back, gone))
        coverage = whole.coverage
        orders = whole.unsettled
        returned = try ReturnedOrders(view, returns: back, voided: gone, orders: whole.orders)
    }

    /// Passes the lines of each shipment.
    func forEachShipment(_ body: ([ShipmentLine.WithGoods]) throws -> Void) throws {
        if !stories.isEmpty { try ShipmentLine.forEachShipment(of: stories, view, body: body) }
    }

    /// The last instant that has passed.
    var now: Instant { view.present.advanced(byMilliseconds: -1) }

    func sku(_ id: Int64) throws -> SKU { try view.names.skus.code(id) }
    func warehouse(_ id: Int64) throws -> Warehouse { try view.names.warehouses.code(id) }
    func event(_ seq: Int64) throws -> StoredEvent { try lookup.get().event(seq) }
    func warehouse(_ stored: StoredEvent) -> Warehouse { stored.event.warehouse }
    /// An instant on the ledger's clock, for a message.
    func clock(_ instant: Instant) -> String { view.zone.clock(instant) }
    func days(_ count: Int64) -> Int64 { count * Instant.dayMilliseconds }

    /// The rows that state some events, such as `day1.csv:3 in batch 2`. If there are many, the first and the last
    /// few.
    func rows(of events: [StoredEvent]) throws -> String {
        let shown =
            events.count > Self.rowsMax ? events.prefix(3) + events.suffix(Self.rowsMax - 3) : events[...]
        var rows: [String] = []
        for stored in shown {
            let file = try file(of: stored.statedInBatch)
            let row = stored.statedInRow.map { "\(file):\($0)" } ?? file
            rows.append("\(row) in batch \(stored.statedInBatch)")
        }
        let left = events.count - shown.count
        if left > 0 { rows.insert("\(left) more", at: 3) }
        return rows.joined(separator: ", ")
    }

    private static let rowsMax = 6

    private func file(of batch: Int64) throws -> String {
        if let known = files[batch] { return known }
        let path = try BatchTable.fetch(view.database, where: "WHERE id = ?", id: batch).first?.file
        // The folder of the file does not matter to the reader.
        let name = path?.split(separator: "/").last.map { String($0) } ?? "by hand"
        files[batch] = name
        return name
    }
}
