/// The table of kinds. Everything that distinguishes one kind from another is in its row.
extension EventKind {
    /// The row of the kind in the table of kinds.
    var rule: KindRule {
        switch self {
        case .stockOpened: .stockOpened
        case .shipmentDispatched: .shipmentDispatched
        case .customsReleased: .customsReleased
        case .stockReceived: .stockReceived
        case .shipmentShort: .shipmentShort
        case .transferDispatched: .transferDispatched
        case .orderPlaced: .orderPlaced
        case .orderShipped: .orderShipped
        case .orderCancelled: .orderCancelled
        case .saleShipped: .saleShipped
        case .saleVoided: .saleVoided
        case .returnReceived: .returnReceived
        case .returnInspected: .returnInspected
        case .stockAdjusted: .stockAdjusted
        case .stageChanged: .stageChanged
        case .stockRemoved: .stockRemoved
        case .stockCounted: .stockCounted
        case .portArrived: .portArrived
        case .customsInspected: .customsInspected
        case .warehouseArrived: .warehouseArrived
        case .etaChanged: .etaChanged
        }
    }
}

extension KindRule {
    // The numbers are part of keys and digests and never change. A new kind gets a new number.

    fileprivate static let stockOpened = KindRule(
        number: 1,
        .moves(from: .outside(.adjustment), to: .warehouse(.stage)),
        stage: .optional(Stage.inWarehouse, default: .available),
        memo: .refused
    )
    fileprivate static let shipmentDispatched = KindRule(
        number: 2,
        .moves(from: .outside(.supplier), to: .shipment(.inTransit)),
        shipment: .isDocument,
        also: [.mode, .forwarder, .eta],
        reports: .inbound
    )
    fileprivate static let customsReleased = KindRule(
        number: 3,
        .moves(from: .shipment(.inTransit), to: .shipment(.released)),
        shipment: .required,
        also: [.pedimento, .importerRFC],
        reports: .inbound,
        bookCompletes: .shipment
    )
    fileprivate static let stockReceived = KindRule(
        number: 4,
        .moves(from: .shipment(.released, else: .outside(.supplier)), to: .warehouse(.stage)),
        goods: .signed,
        stage: .optional(Stage.inWarehouse, default: .available),
        shipment: .optional,
        reports: .inbound,
        available: .received
    )
    fileprivate static let shipmentShort = KindRule(
        number: 5,
        .moves(from: .shipment(.fromStage), to: .outside(.lost)),
        goods: .signed,
        fromStage: .optional(Stage.onTheWay, default: .released),
        shipment: .isDocument,
        also: [.reason],
        reports: .inbound
    )
    fileprivate static let transferDispatched = KindRule(
        number: 6,
        .moves(from: .warehouse(.stage), to: .shipment(.released)),
        stage: .optional(Stage.inWarehouse, default: .available),
        shipment: .isDocument,
        needs: [.toWarehouse],
        also: [.mode, .forwarder, .eta],
        reports: .transfers,
        available: .transferredOut
    )
    fileprivate static let orderPlaced = KindRule(
        number: 7,
        .moves(from: .warehouse(.available), to: .warehouse(.allocated)),
        also: [.channel, .amount, .currency],
        memo: .demand,
        reports: .orders,
        available: .ordered,
        demand: .order,
        isOfOrder: true
    )
    fileprivate static let orderShipped = KindRule(
        number: 8,
        .moves(from: .warehouse(.allocated), to: .outside(.customer)),
        also: [.orderSource, .tracking, .memo],
        reports: .dispatch,
        isOfOrder: true,
        bookCompletes: .order
    )
    fileprivate static let orderCancelled = KindRule(
        number: 9,
        .moves(from: .warehouse(.allocated), to: .warehouse(.available)),
        also: [.orderSource, .channel, .amount, .currency, .reason],
        memo: .demand,
        reports: .orders,
        demand: .takenBack,
        isOfOrder: true,
        bookCompletes: .order
    )
    fileprivate static let saleShipped = KindRule(
        number: 10,
        .moves(from: .warehouse(.available), to: .outside(.customer)),
        also: [.channel, .amount, .currency, .tracking],
        memo: .demand,
        reports: .dispatch,
        // A sale in one step is both ordered and dispatched. Beside orders from another source it would leave the
        // shelf twice.
        alsoReports: Claim(fact: .orders, part: .orderPlaced),
        available: .ordered,
        demand: .sale
    )
    fileprivate static let saleVoided = KindRule(
        number: 11,
        .movesNothing,
        also: [.orderSource, .channel, .amount, .currency, .reason],
        memo: .demand,
        reports: .orders,
        demand: .takenBack,
        isOfOrder: true,
        bookCompletes: .order
    )
    fileprivate static let returnReceived = KindRule(
        number: 12,
        .moves(from: .outside(.customer), to: .warehouse(.stage)),
        stage: .optional(Stage.inWarehouse, default: .quarantine),
        also: [.order, .orderSource, .channel, .amount, .currency, .tracking, .reason],
        reports: .returns,
        available: .restocked,
        bookCompletes: .returnedOrder
    )
    fileprivate static let returnInspected = KindRule(
        number: 13,
        .moves(from: .warehouse(.quarantine), to: .warehouse(.stage)),
        stage: .required(Stage.inWarehouse.filter { $0 != .quarantine }),
        also: [.order, .orderSource, .reason],
        reports: .returns,
        available: .restocked
    )
    fileprivate static let stockAdjusted = KindRule(
        number: 14,
        .moves(from: .outside(.adjustment), to: .warehouse(.stage)),
        goods: .signed,
        stage: .optional(Stage.inWarehouse, default: .available),
        also: [.reason],
        reports: .adjustments
    )
    fileprivate static let stageChanged = KindRule(
        number: 15,
        .moves(from: .warehouse(.fromStage), to: .warehouse(.stage)),
        stage: .required(Stage.inWarehouse),
        fromStage: .required(Stage.inWarehouse),
        also: [.reason],
        reports: .adjustments
    )
    fileprivate static let stockRemoved = KindRule(
        number: 16,
        .moves(from: .shipment(.fromStage, else: .warehouse(.stage)), to: .outside(.removed)),
        stage: .optional(Stage.inWarehouse, default: .available),
        fromStage: .optional(Stage.onTheWay, default: .released),
        shipment: .optional,
        also: [.reason],
        reports: .adjustments
    )
    fileprivate static let stockCounted = KindRule(
        number: 17,
        .movesNothing,
        goods: .counted,
        stage: .optional(Stage.inWarehouse + [.sellable, .onHand, .inTransit], default: .available),
        memo: .refused,
        reports: .balances
    )
    fileprivate static let portArrived = KindRule(
        number: 18,
        .movesNothing,
        goods: .none,
        shipment: .isDocument,
        also: [.eta],
        memo: .refused,
        reports: .inbound
    )
    fileprivate static let customsInspected = KindRule(
        number: 19,
        .movesNothing,
        goods: .none,
        shipment: .isDocument,
        also: [.eta],
        memo: .refused,
        reports: .inbound
    )
    fileprivate static let warehouseArrived = KindRule(
        number: 20,
        .movesNothing,
        goods: .none,
        shipment: .isDocument,
        also: [.eta],
        memo: .refused,
        reports: .inbound
    )
    fileprivate static let etaChanged = KindRule(
        number: 21,
        .movesNothing,
        goods: .none,
        shipment: .isDocument,
        needs: [.eta],
        memo: .refused,
        reports: .inbound
    )
}
