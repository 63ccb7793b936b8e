/// sums -> the shares of destinations in shipments with one SKU that goes to several warehouses.
///
/// The positions contain the units on the way, but not their destinations. Such shipments are rare, so their sums by route
/// are read on demand; for an instant other than the report's, their events.
final class DividedShipments {
    private let view: BookView
    private var totals: [Key: [Total]] = [:]
    private var hasAllTotals = false
    private var moves: [Key: [Move]] = [:]
    private var hasAllMoves = false

    private struct Key: Hashable {
        let shipment: Int64
        let sku: Int64
    }

    private struct Total {
        let route: RouteKey
        let units: Int64
    }

    private struct Move {
        let occurredAt: Instant
        let route: RouteKey
        let units: Int64
    }

    init(_ view: BookView) { self.view = view }

    /// The shares in a SKU of a shipment.
    ///
    /// - Parameter upTo: the instant, if it is not the report's.
    func shares(
        ofShipment shipment: Int64,
        sku: Int64,
        among bound: Destinations.Bound,
        upTo: Instant?
    ) throws -> [Int64: ShipmentShares.Share] {
        let key = Key(shipment: shipment, sku: sku)
        var shares = ShipmentShares()
        if let upTo {
            for move in try moves(key) where move.occurredAt <= upTo {
                try shares.add(move.units, on: move.route)
            }
        } else {
            for total in try totals(key) { try shares.add(total.units, on: total.route) }
        }
        return try shares.shares(among: bound)
    }

    private func totals(_ key: Key) throws -> [Total] {
        if let known = totals[key] { return known }
        // If there are few SKUs, each is looked up by itself.
        if view.isOfFewSKUs {
            try readTotals(skus: [key.sku], where: { $0 == key.shipment })
        } else if !hasAllTotals {
            let shipments = try view.destinations().dividedShipments()
            try readTotals(skus: nil, where: shipments.contains)
            hasAllTotals = true
        }
        return totals[key] ?? []
    }

    private func readTotals(skus: [Int64]?, where isWanted: (_ shipment: Int64) -> Bool) throws {
        for cell in try MovementTotals(view).totals(upTo: view.time.asOf, skus: skus) {
            let route = try view.names.routes.route(Int64(cell.key.route)).key
            guard route.shipment != 0, isWanted(route.shipment) else { continue }
            totals[Key(shipment: route.shipment, sku: Int64(cell.key.sku)), default: []].append(
                Total(route: route, units: try cell.units64())
            )
        }
    }

    private func moves(_ key: Key) throws -> [Move] {
        if let known = moves[key] { return known }
        if view.isOfFewSKUs {
            var found: [Move] = []
            try MoveReader(view, isWanted: { $0.key.shipment == key.shipment }).forEachMove(
                from: Instant.range.lowerBound,
                to: Instant.range.upperBound,
                skus: [key.sku],
                body: { found.append(Move(occurredAt: $0.occurredAt, route: $0.route.key, units: $0.units)) }
            )
            moves[key] = found
            return found
        }
        if !hasAllMoves { try readMoves() }
        hasAllMoves = true
        return moves[key] ?? []
    }

    private func readMoves() throws {
        let shipments = try view.destinations().dividedShipments()
        let routes = try view.routes { $0.isSummed && shipments.contains($0.key.shipment) }
        for stored in try RouteEvents(view).events(of: routes) {
            guard let route = routes[stored.ids.route], let units = stored.event.quantity?.units else {
                continue
            }
            moves[Key(shipment: stored.ids.shipment, sku: stored.ids.sku), default: []].append(
                Move(occurredAt: stored.event.occurredAt, route: route.key, units: units)
            )
        }
    }
}
