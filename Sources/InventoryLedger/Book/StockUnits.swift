/// Units by stage, and the sums that the trade names. All in whole units.
public struct StockUnits: Hashable, Sendable, Codable {
    /// Units on the way that customs has not released.
    public internal(set) var inTransit: Int64 = 0
    /// Units on the way that are cleared, or domestic.
    public internal(set) var released: Int64 = 0
    /// Units that can be sold and are not promised.
    public internal(set) var available: Int64 = 0
    /// Units that are promised to placed orders.
    public internal(set) var allocated: Int64 = 0
    /// Units in the warehouse that cannot be sold now.
    public internal(set) var quarantine: Int64 = 0
    /// Units in the warehouse that cannot be sold any more.
    public internal(set) var damaged: Int64 = 0
    /// available + allocated + quarantine + damaged: everything physically in the warehouse.
    public internal(set) var onHand: Int64 = 0
    /// in transit + released: everything on the way.
    public internal(set) var incoming: Int64 = 0

    /// No units at any stage.
    public init() {}

    /// Whether there is nothing anywhere. Stages that cancel out are not nothing.
    public var isZero: Bool { self == StockUnits() }

    /// available + allocated, as a warehouse's own export counts what it can sell.
    public func sellable() throws -> Int64 { try available.adding(allocated) }

    mutating func add(_ units: Int64, at stage: Stage) throws {
        switch stage {
        case .inTransit: inTransit = try inTransit.adding(units)
        case .released: released = try released.adding(units)
        case .available: available = try available.adding(units)
        case .allocated: allocated = try allocated.adding(units)
        case .quarantine: quarantine = try quarantine.adding(units)
        case .damaged: damaged = try damaged.adding(units)
        case .sellable, .onHand: return
        }
        if Stage.onTheWay.contains(stage) {
            incoming = try incoming.adding(units)
        } else {
            onHand = try onHand.adding(units)
        }
    }

    mutating func add(_ other: StockUnits) throws {
        for stage in Stage.onTheWay + Stage.inWarehouse { try add(other.units(at: stage), at: stage) }
    }

    /// The units at one stage; sellable and on hand are sums of stages and given by their own names.
    public func units(at stage: Stage) -> Int64 {
        switch stage {
        case .inTransit: inTransit
        case .released: released
        case .available: available
        case .allocated: allocated
        case .quarantine: quarantine
        case .damaged: damaged
        case .onHand: onHand
        case .sellable: available &+ allocated
        }
    }
}
