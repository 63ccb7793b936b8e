import InventoryLedger
import TestSupport
import Testing

/// Which columns each kind must, may and must not have.
@Suite struct EventColumnTests {
    /// The shortest event of each kind.
    static let shortest: [EventKind: String] = [
        .stockOpened: "stock_opened",
        .shipmentDispatched: "shipment_dispatched",
        .customsReleased: "customs_released, shipment D-1",
        .stockReceived: "stock_received",
        .shipmentShort: "shipment_short",
        .transferDispatched: "transfer_dispatched, to_warehouse CDMX1",
        .orderPlaced: "order_placed",
        .orderShipped: "order_shipped",
        .orderCancelled: "order_cancelled",
        .saleShipped: "sale_shipped",
        .saleVoided: "sale_voided",
        .returnReceived: "return_received",
        .returnInspected: "return_inspected, stage available",
        .stockAdjusted: "stock_adjusted",
        .stageChanged: "stage_changed, from_stage available, stage damaged",
        .stockRemoved: "stock_removed",
        .stockCounted: "stock_counted",
        .portArrived: "port_arrived",
        .customsInspected: "customs_inspected",
        .warehouseArrived: "warehouse_arrived",
        .etaChanged: "eta_changed, eta 2026-12-01",
    ]
    static let milestones: Set<EventKind> = [.portArrived, .customsInspected, .warehouseArrived, .etaChanged]

    @Test(arguments: EventKind.allCases)
    func `every kind needs a document, a warehouse and a time`(kind: EventKind) throws {
        let shortest = try #require(Self.shortest[kind])
        #expect(try Event.refusal(of: shortest) == nil)
        for column in ["document", "warehouse", "occurred_at"] {
            #expect(try Event.refusal(of: "\(shortest), no \(column)") == "\(column) missing_value")
        }
    }

    @Test(arguments: EventKind.allCases)
    func `every kind but a milestone needs a sku and a quantity`(kind: EventKind) throws {
        let shortest = try #require(Self.shortest[kind])
        if Self.milestones.contains(kind) {
            #expect(try Event.refusal(of: "\(shortest), sku MX-1") == "sku not_allowed")
            #expect(try Event.refusal(of: "\(shortest), quantity 1") == "quantity not_allowed")
        } else {
            #expect(try Event.refusal(of: "\(shortest), no sku") == "sku missing_value")
            #expect(try Event.refusal(of: "\(shortest), no quantity") == "quantity missing_value")
        }
    }

    @Test(arguments: [
        ("customs_released, no shipment", "shipment missing_value"),
        ("transfer_dispatched", "to_warehouse missing_value"),
        ("return_inspected", "stage missing_value"),
        ("stage_changed, stage damaged", "from_stage missing_value"),
        ("stage_changed, from_stage available", "stage missing_value"),
        ("eta_changed", "eta missing_value"),
    ])
    func `some kinds need one column more`(stated: String, refusal: String) throws {
        #expect(try Event.refusal(of: stated) == refusal)
    }

    @Test(arguments: EventKind.allCases)
    func `a kind without a destination stage refuses one`(kind: EventKind) throws {
        let staged: Set<EventKind> = [
            .stockOpened, .stockReceived, .transferDispatched, .returnReceived, .returnInspected,
            .stockAdjusted, .stageChanged, .stockRemoved, .stockCounted,
        ]
        let shortest = try #require(Self.shortest[kind])
        let refusal = staged.contains(kind) ? nil : "stage not_allowed"
        #expect(try Event.refusal(of: "\(shortest), stage damaged") == refusal)
    }

    @Test(arguments: EventKind.allCases)
    func `a kind without a choice of origin stage refuses one`(kind: EventKind) throws {
        let shortest = try #require(Self.shortest[kind])
        let refusal: String? =
            switch kind {
            case .shipmentShort: nil
            // Goods in a warehouse have a stage, and goods of a shipment a from_stage.
            case .stockRemoved: "from_stage contradiction"
            // Stages of goods on the way do not exist in a warehouse.
            default: "from_stage not_allowed"
            }
        #expect(try Event.refusal(of: "\(shortest), from_stage released") == refusal)
    }

    @Test(arguments: EventKind.allCases)
    func `only a transfer has another warehouse`(kind: EventKind) throws {
        let shortest = try #require(Self.shortest[kind])
        let refusal = kind == .transferDispatched ? nil : "to_warehouse not_allowed"
        #expect(try Event.refusal(of: "\(shortest), to_warehouse CDMX1") == refusal)
    }

    @Test(arguments: EventKind.allCases)
    func `a shipment is allowed only if the kind has one`(kind: EventKind) throws {
        let byDocument: Set<EventKind> = [
            .shipmentDispatched, .shipmentShort, .transferDispatched, .portArrived, .customsInspected,
            .warehouseArrived, .etaChanged,
        ]
        let shortest = try #require(Self.shortest[kind])
        let named = try Event.refusal(of: "\(shortest), shipment S-1")
        switch kind {
        case _ where byDocument.contains(kind): #expect(named == "shipment contradiction")
        case .customsReleased: #expect(named == "document not_a_pedimento")
        case .stockReceived, .stockRemoved: #expect(named == nil)
        default: #expect(named == "shipment not_allowed")
        }
    }

    @Test(arguments: EventKind.allCases)
    func `memo is allowed for demand and for moves of goods`(kind: EventKind) throws {
        let shortest = try #require(Self.shortest[kind])
        let isRefused = Self.milestones.contains(kind) || kind == .stockCounted || kind == .stockOpened
        #expect(try Event.refusal(of: "\(shortest), memo true") == (isRefused ? "memo not_allowed" : nil))
        #expect(try Event.refusal(of: "\(shortest), memo false") == nil)
    }

    @Test(arguments: [
        ("stock_received, stage in_transit", "stage not_allowed"),
        ("stock_received, stage sellable", "stage not_allowed"),
        ("stock_opened, stage on_hand", "stage not_allowed"),
        ("return_inspected, stage quarantine", "stage not_allowed"),
        ("stage_changed, from_stage released, stage available", "from_stage not_allowed"),
        ("stage_changed, from_stage available, stage in_transit", "stage not_allowed"),
        ("stage_changed, from_stage damaged, stage damaged", "stage contradiction"),
        ("shipment_short, from_stage available", "from_stage not_allowed"),
        ("stock_removed, shipment S-1, from_stage available", "from_stage not_allowed"),
        ("stock_removed, shipment S-1, stage damaged", "stage contradiction"),
        ("stock_counted, stage released", "stage not_allowed"),
    ])
    func `a stage must be one of those of the kind`(stated: String, refusal: String) throws {
        #expect(try Event.refusal(of: stated) == refusal)
    }

    @Test(arguments: ["available", "allocated", "quarantine", "damaged", "sellable", "on_hand", "in_transit"])
    func `a count may state a sum of stages`(stage: String) throws {
        #expect(try Event.stated("stock_counted, stage \(stage)").stage?.rawValue == stage)
    }

    @Test func `a transfer goes to a different warehouse`() throws {
        #expect(
            try Event.refusal(of: "transfer_dispatched, to_warehouse MTY1") == "to_warehouse contradiction"
        )
    }

    @Test func `every column of a kind's template can be stated`() throws {
        for kind in EventKind.allCases {
            let columns = kind.columns.map(\.rawValue)
            let isMilestone = Self.milestones.contains(kind)
            #expect(columns.starts(with: ["kind", "source", "document", "line"]))
            #expect(columns.contains("sku") != isMilestone)
            #expect(columns.contains("quantity") != isMilestone)
            #expect(columns.contains("to_warehouse") == (kind == .transferDispatched))
            #expect(
                columns.contains("eta")
                    == (isMilestone || [.shipmentDispatched, .transferDispatched].contains(kind))
            )
        }
        #expect(
            EventKind.customsReleased.columns.map(\.rawValue) == [
                "kind", "source", "document", "line", "sku", "warehouse", "quantity", "occurred_at",
                "shipment",
                "pedimento", "importer_rfc", "note",
            ]
        )
    }
}
