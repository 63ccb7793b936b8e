/// What became of one SKU of one shipment. Units are whole; instants are null where nothing states them.
public struct ShipmentLine: Hashable, Sendable, Codable {
    public let shipment: Shipment
    public let sku: SKU
    public let mode: String?
    public let forwarder: String?
    /// Where the dispatch said it goes, else where its other events say.
    public let warehouse: Warehouse
    public let dispatched: Int64
    /// Units that customs let go; none for a transfer, which is born released.
    public let released: Int64
    /// Units received, the damaged ones included.
    public let received: Int64
    /// Of the units received, those received as damaged.
    public let damaged: Int64
    /// Units that will not come.
    public let short: Int64
    /// dispatched - received - short - removed on the way: what is still to come, negative after an over-receipt.
    public let open: Int64
    public let dispatchedAt: Instant?
    public let portArrivedAt: Instant?
    public let inspectedAt: Instant?
    /// When the last of it was released, so far.
    public let releasedAt: Instant?
    public let warehouseArrivedAt: Instant?
    /// When the last of it was received, so far.
    public let receivedAt: Instant?
    /// The arrivals that were stated first and last.
    public let etaFirst: Instant?
    public let etaLast: Instant?
    /// Business days from the first stated arrival to the receipt, or to the report's day where nothing has come yet;
    /// negative for early ones, nil where none was stated or it is still to come.
    public let daysLate: Int?
    public let pedimentos: [Pedimento]
}

extension Ledger {
    /// Every shipment by SKU, sorted by both; only what is still open where asked for.
    public func shipments(openOnly: Bool = false, time: ReportTime = ReportTime()) throws -> [ShipmentLine] {
        try view(time) { view in try ShipmentLine.all(view).filter { !openOnly || $0.open != 0 } }
    }
}

extension ShipmentLine {
    /// Every shipment by SKU, sorted by both.
    static func all(_ view: BookView) throws -> [ShipmentLine] {
        let destinations = try view.destinations()
        return try ShipmentStories(view).read(nil).values.flatMap { story in
            try Set(story.goods.map(\.ids.sku)).map { sku in
                try story.line(
                    sku: view.names.skus.code(sku),
                    warehouse: view.names.warehouses.code(
                        try destinations.warehouse(ofShipment: story.id, sku: sku)
                    ),
                    of: story.goods.filter { $0.ids.sku == sku },
                    view
                )
            }
        }.sorted { ($0.shipment, $0.sku) < ($1.shipment, $1.sku) }
    }
}

extension ShipmentStory {
    fileprivate func line(sku: SKU, warehouse: Warehouse, of events: [StoredEvent], _ view: BookView) throws
        -> ShipmentLine
    {
        func sum(_ isCounted: (Event) -> Bool) throws -> Int64 {
            try events.reduce(0) { sum, stored in
                isCounted(stored.event) ? try sum.adding(stored.event.quantity?.units ?? 0) : sum
            }
        }
        func times(_ isCounted: (Event) -> Bool) -> [Instant] {
            events.map(\.event).filter(isCounted).map(\.occurredAt)
        }
        let dispatched = try sum(\.isDispatch)
        let received = try sum { $0.kind == .stockReceived }
        let short = try sum { $0.kind == .shipmentShort }
        let removed = try sum { $0.kind == .stockRemoved }
        let receivedAt = times { $0.kind == .stockReceived }.max()
        let details = goods.filter { $0.event.isDispatch }.map(\.event.detail)
        let due = etas.first.map { view.zone.day(of: $0) }
        let arrived = receivedAt.map { view.zone.day(of: $0) }
        let today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
        let open = try dispatched.adding(0 - received).adding(0 - short).adding(0 - removed)
        var pedimentos: [Pedimento] = []
        for pedimento in events.compactMap(\.event.detail.pedimento) where !pedimentos.contains(pedimento) {
            pedimentos.append(pedimento)
        }
        return ShipmentLine(
            shipment: shipment,
            sku: sku,
            mode: details.compactMap(\.mode).first,
            forwarder: details.compactMap(\.forwarder).first,
            warehouse: warehouse,
            dispatched: dispatched,
            released: try sum { $0.kind == .customsReleased },
            received: received,
            damaged: try sum { $0.kind == .stockReceived && $0.stage == .damaged },
            short: short,
            open: open,
            dispatchedAt: times(\.isDispatch).min(),
            portArrivedAt: first(.portArrived),
            inspectedAt: first(.customsInspected),
            releasedAt: times { $0.kind == .customsReleased }.max(),
            warehouseArrivedAt: first(.warehouseArrived),
            receivedAt: receivedAt,
            etaFirst: etas.first,
            etaLast: etas.last,
            daysLate: due.flatMap { due in
                if let arrived { return arrived - due }
                return open > 0 && today > due ? today - due : nil
            },
            pedimentos: pedimentos
        )
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
