/// A leg of a shipment, or of an order, whose duration is measured.
public enum Leg: String, Sendable, Codable, CaseIterable {
    /// From the dispatch to the port.
    case dispatchPort = "dispatch-port"
    /// From the port to the customs release.
    case portRelease = "port-release"
    /// From the release to the door of the warehouse.
    case releaseDoor = "release-door"
    /// From the door to the shelf.
    case doorShelf = "door-shelf"
    /// From the dispatch to the shelf.
    case dispatchShelf = "dispatch-shelf"
    /// For orders: from placed to shipped.
    case placedShipped = "placed-shipped"
}

/// The grouping of lead times.
public enum LeadTimeGrouping: String, Sendable, Codable, CaseIterable {
    /// The properties to group by.
    case mode, warehouse, forwarder
}

/// The durations of one leg.
public struct LeadTime: Hashable, Sendable, Codable {
    /// The leg.
    public let leg: Leg
    /// The mode, warehouse or forwarder; nil if not grouped or not stated.
    public let group: String?
    /// The durations in milliseconds, ascending: one per shipment and destination, or per order and SKU.
    public let durations: [Int64]
    /// The number of legs left out because they ended before they began: one of their dates is wrong.
    public let leftOut: Int
    /// The allowed duration in milliseconds; nil for legs without one.
    public let buffer: Int64?

    /// The number of durations.
    public var count: Int { durations.count }
    /// The longest duration; nil if there is none.
    public var max: Int64? { durations.last }

    /// The nearest-rank percentile; nil below ten values, for which percentiles are meaningless.
    public func percentile(_ percent: Int) -> Int64? {
        guard durations.count >= Self.percentileCountMin else { return nil }
        let rank = (durations.count * percent + 99) / 100
        return durations[Swift.max(rank, 1) - 1]
    }

    /// The number of durations above the allowed one.
    public var overBuffer: Int? { buffer.map { buffer in durations.count { $0 > buffer } } }

    /// From this number of values on, percentiles are given instead of the values.
    public static let percentileCountMin = 10
}

/// The options of lead times.
public struct LeadTimeQuery: Sendable {
    /// Only shipments dispatched and orders placed in this period. Without one: all shipments, and the latest orders.
    public var window: ReportWindow?
    /// The number of days of orders without a window.
    public var orderDays = 90
    /// The grouping; nil for all together.
    public var grouping: LeadTimeGrouping?
    /// The part of the ledger that the report includes.
    public var time = ReportTime()
    /// Days within which customs should release goods. Source: the trade plans 5 to 7.
    public var customsBufferDays = 7
    /// Hours within which an order should be shipped. Source: marketplaces ask for 48.
    public var shippingHours = 48

    /// Lead times of all shipments together.
    public init() {}
}

extension Ledger {
    /// The duration of each leg, in the order of the legs, then by group.
    public func leadTimes(_ query: LeadTimeQuery = LeadTimeQuery()) throws -> [LeadTime] {
        try view(query.time) { try LeadTimeBuilder($0, query).build() }
    }
}

private final class LeadTimeBuilder {
    private let view: BookView
    private let query: LeadTimeQuery
    private var durations: [Key: [Int64]] = [:]
    private var leftOut: [Key: Int] = [:]

    private struct Key: Hashable {
        let leg: Leg
        let group: Document?
    }

    init(_ view: BookView, _ query: LeadTimeQuery) {
        self.view = view
        self.query = query
    }

    func build() throws -> [LeadTime] {
        try addShipments()
        try addOrders()
        let keys = Set(durations.keys).union(leftOut.keys)
        return Leg.allCases.flatMap { leg -> [LeadTime] in
            let ofLeg = keys.filter { $0.leg == leg }
            let sorted = ofLeg.sorted { ($0.group?.text ?? "") < ($1.group?.text ?? "") }
            return sorted.map {
                LeadTime(
                    leg: leg,
                    group: $0.group?.text,
                    durations: (durations[$0] ?? []).sorted(),
                    leftOut: leftOut[$0] ?? 0,
                    buffer: buffer(leg)
                )
            }
        }
    }

    private func buffer(_ leg: Leg) -> Int64? {
        switch leg {
        case .portRelease: Int64(clamping: Int128(query.customsBufferDays) * Int128(Instant.dayMilliseconds))
        case .placedShipped: Int64(clamping: Int128(query.shippingHours) * 3_600_000)
        default: nil
        }
    }

    private func add(_ leg: Leg, _ from: Instant?, _ to: Instant?, _ group: String?) {
        guard let from, let to else { return }
        let key = Key(leg: leg, group: group.map { Document(trusted: $0) })
        // A leg that ended before it began has a wrong date; it is not a short one.
        guard to >= from else {
            leftOut[key, default: 0] += 1
            return
        }
        durations[key, default: []].append(to.milliseconds &- from.milliseconds)
    }

    private func addShipments() throws {
        for story in try ShipmentStories(view).read(nil).values {
            for (id, parts) in Dictionary(grouping: try story.destinations(view), by: \.warehouse) {
                var dispatched: Instant?
                var released: Instant?
                var shelf: Instant?
                for event in parts.lazy.flatMap(\.goods) {
                    let at = event.occurredAt
                    if event.kind.isDispatch { dispatched = min(dispatched ?? at, at) }
                    if event.kind == .customsReleased { released = max(released ?? at, at) }
                    if event.kind == .stockReceived { shelf = max(shelf ?? at, at) }
                }
                if let window = query.window {
                    guard let dispatched, window.contains(dispatched) else { continue }
                }
                let way = story.way(to: id)
                let group: String? =
                    switch query.grouping {
                    case nil: nil
                    case .mode: way.mode
                    case .forwarder: way.forwarder
                    case .warehouse: try view.names.warehouses.code(id).text
                    }
                add(.dispatchPort, dispatched, way.portArrivedAt, group)
                add(.portRelease, way.portArrivedAt, released, group)
                add(.releaseDoor, released, way.warehouseArrivedAt, group)
                add(.doorShelf, way.warehouseArrivedAt, shelf, group)
                add(.dispatchShelf, dispatched, shelf, group)
            }
        }
    }

    // MARK: Orders

    private struct Order: Hashable {
        let source: Int64
        let document: Document
        let sku: Int64
    }

    private func addOrders() throws {
        let end = view.present
        let start = end.advanced(byMilliseconds: Int64(query.orderDays) * -Instant.dayMilliseconds)
        var placed: [Order: (units: Int64, at: Instant, warehouse: Int64)] = [:]
        try MoveReader(view, isWanted: { $0.key.kind == .orderPlaced }).forEachDay(
            from: query.window?.start ?? start,
            to: query.window?.end ?? end,
            skus: nil,
            orders: .all,
            body: { _, moves in
                for move in moves {
                    guard let part = move.order, let document = part.document else { continue }
                    let order = Order(source: part.source, document: document, sku: move.sku)
                    let known = placed[order]
                    placed[order] = (
                        try (known?.units ?? 0).adding(move.units),
                        min(known?.at ?? move.occurredAt, move.occurredAt),
                        known?.warehouse ?? move.warehouse
                    )
                }
            }
        )
        let live = placed.filter { $0.value.units > 0 }
        let shipped = try shippedAt(Set(live.keys))
        for (order, what) in live {
            let group =
                query.grouping == .warehouse ? try view.names.warehouses.code(what.warehouse).text : nil
            add(.placedShipped, what.at, shipped[order], group)
        }
    }

    /// When orders were first shipped.
    private func shippedAt(_ orders: Set<Order>) throws -> [Order: Instant] {
        var shipped: [Order: Instant] = [:]
        func note(_ order: Order, _ at: Instant) {
            guard orders.contains(order) else { return }
            shipped[order] = min(shipped[order] ?? at, at)
        }
        guard view.hasSums else {
            for stored in try RouteEvents(view).events(of: view.routes { $0.key.kind == .orderShipped }) {
                note(
                    Order(source: stored.ids.source, document: stored.event.document, sku: stored.ids.sku),
                    stored.event.occurredAt
                )
            }
            return shipped
        }
        let events = try DocumentEvents(view, [.orderShipped], "e.route, e.source, e.sku, e.occurred_at")
        // In the order of the keys, so that look-ups find neighbouring rows.
        for document in Set(orders.map(\.document)).sorted() {
            try events.forEachRow(of: document) { row, _ in
                note(
                    Order(source: row.integer(1), document: document, sku: row.integer(2)),
                    Instant(milliseconds: row.integer(3))
                )
            }
        }
        return shipped
    }
}
