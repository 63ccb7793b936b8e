/// The cells of one day and SKU -> FIFO layers, stock and demand per warehouse.
///
/// Days are folded in order. Within a day units come before they go, transfers leave before they arrive, and
/// departures are offset against returns.
struct AgeFold {
    struct Position: Hashable {
        let sku: Int64
        let warehouse: Int64
    }

    /// The state of a position.
    struct State {
        var layers = StockLayers()
        var available: Int64 = 0
        var onHand: Int64 = 0
        var lastSoldDay: Int?
        /// The days with changes: units available at the end, and units ordered.
        var days: [DemandDay] = []
    }

    private struct Carried: Hashable {
        let sku: Int64
        let shipment: Int64
    }

    /// Numbered, so that each can be changed in place. Copying its days every day would take quadratic time.
    private(set) var states: [(position: Position, state: State)] = []
    private var numbers: [Position: Int] = [:]
    /// Layers on their way between warehouses.
    private var carried: [Carried: StockLayers] = [:]
    private let transfers: Set<Int64>
    private let demand: DemandRule
    /// The memory of the last day's flows.
    private var spare = DayFlows()

    /// - Parameter transfers: the shipments that are transfers.
    init(transfers: Set<Int64>, demand: DemandRule) {
        self.transfers = transfers
        self.demand = demand
    }

    fileprivate struct Flows {
        var received: Int64 = 0
        var transferredOut: [(shipment: Int64, units: Int64)] = []
        var transferredIn: [(shipment: Int64, units: Int64)] = []
        var left: Int64 = 0
        var available: Int64 = 0
        var ordered: Int64 = 0
        /// Live orders; a reversal counts as minus one.
        var sales: Int64 = 0
    }

    mutating func fold(day: Int, sku: Int64, _ cells: [MovementTotals.Cell]) throws {
        var flows = spare
        // The only one, so that its memory is used again.
        spare = DayFlows()
        defer { spare = flows }
        flows.removeAll()
        for cell in cells { try add(cell, to: &flows) }
        flows.sort()
        for index in flows.indices {
            let flow = flows[index].flow
            if flow.received > 0 {
                let number = number(Position(sku: sku, warehouse: flows[index].warehouse))
                try states[number].state.layers.add(.init(day: day, arrived: day, units: flow.received))
            } else if flow.received < 0 {
                flows[index].flow.left = try flow.left.adding(flow.received.negated())
            }
        }
        for (warehouse, flow) in flows.all {
            for out in flow.transferredOut {
                try sendOff(out, Position(sku: sku, warehouse: warehouse), day: day)
            }
        }
        for index in flows.indices {
            for arrival in flows[index].flow.transferredIn {
                let position = Position(sku: sku, warehouse: flows[index].warehouse)
                try arrive(arrival, position, day: day, &flows[index].flow)
            }
        }
        for (warehouse, flow) in flows.all {
            try close(flow, Position(sku: sku, warehouse: warehouse), day: day)
        }
    }

    /// The flows of a day by warehouse, few enough for a linear search.
    private struct DayFlows {
        private(set) var all: [(warehouse: Int64, flow: Flows)] = []

        var indices: Range<Int> { all.indices }

        subscript(index: Int) -> (warehouse: Int64, flow: Flows) {
            get { all[index] }
            _modify { yield &all[index] }
        }

        mutating func index(of warehouse: Int64) -> Int {
            if let index = all.firstIndex(where: { $0.warehouse == warehouse }) { return index }
            all.append((warehouse, Flows()))
            return all.count - 1
        }

        mutating func removeAll() { all.removeAll(keepingCapacity: true) }

        mutating func sort() { if all.count > 1 { all.sort { $0.warehouse < $1.warehouse } } }
    }

    /// The number of a position's state.
    private mutating func number(_ position: Position) -> Int {
        if let number = numbers[position] { return number }
        numbers[position] = states.count
        states.append((position, State()))
        return states.count - 1
    }

    private func add(_ cell: MovementTotals.Cell, to flows: inout DayFlows) throws {
        guard cell.units != .min else { throw LedgerError.sumOverflow }
        let index = flows.index(of: cell.route.key.warehouse)
        var flow = flows[index].flow
        if demand.isDemand(cell.route) {
            flow.ordered = try flow.ordered.adding(cell.units)
            flow.sales &+= cell.events
        }
        let sign = cell.route.availableSign(isBeforeOpening: cell.isBeforeOpening)
        flow.available = try flow.available.adding(sign * cell.units)
        if let ends = cell.ends, ends.from.isInWarehouse != ends.to.isInWarehouse {
            let shipment = cell.route.key.shipment
            switch cell.route.key.kind {
            case .stockReceived where transfers.contains(shipment):
                flow.transferredIn.append((shipment, cell.units))
            case .stockReceived, .stockOpened, .stockAdjusted:
                flow.received = try flow.received.adding(cell.units)
            case .transferDispatched: flow.transferredOut.append((shipment, cell.units))
            default:
                flow.left = try flow.left.adding(ends.to.isInWarehouse ? cell.units.negated() : cell.units)
            }
        }
        flows[index].flow = flow
    }

    private mutating func sendOff(_ out: (shipment: Int64, units: Int64), _ position: Position, day: Int)
        throws
    {
        let number = number(position)
        let taken = try states[number].state.layers.take(out.units)
        let key = Carried(sku: position.sku, shipment: out.shipment)
        var load = carried[key] ?? StockLayers()
        for layer in taken { try load.add(layer) }
        // Units beyond the layers are as old as their transfer.
        let missing = out.units &- taken.reduce(0) { $0 &+ $1.units }
        if missing > 0 { try load.add(.init(day: day, arrived: day, units: missing)) }
        carried[key] = load
    }

    private mutating func arrive(
        _ arrival: (shipment: Int64, units: Int64),
        _ position: Position,
        day: Int,
        _ flow: inout Flows
    ) throws {
        guard arrival.units > 0 else {
            flow.left = try flow.left.adding(arrival.units.negated())
            return
        }
        let key = Carried(sku: position.sku, shipment: arrival.shipment)
        var load = carried[key] ?? StockLayers()
        let there = min(arrival.units, load.remaining.reduce(0) { $0 &+ $1.units })
        let taken = try load.take(there)
        carried[key] = load
        let number = number(position)
        for layer in taken {
            try states[number].state.layers.add(.init(day: layer.day, arrived: day, units: layer.units))
        }
        if arrival.units > there {
            try states[number].state.layers.add(.init(day: day, arrived: day, units: arrival.units &- there))
        }
    }

    private mutating func close(_ flow: Flows, _ position: Position, day: Int) throws {
        let number = number(position)
        try states[number].state.close(flow, day: day)
    }
}

extension AgeFold.State {
    fileprivate mutating func close(_ flow: AgeFold.Flows, day: Int) throws {
        if flow.left > 0 { try layers.consume(flow.left) }
        if flow.left < 0 { try layers.restore(flow.left.negated(), on: day) }
        available = try available.adding(flow.available)
        onHand = try onHand.adding(flow.received)
        // A negative receipt was counted among the departures.
        var takenBack = min(flow.received, 0)
        for arrival in flow.transferredIn {
            onHand = try onHand.adding(arrival.units)
            takenBack &+= min(arrival.units, 0)
        }
        for out in flow.transferredOut { onHand = try onHand.adding(out.units.negated()) }
        onHand = try onHand.adding(flow.left.negated()).adding(takenBack.negated())
        if flow.sales > 0 { lastSoldDay = day }
        days.append(DemandDay(day: day, available: available, ordered: flow.ordered))
    }
}
