/// The cells of one day and SKU -> FIFO layers, stock and demand per warehouse.
///
/// Days are folded in order. Within a day goods come before they go, transfers leave before they arrive, and what left is
/// held against what came back.
struct AgeFold {
    struct Position: Hashable {
        let sku: Int64
        let warehouse: Int64
    }

    /// What became of a position.
    struct State {
        var layers = StockLayers()
        var available: Int64 = 0
        var onHand: Int64 = 0
        var lastSoldDay: Int?
        /// The days on which anything changed: units available at the end, units ordered.
        var days: [(day: Int, available: Int64, ordered: Int64)] = []
    }

    private struct Carried: Hashable {
        let sku: Int64
        let shipment: Int64
    }

    private(set) var states: [Position: State] = [:]
    /// Layers on their way between warehouses.
    private var carried: [Carried: StockLayers] = [:]
    private let transfers: Set<Int64>
    private let demand: DemandRule

    /// - Parameter transfers: the shipments that are transfers between warehouses.
    init(transfers: Set<Int64>, demand: DemandRule) {
        self.transfers = transfers
        self.demand = demand
    }

    private struct Flows {
        var received: Int64 = 0
        var transferredOut: [(shipment: Int64, units: Int64)] = []
        var transferredIn: [(shipment: Int64, units: Int64)] = []
        var left: Int64 = 0
        var available: Int64 = 0
        var ordered: Int64 = 0
        /// Orders that stand; a reversal counts as minus one.
        var sales: Int64 = 0
    }

    mutating func fold(day: Int, sku: Int64, _ cells: [CellSource.Cell]) throws {
        var flows: [Int64: Flows] = [:]
        for cell in cells { try add(cell, to: &flows) }
        let warehouses = flows.keys.sorted()
        for warehouse in warehouses {
            guard let flow = flows[warehouse] else { continue }
            let position = Position(sku: sku, warehouse: warehouse)
            if flow.received > 0 {
                try states[position, default: State()].layers
                    .add(.init(day: day, arrived: day, units: flow.received))
            } else if flow.received < 0 {
                flows[warehouse]?.left = try flow.left.adding(0 - flow.received)
            }
        }
        for warehouse in warehouses {
            for out in flows[warehouse]?.transferredOut ?? [] {
                try sendOff(out, Position(sku: sku, warehouse: warehouse), day: day)
            }
        }
        for warehouse in warehouses {
            for arrival in flows[warehouse]?.transferredIn ?? [] {
                try arrive(arrival, Position(sku: sku, warehouse: warehouse), day: day, &flows)
            }
        }
        for warehouse in warehouses {
            guard let flow = flows[warehouse] else { continue }
            try close(flow, Position(sku: sku, warehouse: warehouse), day: day)
        }
    }

    private func add(_ cell: CellSource.Cell, to flows: inout [Int64: Flows]) throws {
        guard cell.units != .min else { throw LedgerError.sumOverflow }
        let warehouse = cell.route.key.warehouse
        var flow = flows[warehouse] ?? Flows()
        if demand.isDemand(cell.route) {
            flow.ordered = try flow.ordered.adding(cell.units)
            flow.sales += cell.events
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
                flow.left = try flow.left.adding(ends.to.isInWarehouse ? 0 - cell.units : cell.units)
            }
        }
        flows[warehouse] = flow
    }

    private mutating func sendOff(_ out: (shipment: Int64, units: Int64), _ position: Position, day: Int)
        throws
    {
        var state = states[position] ?? State()
        let taken = try state.layers.take(out.units)
        states[position] = state
        let key = Carried(sku: position.sku, shipment: out.shipment)
        var load = carried[key] ?? StockLayers()
        for layer in taken { try load.add(layer) }
        // What no layer held is as old as its transfer.
        let missing = out.units - taken.reduce(0) { $0 + $1.units }
        if missing > 0 { try load.add(.init(day: day, arrived: day, units: missing)) }
        carried[key] = load
    }

    private mutating func arrive(
        _ arrival: (shipment: Int64, units: Int64),
        _ position: Position,
        day: Int,
        _ flows: inout [Int64: Flows]
    ) throws {
        guard arrival.units > 0 else {
            let left = try (flows[position.warehouse]?.left ?? 0).adding(0 - arrival.units)
            flows[position.warehouse]?.left = left
            return
        }
        let key = Carried(sku: position.sku, shipment: arrival.shipment)
        var load = carried[key] ?? StockLayers()
        let there = min(arrival.units, load.remaining.reduce(0) { $0 + $1.units })
        let taken = try load.take(there)
        carried[key] = load
        var state = states[position] ?? State()
        for layer in taken { try state.layers.add(.init(day: layer.day, arrived: day, units: layer.units)) }
        if arrival.units > there {
            try state.layers.add(.init(day: day, arrived: day, units: arrival.units - there))
        }
        states[position] = state
    }

    private mutating func close(_ flow: Flows, _ position: Position, day: Int) throws {
        var state = states[position] ?? State()
        if flow.left > 0 { try state.layers.consume(flow.left) }
        if flow.left < 0 { try state.layers.restore(0 - flow.left, on: day) }
        state.available = try state.available.adding(flow.available)
        let moved =
            [flow.received] + flow.transferredIn.map(\.units) + flow.transferredOut.map { 0 - $0.units }
        for units in moved { state.onHand = try state.onHand.adding(units) }
        // A receipt taken back was counted among what left.
        let taken = [flow.received] + flow.transferredIn.map(\.units)
        let takenBack = taken.filter { $0 < 0 }.reduce(0, +)
        state.onHand = try state.onHand.adding(0 - flow.left).adding(0 - takenBack)
        if flow.sales > 0 { state.lastSoldDay = day }
        state.days.append((day, state.available, flow.ordered))
        states[position] = state
    }
}
