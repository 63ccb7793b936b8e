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
    /// From the release to the shelf.
    case releaseShelf = "release-shelf"
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
    /// How long the legs that are still under way have taken so far, in milliseconds, ascending; empty for orders.
    public let running: [Int64]
    /// The number of legs left out because they ended before they began: one of their dates is wrong.
    public let leftOut: Int
    /// The allowed duration in milliseconds; nil for legs without one.
    public let buffer: Int64?

    /// The number of durations.
    public var count: Int { durations.count }
    /// The longest duration; nil if there is none.
    public var max: Int64? { durations.last }

    /// The duration, in milliseconds, within which this many legs of a hundred end. Legs under way count up to now
    /// (Kaplan-Meier); without any, it is the nearest-rank percentile. If it is not known, because too many have not
    /// ended, it is the longest duration seen. Below ten values, for which percentiles are meaningless, it is that of
    /// the trade's range, where there is one: the upper end from the 80th on, else the middle.
    public func percentile(_ percent: Int) -> Int64? {
        let share = Double(percent) / 100
        switch basis {
        case .measured?, .openTail?:
            guard running.isEmpty else {
                return SurvivalCurve(ended: durations, running: running).quantile(share)?.duration
            }
            // Orders are many, and the nearest rank is the same.
            let rank = (durations.count * percent + 99) / 100
            return durations[Swift.max(rank, 1) - 1]
        case .usual?:
            return usual?.days(share).map { Int64($0) * Instant.dayMilliseconds }
        case nil: return nil
        }
    }

    /// Where percentiles come from; nil if there are none.
    public var basis: Basis? {
        guard durations.count >= Self.percentileCountMin else { return usual == nil ? nil : .usual }
        if running.isEmpty { return .measured }
        let curve = SurvivalCurve(ended: durations, running: running)
        return curve.quantile(0.9)?.isOpenTail == true ? .openTail : .measured
    }

    /// Where percentiles come from.
    public enum Basis: Hashable, Sendable {
        /// Ended legs and those under way.
        case measured
        /// The same; but so many have not ended that the 90th percentile is the longest duration seen.
        case openTail
        /// The days that the trade reckons with, because fewer than ten have ended.
        case usual
    }

    /// The days that the trade reckons with for this leg and mode, from the shortest to the longest; nil if there are
    /// no usual ones.
    public var usualDays: ClosedRange<Int>? {
        if case .range(let range)? = usual?.basis { range } else { nil }
    }

    private var usual: LegEstimate? {
        switch leg {
        case .dispatchPort: LegEstimate.usual(.dispatchPort, by: mode)
        case .portRelease: LegEstimate.usual(.portRelease, by: mode)
        case .releaseShelf: LegEstimate.usual(.releaseShelf, by: mode)
        default: nil
        }
    }

    /// The mode, if lead times are grouped by it.
    let mode: TransportMode?

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
    private var running: [Key: [Int64]] = [:]
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
        let keys = Set(durations.keys).union(leftOut.keys).union(running.keys)
        return Leg.allCases.flatMap { leg -> [LeadTime] in
            let ofLeg = keys.filter { $0.leg == leg }
            let sorted = ofLeg.sorted { ($0.group?.text ?? "") < ($1.group?.text ?? "") }
            return sorted.map {
                LeadTime(
                    leg: leg,
                    group: $0.group?.text,
                    durations: (durations[$0] ?? []).sorted(),
                    running: (running[$0] ?? []).sorted(),
                    leftOut: leftOut[$0] ?? 0,
                    buffer: buffer(leg),
                    mode: query.grouping == .mode
                        ? $0.group.flatMap { TransportMode(written: $0.text) } : nil
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

    /// - Parameter isRunning: whether a leg that has not ended is under way.
    private func add(
        _ leg: Leg,
        _ from: Instant?,
        _ to: Instant?,
        _ group: String?,
        isRunning: Bool = false
    ) {
        guard let from else { return }
        let key = Key(leg: leg, group: group.map { Document(trusted: $0) })
        guard let to else {
            guard isRunning else { return }
            running[key, default: []].append(max(0, view.present.milliseconds &- from.milliseconds))
            return
        }
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
                // What skipped a milestone is not under way to it.
                let isOpen = shelf == nil && parts.contains { $0.share.inTransit > 0 || $0.share.cleared > 0 }
                let door = way.warehouseArrivedAt
                let isBeforeRelease =
                    isOpen && released == nil && door == nil && parts.contains { $0.share.inTransit > 0 }
                add(.dispatchPort, dispatched, way.portArrivedAt, group, isRunning: isBeforeRelease)
                add(.portRelease, way.portArrivedAt, released, group, isRunning: isBeforeRelease)
                add(.releaseDoor, released, door, group, isRunning: isOpen)
                add(.doorShelf, door, shelf, group, isRunning: isOpen)
                add(.dispatchShelf, dispatched, shelf, group, isRunning: isOpen)
                add(.releaseShelf, released, shelf, group, isRunning: isOpen)
            }
        }
    }

    // MARK: Orders

    private func addOrders() throws {
        let end = view.present
        let start = end.advanced(byMilliseconds: Int64(query.orderDays) * -Instant.dayMilliseconds)
        let times = try OrderTimes(
            view,
            placedFrom: query.window?.start ?? start,
            to: query.window?.end ?? end
        )
        for order in times.orders {
            let group =
                query.grouping == .warehouse ? try view.names.warehouses.code(order.warehouse).text : nil
            add(.placedShipped, order.placedAt, order.shippedAt, group)
        }
    }
}
