extension Event {
    /// The units that move from one place to another; nil if nothing moves. It depends on the event alone.
    public var move: Move? {
        guard !memo, let sku, let quantity, let ends = Ends(self) else { return nil }
        return Move(sku: sku, from: ends.from, to: ends.to, units: quantity.units)
    }
}

/// The two ends of an event's move, whatever its SKU and quantity.
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
        func stated(_ stageOfEnd: KindRule.StageOfEnd) -> Stage? {
            switch stageOfEnd {
            case .available: .available
            case .allocated: .allocated
            case .quarantine: .quarantine
            case .inTransit: .inTransit
            case .released: .released
            case .stage: stage
            case .fromStage: fromStage
            }
        }
        func place(_ end: KindRule.End) -> Place? {
            switch end {
            case .outside(let outside): .outside(outside)
            case .warehouse(let stage): .warehouse(warehouse, stated(stage) ?? .available)
            case .shipment(let stage, let other):
                if let shipment {
                    .shipment(shipment, stated(stage) ?? .released)
                } else {
                    other.flatMap(place)
                }
            }
        }
        guard case .moves(let start, let end) = kind.rule.moves, let from = place(start), let to = place(end)
        else { return nil }
        self.from = from
        self.to = to
    }

    private init(from: Place, to: Place) {
        self.from = from
        self.to = to
    }

    /// The ends of a move before the opening of the warehouse. The warehouse's side goes to adjustment, so that the
    /// opening stock stays as stated, while shipments are still filled and emptied.
    var beforeOpening: Ends {
        func outside(_ place: Place) -> Place {
            if case .warehouse = place { .outside(.adjustment) } else { place }
        }
        return Ends(from: outside(from), to: outside(to))
    }
}
