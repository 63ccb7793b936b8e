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
    /// Of the received units, those that other warehouses received.
    let receivedElsewhere: [Warehouse: Int64]
}

extension Ledger {
    /// Every shipment by SKU and destination, sorted by all three; optionally only those with open units.
    public func shipments(openOnly: Bool = false, time: ReportTime = ReportTime()) throws -> [ShipmentLine] {
        try view(time) { view in
            var lines = try ShipmentLine.all(view).filter { !openOnly || $0.open != 0 }
            let names = try Self.names(view.database, of: Set(lines.lazy.map(\.sku)))
            for place in lines.indices { lines[place].name = names[lines[place].sku] }
            return lines
        }
    }
}

extension ShipmentLine {
    /// Every shipment by SKU and destination, sorted by all three.
    static func all(_ view: BookView) throws -> [ShipmentLine] { try withGoods(view).map(\.line) }

    /// The same, each with the live events of its units, in order of time.
    static func withGoods(_ view: BookView) throws -> [(line: ShipmentLine, goods: [StoredEvent])] {
        try ShipmentStories(view).read(nil).values.flatMap { story in
            try story.destinations(view).map { (line: try ShipmentLine(story, $0, view), goods: $0.goods) }
        }.sorted {
            ($0.line.shipment, $0.line.sku, $0.line.warehouse)
                < ($1.line.shipment, $1.line.sku, $1.line.warehouse)
        }
    }

    private init(_ story: ShipmentStory, _ destination: ShipmentStory.Destination, _ view: BookView) throws {
        let share = destination.share
        func times(_ isCounted: (Event) -> Bool) -> [Instant] {
            destination.goods.map(\.event).filter(isCounted).map(\.occurredAt)
        }
        shipment = story.shipment
        sku = try view.names.skus.code(destination.sku)
        warehouse = try view.names.warehouses.code(destination.warehouse)
        let details = story.dispatches(to: warehouse).map(\.event.detail)
        mode = details.compactMap(\.mode).first
        forwarder = details.compactMap(\.forwarder).first
        dispatched = try share.sent.adding(share.transferred)
        transferred = share.transferred
        released = share.released
        received = share.received
        damaged = share.damaged
        short = share.short
        open = try share.inTransit.adding(share.cleared)
        dispatchedAt = times(\.kind.isDispatch).min()
        portArrivedAt = story.first(.portArrived, to: warehouse)
        inspectedAt = story.first(.customsInspected, to: warehouse)
        releasedAt = times { $0.kind == .customsReleased }.max()
        warehouseArrivedAt = story.first(.warehouseArrived, to: warehouse)
        receivedAt = times { $0.kind == .stockReceived }.max()
        let etas = story.etas(at: warehouse)
        etaFirst = etas.first
        etaLast = etas.last
        let today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
        let arrived = receivedAt.map { view.zone.day(of: $0) }
        let isOpen = open > 0
        daysLate = etas.first.map { view.zone.day(of: $0) }.flatMap { due in
            if let arrived { return arrived - due }
            return isOpen && today > due ? today - due : nil
        }
        var pedimentos: [Pedimento] = []
        for pedimento in destination.goods.compactMap(\.event.detail.pedimento)
        where !pedimentos.contains(pedimento) {
            pedimentos.append(pedimento)
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
