/// Units by stage, and their usual sums.
public struct StockUnits: Hashable, Sendable, Codable {
    /// Units on the way before customs.
    public internal(set) var inTransit: Int64 = 0
    /// Units on the way after customs, or without customs.
    public internal(set) var released: Int64 = 0
    /// Units that can be sold and are not promised.
    public internal(set) var available: Int64 = 0
    /// Units that are promised to placed orders.
    public internal(set) var allocated: Int64 = 0
    /// Units in the warehouse that cannot be sold now.
    public internal(set) var quarantine: Int64 = 0
    /// Units in the warehouse that cannot be sold.
    public internal(set) var damaged: Int64 = 0
    /// available + allocated + quarantine + damaged: everything in the warehouse.
    public internal(set) var onHand: Int64 = 0
    /// in transit + released: everything on the way.
    public internal(set) var incoming: Int64 = 0

    /// No units at any stage.
    public init() {}

    /// Whether all units are zero, at every stage.
    public var isZero: Bool { self == StockUnits() }

    /// available + allocated, which a warehouse's own export may call sellable.
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

    /// The units at one stage. Sellable and on hand are sums of stages.
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
