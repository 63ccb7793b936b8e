import GRDB

/// What of a shipment has not arrived: its open units by SKU, and where it is bound for.
public struct OpenShipment: Sendable {
    public let shipment: Shipment
    /// The warehouse that the dispatch named, else the one that its other events name.
    public let warehouse: Warehouse
    /// SKUs that the shipment has or had, sorted; open units may be zero, or negative after an over-receipt.
    public let lines: [Line]

    public struct Line: Sendable {
        public let sku: SKU
        public let warehouse: Warehouse
        /// Units before customs.
        public internal(set) var inTransit: Int64
        /// Units cleared and not yet received.
        public internal(set) var released: Int64
    }
}

extension Ledger {
    /// The open units of a shipment.
    ///
    /// - Throws: `unknownShipment` where no event names it.
    public func openShipment(_ shipment: Shipment) throws -> OpenShipment {
        try read { database in
            let names = try Names(database)
            let destinations = try Destinations(database, names: names, knownUpTo: nil)
            guard let id = try names.shipments.known(shipment),
                case let bound = try destinations.warehouse(ofShipment: id, sku: 0), bound > 0
            else {
                throw LedgerError(
                    .unknownShipment,
                    "no event names a shipment \(shipment); record its dispatch first"
                )
            }
            let statement = try RowStatement(
                database,
                """
                SELECT sku, sum(CASE stage WHEN 'in_transit' THEN units ELSE 0 END),
                       sum(CASE stage WHEN 'released' THEN units ELSE 0 END)
                  FROM position WHERE shipment = ? GROUP BY sku
                """
            )
            statement.bind(id, at: 1)
            var lines: [OpenShipment.Line] = []
            while try statement.next() {
                let sku = statement.integer(0)
                lines.append(
                    OpenShipment.Line(
                        sku: try names.skus.code(sku),
                        warehouse: try names.warehouses.code(
                            destinations.warehouse(ofShipment: id, sku: sku)
                        ),
                        inTransit: statement.integer(1),
                        released: statement.integer(2)
                    )
                )
            }
            return OpenShipment(
                shipment: shipment,
                warehouse: try names.warehouses.code(bound),
                lines: lines.sorted { $0.sku < $1.sku }
            )
        }
    }
}
