/// Creates events by kind. Each function throws the rule of the table of kinds that the event breaks.
extension Event {
    /// Opening stock: from this instant on, the stock of the warehouse is kept.
    public static func stockOpened(
        _ document: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stockOpened, document, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        return try Event(fields)
    }

    /// Goods leave the supplier for a warehouse. The document is the shipment's number.
    public static func shipmentDispatched(
        _ shipment: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        mode: String? = nil,
        forwarder: String? = nil,
        eta: Instant? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.shipmentDispatched, shipment, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity)
        fields.detail.mode = mode
        fields.detail.forwarder = forwarder
        fields.detail.eta = eta
        return try Event(fields)
    }

    /// Customs releases goods of a shipment. The document is the pedimento, or the shipment's number if there is
    /// none.
    public static func customsReleased(
        _ pedimento: Document,
        shipment: Shipment,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        importerRFC: ImporterRFC? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.customsReleased, pedimento, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity)
        fields.shipment = shipment
        fields.detail.importerRFC = importerRFC
        return try Event(fields)
    }

    /// A warehouse receives goods, from a shipment if one is named. A negative quantity takes a receipt back.
    public static func stockReceived(
        _ receipt: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        shipment: Shipment? = nil,
        stage: Stage? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stockReceived, receipt, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        fields.shipment = shipment
        return try Event(fields)
    }

    /// Units of a shipment that will not arrive. Negative units close an over-receipt.
    public static func shipmentShort(
        _ shipment: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        fromStage: Stage? = nil,
        reason: String? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.shipmentShort, shipment, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity)
        fields.fromStage = fromStage
        fields.detail.reason = reason
        return try Event(fields)
    }

    /// Goods leave one warehouse for another. The document is the number under which the destination receives them.
    public static func transferDispatched(
        _ transfer: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        toWarehouse: Warehouse,
        stage: Stage? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.transferDispatched, transfer, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        fields.toWarehouse = toWarehouse
        return try Event(fields)
    }

    /// A paid order line. The amount is the line's total.
    public static func orderPlaced(
        _ order: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        channel: Channel? = nil,
        amount: Money? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil,
        memo: Bool = false
    ) throws(FieldProblem) -> Event {
        try demand(
            .orderPlaced,
            order,
            sku,
            quantity,
            warehouse,
            channel,
            amount,
            occurredAt,
            source,
            line,
            memo
        )
    }

    /// An order line leaves the warehouse.
    public static func orderShipped(
        _ order: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        try demand(.orderShipped, order, sku, quantity, warehouse, nil, nil, occurredAt, source, line, false)
    }

    /// An order line is cancelled before dispatch.
    public static func orderCancelled(
        _ order: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        try demand(
            .orderCancelled,
            order,
            sku,
            quantity,
            warehouse,
            nil,
            nil,
            occurredAt,
            source,
            line,
            false
        )
    }

    /// A sale of which only the dispatch is known. The amount is the total of the line.
    public static func saleShipped(
        _ reference: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        channel: Channel? = nil,
        amount: Money? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        try demand(
            .saleShipped,
            reference,
            sku,
            quantity,
            warehouse,
            channel,
            amount,
            occurredAt,
            source,
            line,
            false
        )
    }

    /// An order is cancelled, or not delivered, after dispatch. The money is gone, and the goods have not come back
    /// yet.
    public static func saleVoided(
        _ order: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        try demand(.saleVoided, order, sku, quantity, warehouse, nil, nil, occurredAt, source, line, false)
    }

    /// Goods of a customer come back, by default to quarantine.
    public static func returnReceived(
        _ document: Document,
        order: Document? = nil,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage? = nil,
        reason: String? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.returnReceived, document, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        fields.detail.order = order
        fields.detail.reason = reason
        return try Event(fields)
    }

    /// A returned unit leaves quarantine for the stage that the inspection found.
    public static func returnInspected(
        _ document: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.returnInspected, document, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        return try Event(fields)
    }

    /// Stock is corrected: units are found, or lost if negative.
    public static func stockAdjusted(
        _ reference: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage? = nil,
        reason: String? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stockAdjusted, reference, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        fields.detail.reason = reason
        return try Event(fields)
    }

    /// Units change their stage within a warehouse.
    public static func stageChanged(
        _ reference: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        from: Stage,
        to: Stage,
        reason: String? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stageChanged, reference, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, to)
        fields.fromStage = from
        fields.detail.reason = reason
        return try Event(fields)
    }

    /// Units leave for good: disposed of, destroyed, seized, taken home; from a shipment if one is named.
    public static func stockRemoved(
        _ reference: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage? = nil,
        shipment: Shipment? = nil,
        fromStage: Stage? = nil,
        reason: String? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stockRemoved, reference, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        fields.shipment = shipment
        fields.fromStage = fromStage
        fields.detail.reason = reason
        return try Event(fields)
    }

    /// The stock of a warehouse at the end of an instant, as counted. It is compared with the ledger and moves
    /// nothing.
    public static func stockCounted(
        _ count: Document,
        sku: SKU,
        quantity: Quantity,
        warehouse: Warehouse,
        stage: Stage? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(.stockCounted, count, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity, stage)
        return try Event(fields)
    }

    /// A shipment reaches a point on its way: `portArrived`, `customsInspected`, `warehouseArrived`, `etaChanged`.
    public static func milestone(
        _ kind: EventKind,
        shipment: Document,
        warehouse: Warehouse,
        eta: Instant? = nil,
        occurredAt: Instant,
        source: Source = .manual,
        line: Line? = nil
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(kind, shipment, warehouse, occurredAt, source, line)
        fields.detail.eta = eta
        return try Event(fields)
    }

    private static func demand(
        _ kind: EventKind,
        _ document: Document,
        _ sku: SKU,
        _ quantity: Quantity,
        _ warehouse: Warehouse,
        _ channel: Channel?,
        _ amount: Money?,
        _ occurredAt: Instant,
        _ source: Source,
        _ line: Line?,
        _ memo: Bool
    ) throws(FieldProblem) -> Event {
        var fields = EventFields(kind, document, warehouse, occurredAt, source, line)
        fields.setGoods(sku, quantity)
        fields.channel = channel
        fields.amount = amount
        fields.memo = memo
        return try Event(fields)
    }
}

extension EventFields {
    fileprivate init(
        _ kind: EventKind,
        _ document: Document,
        _ warehouse: Warehouse,
        _ occurredAt: Instant,
        _ source: Source,
        _ line: Line?
    ) {
        self.init(kind: kind)
        self.document = document
        self.warehouse = warehouse
        self.occurredAt = occurredAt
        self.source = source
        self.line = line
    }

    fileprivate mutating func setGoods(_ sku: SKU, _ quantity: Quantity, _ stage: Stage? = nil) {
        self.sku = sku
        self.quantity = quantity
        self.stage = stage
    }
}
