extension Event {
    /// The units that go from one place to another: a pure function of the event, nil where nothing moves.
    public var move: Move? {
        guard !memo, let sku, let quantity, let ends = Ends(self) else { return nil }
        return Move(sku: sku, from: ends.from, to: ends.to, units: quantity.units)
    }
}

/// The two ends of an event's move, whatever its SKU and quantity: the third column of the table of kinds.
struct Ends: Hashable {
    let from: Place
    let to: Place

    init?(_ event: Event) {
        self.init(
            kind: event.kind,
            warehouse: event.warehouse,
            stage: event.stage,
            fromStage: event.fromStage,
            shipment: event.shipment
        )
    }

    init?(kind: EventKind, warehouse: Warehouse, stage: Stage?, fromStage: Stage?, shipment: Shipment?) {
        func here(_ stage: Stage?) -> Place { .warehouse(warehouse, stage ?? .available) }
        func onTheWay(_ stage: Stage) -> Place? { shipment.map { .shipment($0, stage) } }
        let ends: (from: Place?, to: Place?)
        switch kind {
        case .stockOpened, .stockAdjusted: ends = (.outside(.adjustment), here(stage))
        case .shipmentDispatched: ends = (.outside(.supplier), onTheWay(.inTransit))
        case .customsReleased: ends = (onTheWay(.inTransit), onTheWay(.released))
        case .stockReceived: ends = (onTheWay(.released) ?? .outside(.supplier), here(stage))
        case .shipmentShort: ends = (onTheWay(fromStage ?? .released), .outside(.lost))
        case .transferDispatched: ends = (here(stage), onTheWay(.released))
        case .orderPlaced: ends = (here(.available), here(.allocated))
        case .orderShipped: ends = (here(.allocated), .outside(.customer))
        case .orderCancelled: ends = (here(.allocated), here(.available))
        case .saleShipped: ends = (here(.available), .outside(.customer))
        case .returnReceived: ends = (.outside(.customer), here(stage))
        case .returnInspected: ends = (here(.quarantine), here(stage))
        case .stageChanged: ends = (here(fromStage), here(stage))
        case .stockRemoved: ends = (onTheWay(fromStage ?? .released) ?? here(stage), .outside(.removed))
        case .saleVoided, .stockCounted, .portArrived, .customsInspected, .warehouseArrived, .etaChanged:
            return nil
        }
        guard let from = ends.from, let to = ends.to else { return nil }
        self.from = from
        self.to = to
    }

    private init(from: Place, to: Place) {
        self.from = from
        self.to = to
    }

    /// The ends of a move from before the warehouse's book was opened: its side goes to adjustment, so that the
    /// opening stock stays what was stated, while a shipment is still filled and emptied.
    var beforeOpening: Ends {
        func outside(_ place: Place) -> Place {
            if case .warehouse = place { .outside(.adjustment) } else { place }
        }
        return Ends(from: outside(from), to: outside(to))
    }
}
