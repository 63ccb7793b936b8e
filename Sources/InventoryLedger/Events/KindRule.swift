/// What the table of event kinds asks of one kind.
struct KindRule {
    enum Goods { case none, positive, signed, stated }
    enum Stages {
        case none
        case optional([Stage], default: Stage)
        case required([Stage])
    }
    enum ShipmentUse {
        /// The kind has no shipment.
        case none
        /// The document is the shipment's number.
        case isDocument
        case optional
        case required
    }

    /// Whether the event carries a SKU and a quantity, and of which sign.
    var goods: Goods = .positive
    var stage: Stages = .none
    var fromStage: Stages = .none
    var shipment: ShipmentUse = .none
    var needsToWarehouse = false
    var needsETA = false
}

extension EventKind {
    /// The kind's row of the table.
    var rule: KindRule {
        switch self {
        case .stockOpened:
            KindRule(stage: .optional(Stage.inWarehouse, default: .available))
        case .shipmentDispatched:
            KindRule(shipment: .isDocument)
        case .customsReleased:
            KindRule(shipment: .required)
        case .stockReceived:
            KindRule(
                goods: .signed,
                stage: .optional(Stage.inWarehouse, default: .available),
                shipment: .optional
            )
        case .shipmentShort:
            KindRule(
                goods: .signed,
                fromStage: .optional(Stage.onTheWay, default: .released),
                shipment: .isDocument
            )
        case .transferDispatched:
            KindRule(
                stage: .optional(Stage.inWarehouse, default: .available),
                shipment: .isDocument,
                needsToWarehouse: true
            )
        case .orderPlaced, .orderShipped, .orderCancelled, .saleShipped, .saleVoided:
            KindRule()
        case .returnReceived:
            KindRule(stage: .optional(Stage.inWarehouse, default: .quarantine))
        case .returnInspected:
            KindRule(stage: .required(Stage.inWarehouse.filter { $0 != .quarantine }))
        case .stockAdjusted:
            KindRule(goods: .signed, stage: .optional(Stage.inWarehouse, default: .available))
        case .stageChanged:
            KindRule(stage: .required(Stage.inWarehouse), fromStage: .required(Stage.inWarehouse))
        case .stockRemoved:
            KindRule(
                stage: .optional(Stage.inWarehouse, default: .available),
                fromStage: .optional(Stage.onTheWay, default: .released),
                shipment: .optional
            )
        case .stockCounted:
            KindRule(
                goods: .stated,
                stage: .optional(Stage.inWarehouse + [.sellable, .onHand, .inTransit], default: .available)
            )
        case .portArrived, .customsInspected, .warehouseArrived:
            KindRule(goods: .none, shipment: .isDocument)
        case .etaChanged:
            KindRule(goods: .none, shipment: .isDocument, needsETA: true)
        }
    }

    /// Whether the event is about goods; a milestone is not.
    package var hasGoods: Bool {
        if case .none = rule.goods { false } else { true }
    }

    /// The columns that an event of this kind must or may state, in the canonical order.
    package var columns: [Column] {
        let rule = self.rule
        return Column.allCases.filter { column in
            switch column {
            case .sku, .quantity: hasGoods
            case .stage: if case .none = rule.stage { false } else { true }
            case .fromStage: if case .none = rule.fromStage { false } else { true }
            case .toWarehouse: rule.needsToWarehouse
            case .shipment:
                switch rule.shipment {
                case .optional, .required: true
                case .none, .isDocument: false
                }
            case .order: self == .returnReceived || self == .returnInspected
            case .orderSource:
                [.orderShipped, .orderCancelled, .saleVoided, .returnReceived, .returnInspected].contains(
                    self
                )
            case .channel, .amount, .currency:
                [.orderPlaced, .orderCancelled, .saleShipped, .saleVoided, .returnReceived].contains(self)
            case .pedimento, .importerRFC: self == .customsReleased
            case .mode, .forwarder: self == .shipmentDispatched || self == .transferDispatched
            case .eta: self == .shipmentDispatched || self == .transferDispatched || !hasGoods
            case .tracking: [.orderShipped, .saleShipped, .returnReceived].contains(self)
            case .reason:
                [
                    .shipmentShort, .orderCancelled, .saleVoided, .returnReceived, .returnInspected,
                    .stockAdjusted, .stageChanged, .stockRemoved,
                ].contains(self)
            case .memo: [.orderPlaced, .orderShipped, .orderCancelled, .saleShipped].contains(self)
            case .statedAt: false
            case .kind, .source, .document, .line, .warehouse, .occurredAt, .note: true
            }
        }
    }
}
