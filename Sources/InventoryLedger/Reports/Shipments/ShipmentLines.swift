/// One SKU of one shipment on its way to one destination. Instants are nil if no event states them.
public struct ShipmentLine: Hashable, Sendable, Codable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The SKU.
    public let sku: SKU
    /// The SKU's name, if an item states one.
    public internal(set) var name: String?
    /// The mode of transport.
    public let mode: String?
    /// The forwarder.
    public let forwarder: String?
    /// The destination of the dispatch, else of its other events.
    public let warehouse: Warehouse
    /// Units sent to the warehouse.
    public let dispatched: Int64
    /// Units released by customs; none for a transfer, which starts as released.
    public let released: Int64
    /// Units received, including damaged ones.
    public let received: Int64
    /// Of these, the damaged ones.
    public let damaged: Int64
    /// Units that will not arrive.
    public let short: Int64
    /// dispatched - received - short - removed on the way: the units still expected, negative after an over-receipt.
    public let open: Int64
    /// When it was first dispatched.
    public let dispatchedAt: Instant?
    /// When it reached its port.
    public let portArrivedAt: Instant?
    /// When customs inspected it.
    public let inspectedAt: Instant?
    /// When the last of it was released so far.
    public let releasedAt: Instant?
    /// When it arrived at the door of the warehouse.
    public let warehouseArrivedAt: Instant?
    /// When the last of it was received so far.
    public let receivedAt: Instant?
    /// The first expected arrival.
    public let etaFirst: Instant?
    /// The latest expected arrival.
    public let etaLast: Instant?
    /// Business days from the first expected arrival to the receipt, or to the report's day if nothing has come yet;
    /// negative if early, nil if no arrival was stated or it is still in the future.
    public let daysLate: Int?
    /// The numbers of its customs releases.
    public let pedimentos: [Pedimento]
    /// Of the dispatched units, those of a transfer, which start as released.
    let transferred: Int64
    /// Of the open units, those before customs.
    let inTransit: Int64
    /// Of the received units, those that other warehouses received.
    let receivedElsewhere: [Warehouse: Int64]
}

extension Ledger {
    /// Every shipment by SKU and destination, sorted by all three; optionally only those with open units.
    public func shipments(openOnly: Bool = false, time: ReportTime = ReportTime()) throws -> [ShipmentLine] {
        try view(time) { view in
            var lines = try openOnly ? ShipmentLine.open(view) : ShipmentLine.all(view)
            let names = try Self.names(view.database, of: Set(lines.lazy.map(\.sku)))
            for place in lines.indices { lines[place].name = names[lines[place].sku] }
            return lines
        }
    }
}

extension ShipmentLine {
    /// A line with the live events of its units, in order of time.
    typealias WithGoods = (line: ShipmentLine, goods: [ShipmentEvent])

    /// The lines of some shipments, or of all, sorted by shipment, SKU and destination.
    static func all(_ view: BookView, of shipments: Set<Int64>? = nil) throws -> [ShipmentLine] {
        try lines(of: ShipmentStories(view).read(shipments), view)
    }

    /// The lines with open units.
    static func open(_ view: BookView) throws -> [ShipmentLine] {
        // A line is open if units are at a place of its shipment, or perhaps if several destinations share its SKU.
        let destinations = try view.destinations()
        let all = try view.routes { $0.key.shipment != 0 && $0.isSummed }
        let divided = try Set(all.values.map(\.key.shipment)).filter(destinations.isDivided)
        var skus: [Int64: Set<Int64>] = [:]
        let positions = try PositionSource(view).positions(skus: nil, includesEmpty: !divided.isEmpty)
        try positions.forEachPosition { sku, index, units in
            let shipment = positions.places[index].shipment
            guard shipment != 0, units != 0 || divided.contains(shipment) else { return }
            skus[shipment, default: []].insert(sku)
        }
        guard !skus.isEmpty else { return [] }
        // Of other SKUs, only the dispatches are read.
        let stories = try ShipmentStories(view).read(
            Set(skus.keys),
            skus: skus.values.reduce([]) { $0.union($1) }
        )
        return try lines(of: stories, view) { skus[$0]?.contains($1) ?? false }.filter { $0.open != 0 }
    }

    /// - Parameter isWanted: the SKUs of each shipment to have lines.
    private static func lines(
        of stories: [Int64: ShipmentStory],
        _ view: BookView,
        isWanted: (_ shipment: Int64, _ sku: Int64) -> Bool = { _, _ in true }
    ) throws -> [ShipmentLine] {
        var lines: [ShipmentLine] = []
        try forEachShipment(of: stories, view, isWanted: isWanted) { lines += $0.lazy.map(\.line) }
        return lines
    }

    /// Passes the lines of each shipment, sorted by SKU and destination, the shipments in order.
    ///
    /// - Parameter isWanted: the SKUs of each shipment to have lines.
    static func forEachShipment(
        of stories: [Int64: ShipmentStory],
        _ view: BookView,
        isWanted: (_ shipment: Int64, _ sku: Int64) -> Bool = { _, _ in true },
        body: ([WithGoods]) throws -> Void
    ) throws {
        let coded = try stories.map { (code: try view.names.shipments.code($0), story: $1) }
        for (code, story) in coded.sorted(by: { $0.code < $1.code }) {
            var ways: [Int64: ShipmentStory.Way] = [:]
            var own: [WithGoods] = []
            for destination in try story.destinations(view) where isWanted(story.id, destination.sku) {
                let way = ways[destination.warehouse] ?? story.way(to: destination.warehouse)
                ways[destination.warehouse] = way
                own.append((try ShipmentLine(code, destination, way, view), destination.goods))
            }
            own.sort { ($0.line.sku, $0.line.warehouse) < ($1.line.sku, $1.line.warehouse) }
            try body(own)
        }
    }

    private init(
        _ shipment: Shipment,
        _ destination: ShipmentStory.Destination,
        _ way: ShipmentStory.Way,
        _ view: BookView
    ) throws {
        let share = destination.share
        var (sentAt, clearedAt, arrivedAt): (Instant?, Instant?, Instant?)
        var pedimentos: [Pedimento] = []
        for event in destination.goods {
            let at = event.occurredAt
            switch event.kind {
            case .customsReleased: clearedAt = max(clearedAt ?? at, at)
            case .stockReceived: arrivedAt = max(arrivedAt ?? at, at)
            case let kind: if kind.isDispatch { sentAt = min(sentAt ?? at, at) }
            }
            if let pedimento = event.pedimento, !pedimentos.contains(pedimento) {
                pedimentos.append(pedimento)
            }
        }
        self.shipment = shipment
        sku = try view.names.skus.code(destination.sku)
        warehouse = try view.names.warehouses.code(destination.warehouse)
        mode = way.mode
        forwarder = way.forwarder
        dispatched = try share.sent.adding(share.transferred)
        transferred = share.transferred
        released = share.released
        received = share.received
        damaged = share.damaged
        short = share.short
        inTransit = share.inTransit
        open = try share.inTransit.adding(share.cleared)
        dispatchedAt = sentAt
        portArrivedAt = way.portArrivedAt
        inspectedAt = way.inspectedAt
        releasedAt = clearedAt
        warehouseArrivedAt = way.warehouseArrivedAt
        receivedAt = arrivedAt
        etaFirst = way.etaFirst
        etaLast = way.etaLast
        let today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
        let arrived = receivedAt.map { view.zone.day(of: $0) }
        let isOpen = open > 0
        daysLate = way.etaFirst.map { view.zone.day(of: $0) }.flatMap { due in
            if let arrived { return arrived - due }
            return isOpen && today > due ? today - due : nil
        }
        self.pedimentos = pedimentos
        var elsewhere: [Warehouse: Int64] = [:]
        for (id, units) in share.elsewhere { elsewhere[try view.names.warehouses.code(id)] = units }
        receivedElsewhere = elsewhere
    }
}

extension Pedimento: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// The 15 digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }
}
