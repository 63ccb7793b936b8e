/// What is there, and what will be there in time.
struct PlanSupply {
    struct Key: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    /// The units of a SKU in a warehouse.
    struct Units {
        var sellable: Int64 = 0
        var available: Int64 = 0
        /// On the way, and on the shelf in time.
        var incoming: Int64 = 0
        /// On the way, and perhaps late.
        var atRisk: Int64 = 0
        var hasUnknownMode = false
    }

    private(set) var units: [Key: Units] = [:]
    private(set) var arrivals: [PlanArrival] = []

    private struct Way: Hashable {
        let shipment: Shipment
        let warehouse: Warehouse
        let leg: TransitLeg
        let since: Int
    }

    /// - Parameters:
    ///   - lines: the lines of shipments that are not closed.
    ///   - readyBy: the day on which goods must be on the shelf of a warehouse.
    init(
        _ view: BookView,
        skus: [Int64]?,
        lines: [ShipmentLine],
        times: TransitTimes,
        service: Double,
        readyBy: (Warehouse) -> Int
    ) throws {
        let positions = try PositionSource(view).positions(skus: skus, includesEmpty: false)
        for row in try StockReport.rows(view, positions, includesZero: false) {
            let key = Key(sku: row.sku, warehouse: row.warehouse)
            units[key, default: Units()].sellable = try row.units.available.adding(row.units.allocated)
            units[key]?.available = row.units.available
        }
        let wanted = try skus.map { Set(try $0.map { try view.names.skus.code($0) }) }
        var chances: [Way: Double?] = [:]
        var parts: [Way: (units: Int64, transit: ShipmentTransit)] = [:]
        for line in lines where line.open > 0 && wanted?.contains(line.sku) ?? true {
            let key = Key(sku: line.sku, warehouse: line.warehouse)
            var units = units[key] ?? Units()
            defer { self.units[key] = units }
            guard let transit = ShipmentTransit(line, view.zone) else {
                units.atRisk = try units.atRisk.adding(line.open)
                continue
            }
            let way = Way(
                shipment: line.shipment,
                warehouse: line.warehouse,
                leg: transit.leg,
                since: transit.since
            )
            let chance: Double?
            if let known = chances[way] {
                chance = known
            } else {
                chance = transit.probability(times, by: readyBy(line.warehouse), service: service)
                chances[way] = .some(chance)
            }
            parts[way] = (try (parts[way]?.units ?? 0).adding(line.open), transit)
            if let chance, chance >= service - SurvivalCurve.tolerance {
                units.incoming = try units.incoming.adding(line.open)
            } else {
                units.atRisk = try units.atRisk.adding(line.open)
                if transit.isOfUnknownMode(times) { units.hasUnknownMode = true }
            }
        }
        arrivals = parts.map { way, part in
            let progress = part.transit.progress(times)
            return PlanArrival(
                shipment: way.shipment,
                warehouse: way.warehouse,
                units: part.units,
                expectedOn: progress.expectedOn,
                p90On: progress.p90On,
                counts: (chances[way] ?? nil).map { $0 >= service - SurvivalCurve.tolerance } ?? false
            )
        }.sorted {
            ($0.shipment, $0.warehouse, $0.expectedOn?.dayNumber ?? 0)
                < ($1.shipment, $1.warehouse, $1.expectedOn?.dayNumber ?? 0)
        }
    }
}

/// When goods must leave China to be on the shelf of a warehouse in time.
struct PlanRoutes {
    private struct Key: Hashable {
        let warehouse: Warehouse
        let mode: TransportMode
    }

    /// A mode to a warehouse.
    struct Choice {
        let mode: TransportMode
        /// In days since 1970-01-01.
        let shipBy: Int
        /// Whether it is not over yet.
        let isPossible: Bool
        /// The probability of coming late, if goods leave on that day, or today if it is over.
        let lateRisk: Double
        let hasOpenTail: Bool
    }

    private let times: TransitTimes
    private let service: Double
    private let readyBy: (Warehouse) -> Int
    private var known: [Key: Choice?] = [:]

    init(_ times: TransitTimes, service: Double, readyBy: @escaping (Warehouse) -> Int) {
        self.times = times
        self.service = service
        self.readyBy = readyBy
    }

    /// Nil if no day is early enough.
    mutating func choice(_ mode: TransportMode, to warehouse: Warehouse) -> Choice? {
        let key = Key(warehouse: warehouse, mode: mode)
        if let choice = known[key] { return choice }
        let ready = readyBy(warehouse)
        let choice: Choice? = times.route(to: warehouse, by: mode).flatMap { route in
            route.shipBy(ready, service: service).map { shipBy in
                let leaves = max(shipBy, times.today)
                return Choice(
                    mode: mode,
                    shipBy: shipBy,
                    isPossible: shipBy >= times.today,
                    lateRisk: max(0, 1 - route.probability(from: leaves, by: ready, service: service)),
                    hasOpenTail: route.hasOpenTail
                )
            }
        }
        known[key] = .some(choice)
        return choice
    }
}
