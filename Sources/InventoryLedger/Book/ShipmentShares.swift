/// Divides the units of one SKU of a shipment among its destinations.
///
/// A warehouse that releases, receives or closes units takes them from those sent to it. Further units come from the
/// open units of the other destinations, so that a receipt at another warehouse than planned leaves nothing behind.
/// Transfers from different warehouses under one number are separate: they do not take from each other, except for a
/// warehouse that none of them was sent to.
struct ShipmentShares {
    /// The share of one destination.
    struct Share {
        /// Units sent from abroad, and by transfers, which start as released.
        var sent: Int64 = 0
        var transferred: Int64 = 0
        var released: Int64 = 0
        /// Units received, the damaged ones included.
        var received: Int64 = 0
        var damaged: Int64 = 0
        var short: Int64 = 0
        var removed: Int64 = 0
        /// Open units before customs, and after.
        var inTransit: Int64 = 0
        var cleared: Int64 = 0
        /// Units of this destination that other warehouses received.
        var elsewhere: [Int64: Int64] = [:]
    }

    /// The flows that reduce the units on the way.
    fileprivate enum Flow: Int, CaseIterable {
        case released, shortInTransit, removedInTransit
        case received, receivedDamaged, short, removed

        var isBeforeCustoms: Bool { rawValue <= Flow.removedInTransit.rawValue }
        var isReceipt: Bool { self == .received || self == .receivedDamaged }
    }

    private struct Take: Hashable {
        let warehouse: Int64
        let flow: Flow
    }

    private struct Origin: Equatable {
        let destination: Int64
        /// 0 for the supplier.
        let warehouse: Int64
    }

    /// By warehouse. A SKU of a shipment has few, which are found without hashing.
    private var sent: [(warehouse: Int64, units: Int64)] = []
    private var transferred: [(warehouse: Int64, units: Int64)] = []
    /// Where the dispatches to a destination come from, each once, and their units.
    private var origins: [(origin: Origin, units: Int64)] = []
    private var takes: [(key: Take, value: Int64)] = []

    /// Adds units that a route's events moved; those of a reversal are negative.
    mutating func add(_ units: Int64, on route: RouteKey) throws {
        guard !route.memo else { return }
        switch route.kind {
        case .shipmentDispatched:
            let place = sent.firstIndex { $0.warehouse == route.warehouse } ?? sent.count
            if place == sent.count { sent.append((route.warehouse, 0)) }
            sent[place].units = try sent[place].units.adding(units)
            try add(units, from: Origin(destination: route.warehouse, warehouse: 0))
        case .transferDispatched:
            let place =
                transferred.firstIndex { $0.warehouse == route.toWarehouse } ?? transferred.count
            if place == transferred.count { transferred.append((route.toWarehouse, 0)) }
            transferred[place].units = try transferred[place].units.adding(units)
            try add(units, from: Origin(destination: route.toWarehouse, warehouse: route.warehouse))
        default:
            guard let flow = Flow(route) else { return }
            let take = Take(warehouse: route.warehouse, flow: flow)
            let place = takes.firstIndex { $0.key == take } ?? takes.count
            if place == takes.count { takes.append((take, 0)) }
            takes[place].value = try takes[place].value.adding(units)
        }
    }

    private mutating func add(_ units: Int64, from origin: Origin) throws {
        let place = origins.firstIndex { $0.origin == origin } ?? origins.count
        if place == origins.count { origins.append((origin, 0)) }
        origins[place].units = try origins[place].units.adding(units)
    }

    /// The share of each destination.
    func shares(among bound: Destinations.Bound) throws -> [Int64: Share] {
        // A dispatch that was reversed is none.
        let origins = origins.filter { $0.units != 0 }.map(\.origin)
        var sharing = Sharing(bound: bound, origins: origins)
        for (warehouse, units) in sent {
            try sharing.change(bound.warehouses.contains(warehouse) ? warehouse : bound.main) {
                $0.sent = try $0.sent.adding(units)
                $0.inTransit = try $0.inTransit.adding(units)
            }
        }
        for (warehouse, units) in transferred {
            try sharing.change(bound.warehouses.contains(warehouse) ? warehouse : bound.main) {
                $0.transferred = try $0.transferred.adding(units)
                $0.cleared = try $0.cleared.adding(units)
            }
        }
        for isBeforeCustoms in [true, false] {
            // Flows that give units back come first, so that there are more to take from.
            let ofStage = takes.filter { $0.key.flow.isBeforeCustoms == isBeforeCustoms && $0.value != 0 }
                .sorted {
                    ($0.value > 0 ? 1 : 0, $0.key.warehouse, $0.key.flow.rawValue)
                        < ($1.value > 0 ? 1 : 0, $1.key.warehouse, $1.key.flow.rawValue)
                }
            var left: [(take: Take, units: Int64)] = []
            for (take, units) in ofStage {
                let rest = try sharing.takeOwn(units, take)
                if rest != 0 { left.append((take, rest)) }
            }
            for (take, units) in left { try sharing.takeFromOthers(units, take) }
        }
        return sharing.shares
    }

    /// The shares while they are computed.
    private struct Sharing {
        let bound: Destinations.Bound
        let origins: [Origin]
        private(set) var shares: [Int64: Share]

        init(bound: Destinations.Bound, origins: [Origin]) {
            self.bound = bound
            self.origins = origins
            shares = Dictionary(bound.warehouses.map { ($0, Share()) }) { $1 }
        }

        mutating func change(_ warehouse: Int64, _ body: (inout Share) throws -> Void) throws {
            try body(&shares[warehouse, default: Share()])
        }

        /// Takes units from those sent to the warehouse itself.
        ///
        /// - Returns: the missing units.
        mutating func takeOwn(_ units: Int64, _ take: Take) throws -> Int64 {
            guard case .several = bound else {
                try apply(units, take, to: bound.main)
                return 0
            }
            guard let own = shares[take.warehouse] else {
                guard units < 0 else { return units }
                try apply(units, take, to: bound.main)
                return 0
            }
            // Goods can be received although no release was recorded.
            let there = take.flow.isBeforeCustoms ? own.inTransit : try own.inTransit.adding(own.cleared)
            let taken = min(units, max(there, 0))
            try apply(taken, take, to: take.warehouse)
            return try units.adding(taken.negated())
        }

        /// Takes units from the open ones of other destinations. The rest is an over-receipt at the warehouse itself.
        mutating func takeFromOthers(_ units: Int64, _ take: Take) throws {
            var left = units
            let others = bound.warehouses.filter { $0 != take.warehouse && mayTake(take.warehouse, from: $0) }
            let open: [(Share) -> Int64] =
                take.flow.isBeforeCustoms
                ? [\.inTransit] : [\.cleared, { $0.inTransit &+ $0.cleared }]
            for there in open {
                for other in others where left > 0 {
                    let taken = min(left, max(shares[other].map(there) ?? 0, 0))
                    try apply(taken, take, to: other)
                    left -= taken
                }
            }
            try apply(left, take, to: shares[take.warehouse] == nil ? bound.main : take.warehouse)
        }

        private func mayTake(_ warehouse: Int64, from other: Int64) -> Bool {
            let own = origins.filter { $0.destination == warehouse }
            return own.isEmpty
                || own.contains { origins.contains(Origin(destination: other, warehouse: $0.warehouse)) }
        }

        private mutating func apply(_ units: Int64, _ take: Take, to warehouse: Int64) throws {
            guard units != 0 else { return }
            try change(warehouse) { share in
                if take.flow.isBeforeCustoms {
                    share.inTransit = try share.inTransit.adding(units.negated())
                } else {
                    share.cleared = try share.cleared.adding(units.negated())
                }
                switch take.flow {
                case .released:
                    share.released = try share.released.adding(units)
                    share.cleared = try share.cleared.adding(units)
                case .received: share.received = try share.received.adding(units)
                case .receivedDamaged:
                    share.received = try share.received.adding(units)
                    share.damaged = try share.damaged.adding(units)
                case .shortInTransit, .short: share.short = try share.short.adding(units)
                case .removedInTransit, .removed: share.removed = try share.removed.adding(units)
                }
                if take.flow.isReceipt, take.warehouse != warehouse {
                    share.elsewhere[take.warehouse] = try share.elsewhere[take.warehouse, default: 0].adding(
                        units
                    )
                }
            }
        }
    }
}

extension ShipmentShares.Flow {
    /// Nil for a route that does not reduce the units on the way.
    fileprivate init?(_ route: RouteKey) {
        let isInTransit = route.fromStage == .inTransit
        switch route.kind {
        case .customsReleased: self = .released
        case .stockReceived: self = route.stage == .damaged ? .receivedDamaged : .received
        case .shipmentShort: self = isInTransit ? .shortInTransit : .short
        case .stockRemoved: self = isInTransit ? .removedInTransit : .removed
        default: return nil
        }
    }
}
