/// log -> how long orders waited from being placed until they were first shipped.
///
/// A quarter may have a million orders. Finding what was shipped of each takes much longer than reading the log twice:
/// once for the orders that were placed, once for what was shipped. The two meet in a hash of source, number and SKU
/// of 128 bits, whose keys are random in every process, so that two orders are not taken for one.
struct OrderTimes {
    /// One SKU of an order.
    struct Order {
        fileprivate let key: Key
        let placedAt: Instant
        let warehouse: Int64
        /// In milliseconds; the largest number takes less memory than a nil.
        fileprivate var firstShipped = Int64.max

        /// Nil while nothing was shipped.
        var shippedAt: Instant? { firstShipped == .max ? nil : Instant(milliseconds: firstShipped) }
    }

    fileprivate struct Key: Hashable, Comparable {
        let high: UInt64
        let low: UInt64

        static func < (one: Key, other: Key) -> Bool { (one.high, one.low) < (other.high, other.low) }
    }

    /// Those placed in the period, in no particular order.
    private(set) var orders: [Order] = []
    /// The place of the first order with the first bits of its key, and at last the number of orders.
    private var starts: [Int32] = []
    private var shift: UInt64 = 64
    /// Keeps the compiler from leaving out what only looks ahead; its value means nothing.
    private var seen: Int64 = 0

    /// - Parameter end: the first instant after the period.
    init(_ view: BookView, placedFrom start: Instant, to end: Instant) throws {
        let takenBack = try LogScan.takenBack(view.database, upTo: view.lastSeq)
        try Self.read(view, of: .orderPlaced, from: start, without: takenBack) { key, at, route in
            guard at >= start, at < end else { return }
            orders.append(Order(key: key, placedAt: at, warehouse: route.key.warehouse))
        }
        guard !orders.isEmpty else { return }
        uniteParts()
        index()
        var shipped: [Shipped] = []
        try Self.read(view, of: .orderShipped, without: takenBack) { key, at, _ in
            shipped.append(Shipped(key: key, at: at.milliseconds))
            if shipped.count == Self.shippedMax { note(&shipped) }
        }
        note(&shipped)
    }

    /// What was shipped of an order, until it is noted.
    private struct Shipped {
        let key: Key
        let at: Int64
    }

    private static let shippedMax = 64

    /// Notes what was shipped of some orders, which are rarely in the processor's cache: it waits for all of them at once,
    /// and not for one after the other.
    private mutating func note(_ shipped: inout [Shipped]) {
        for one in shipped { seen ^= Int64(starts[bucket(of: one.key)]) }
        for one in shipped {
            let place = Int(starts[bucket(of: one.key)])
            if place < orders.count { seen ^= orders[place].firstShipped }
        }
        for one in shipped {
            guard let place = place(of: one.key) else { continue }
            orders[place].firstShipped = min(orders[place].firstShipped, one.at)
        }
        shipped.removeAll(keepingCapacity: true)
    }

    /// Passes the live events of a kind that had happened by the report's instant.
    private static func read(
        _ view: BookView,
        of kind: EventKind,
        from start: Instant? = nil,
        without takenBack: SeqBitmap,
        _ body: (Key, Instant, Route) throws -> Void
    ) throws {
        let routes = try view.routes { $0.key.kind == kind }
        try RouteEvents(view).forEachRow(
            of: routes,
            from: start,
            "e.seq, e.route, e.occurred_at, e.reverses, e.sku, e.source, e.document"
        ) { row in
            let at = Instant(milliseconds: row.integer(2))
            guard row.isNull(3), view.hasHappened(at), !takenBack.contains(row.integer(0)),
                let route = routes[row.integer(1)]
            else { return }
            let (high, low) = row.textHashes(6)
            try body(Key(high: hash(high, row), low: hash(low, row)), at, route)
        }
    }

    private static func hash(_ document: UInt64, _ row: FedRow) -> UInt64 {
        TextHash.joined(TextHash.joined(document, row.integer(4)), row.integer(5))
    }

    /// An SKU that stands in several lines of an order was placed with the first of them.
    private mutating func uniteParts() {
        orders.sort { ($0.key, $0.placedAt) < ($1.key, $1.placedAt) }
        var count = 0
        for place in orders.indices where count == 0 || orders[count - 1].key != orders[place].key {
            orders[count] = orders[place]
            count += 1
        }
        orders.removeSubrange(count...)
    }

    private mutating func index() {
        // About one order to each of the starts.
        let bits = min(20, UInt64(Int.bitWidth - orders.count.leadingZeroBitCount))
        shift = 64 - bits
        starts = Array(repeating: 0, count: 1 << Int(bits) + 1)
        for order in orders { starts[Int(order.key.high >> shift) + 1] += 1 }
        for bucket in starts.indices.dropFirst() { starts[bucket] += starts[bucket - 1] }
    }

    private func bucket(of key: Key) -> Int { Int(key.high >> shift) }

    private func place(of key: Key) -> Int? {
        let bucket = bucket(of: key)
        return (Int(starts[bucket])..<Int(starts[bucket + 1])).first { orders[$0].key == key }
    }
}
