import GRDB

/// What the ledger knows of a shipment before customs, for a release that does not list its goods.
struct ShipmentFacts {
    /// Units that no other event released, by SKU.
    private(set) var open: [SKU: Int64]

    /// - Parameter own: the events of such releases themselves, which are left out.
    init(_ log: LogWriter, shipment: Int64, own: [StoredEvent]) throws {
        try log.settleSums()
        open = [:]
        let statement = try RowStatement(
            log.database,
            """
            SELECT s.code, p.units FROM position p JOIN sku s ON s.id = p.sku WHERE p.shipment = ? AND p.stage = ?
            """
        )
        statement.bind(shipment, at: 1)
        statement.bind(Stage.inTransit.rawValue, at: 2)
        while try statement.next() { open[SKU(trusted: statement.text(0))] = statement.integer(1) }
        for stored in own {
            if let sku = stored.event.sku, let units = stored.event.quantity?.units {
                open[sku, default: 0] &+= units
            }
        }
        open = open.filter { $0.value > 0 }
    }

    /// The goods of a release in the codes of the ledger, which leave nothing for the next one; nil if they are not known
    /// yet.
    mutating func completed(_ release: EventFields, components: [SKU]?) -> [(sku: SKU, units: Int64)]? {
        var taken = open
        if let components { taken = taken.filter { components.contains($0.key) } }
        if release.sku == nil, let stated = release.quantity?.units {
            guard taken.count == 1, let only = taken.first, stated <= only.value else { return nil }
            taken[only.key] = stated
        }
        guard !taken.isEmpty else { return nil }
        for (sku, units) in taken { open[sku, default: 0] &-= units }
        open = open.filter { $0.value > 0 }
        return taken.sorted { $0.key < $1.key }.map { (sku: $0.key, units: $0.value) }
    }
}
