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
    private var numbers = PositionNumbers()
    /// Layers on their way between warehouses.
    private var carried: [Carried: StockLayers] = [:]
    private let routes: RouteTable
    private let transfers: Set<Int64>
    private let demand: DemandRule
    private var effects = PhaseTable<Effect>()
    /// The memory of the last day's flows.
    private var spare = DayFlows()

    /// - Parameter transfers: the shipments that are transfers.
    init(_ routes: RouteTable, transfers: Set<Int64>, demand: DemandRule) {
        self.routes = routes
        self.transfers = transfers
        self.demand = demand
    }

    /// What the moves of a route do to the stock of its warehouse.
    private struct Effect {
        enum Way {
            case none, received, transferredOut, transferredIn, left, cameBack
        }

        let warehouse: Int64
        let shipment: Int64
        let isDemand: Bool
        let availableSign: Int64
        let way: Way
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

    mutating func fold(day: Int, sku: Int64, _ cells: [RouteCell]) throws {
        var flows = spare
        // The only one, so that its memory is used again.
        spare = DayFlows()
        defer { spare = flows }
        flows.removeAll()
        for cell in cells { try add(cell, to: &flows) }
        flows.sort()
        for index in flows.all.indices {
            let received = flows.all[index].flow.received
            if received > 0 {
                let number = number(Position(sku: sku, warehouse: flows.all[index].warehouse))
                try states[number].state.layers.add(.init(day: day, arrived: day, units: received))
            } else if received < 0 {
                flows.all[index].flow.left = try flows.all[index].flow.left.adding(received.negated())
            }
        }
        for index in flows.all.indices where !flows.all[index].flow.transferredOut.isEmpty {
            let position = Position(sku: sku, warehouse: flows.all[index].warehouse)
            for out in flows.all[index].flow.transferredOut { try sendOff(out, position, day: day) }
        }
        for index in flows.all.indices where !flows.all[index].flow.transferredIn.isEmpty {
            let position = Position(sku: sku, warehouse: flows.all[index].warehouse)
            for arrival in flows.all[index].flow.transferredIn {
                try arrive(arrival, position, day: day, &flows.all[index].flow)
            }
        }
        for index in flows.all.indices {
            let number = number(Position(sku: sku, warehouse: flows.all[index].warehouse))
            try states[number].state.close(flows.all[index].flow, day: day)
        }
    }

    /// The flows of a day by warehouse, few enough for a linear search.
    private struct DayFlows {
        var all: [(warehouse: Int64, flow: Flows)] = []

        mutating func index(of warehouse: Int64) -> Int {
            for index in all.indices where all[index].warehouse == warehouse { return index }
            all.append((warehouse, Flows()))
            return all.count - 1
        }

        mutating func removeAll() { all.removeAll(keepingCapacity: true) }

        mutating func sort() { if all.count > 1 { all.sort { $0.warehouse < $1.warehouse } } }
    }

    /// The number of a position's state.
    private mutating func number(_ position: Position) -> Int {
        let number = numbers.number(sku: position.sku, warehouse: position.warehouse)
        if number == states.count { states.append((position, State())) }
        return number
    }

    private mutating func add(_ cell: RouteCell, to flows: inout DayFlows) throws {
        guard cell.units != .min else { throw LedgerError.sumOverflow }
        let effect = try effect(of: cell.phase)
        let index = flows.index(of: effect.warehouse)
        if effect.isDemand {
            flows.all[index].flow.ordered = try flows.all[index].flow.ordered.adding(cell.units)
            flows.all[index].flow.sales &+= cell.events
        }
        flows.all[index].flow.available = try flows.all[index].flow.available
            .adding(effect.availableSign * cell.units)
        switch effect.way {
        case .none: break
        case .received:
            flows.all[index].flow.received = try flows.all[index].flow.received.adding(cell.units)
        case .transferredOut: flows.all[index].flow.transferredOut.append((effect.shipment, cell.units))
        case .transferredIn: flows.all[index].flow.transferredIn.append((effect.shipment, cell.units))
        case .left: flows.all[index].flow.left = try flows.all[index].flow.left.adding(cell.units)
        case .cameBack:
            flows.all[index].flow.left = try flows.all[index].flow.left.adding(cell.units.negated())
        }
    }

    private mutating func effect(of phase: RoutePhase) throws -> Effect {
        if let known = effects[phase] { return known }
        let route = try routes.route(phase.route)
        let effect = Effect(
            warehouse: route.key.warehouse,
            shipment: route.key.shipment,
            isDemand: demand.isDemand(route),
            availableSign: route.availableSign(isBeforeOpening: phase.isBeforeOpening),
            way: way(of: route, phase.isBeforeOpening ? route.endsBeforeOpening : route.ends)
        )
        effects[phase] = effect
        return effect
    }

    private func way(of route: Route, _ ends: RouteEnds?) -> Effect.Way {
        guard let ends, ends.from.isInWarehouse != ends.to.isInWarehouse else { return .none }
        switch route.key.kind {
        case .stockReceived where transfers.contains(route.key.shipment): return .transferredIn
        case .stockReceived, .stockOpened, .stockAdjusted: return .received
        case .transferDispatched: return .transferredOut
        default: return ends.to.isInWarehouse ? .cameBack : .left
        }
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
