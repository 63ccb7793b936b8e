/// log -> the shares of destinations in shipments with one SKU that goes to several warehouses.
///
/// The stored sums contain the units on the way, but not their destinations. Such shipments are rare, so their events
/// are read on demand.
final class DividedShipments {
    private let view: BookView
    private var moves: [Key: [Move]] = [:]
    private var isRead = false

    private struct Key: Hashable {
        let shipment: Int64
        let sku: Int64
    }

    private struct Move {
        let occurredAt: Instant
        let route: RouteKey
        let units: Int64
    }

    init(_ view: BookView) { self.view = view }

    /// The shares in a SKU of a shipment at an instant.
    func shares(
        ofShipment shipment: Int64,
        sku: Int64,
        among bound: Destinations.Bound,
        upTo: Instant?
    ) throws -> [Int64: ShipmentShares.Share] {
        var shares = ShipmentShares()
        for move in try moves(Key(shipment: shipment, sku: sku))
        where upTo.map({ move.occurredAt <= $0 }) ?? true {
            try shares.add(move.units, on: move.route)
        }
        return try shares.shares(among: bound)
    }

    private func moves(_ key: Key) throws -> [Move] {
        if let known = moves[key] { return known }
        // If there are few SKUs, each is looked up by itself.
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
        if !isRead { try readAll() }
        isRead = true
        return moves[key] ?? []
    }

    private func readAll() throws {
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
