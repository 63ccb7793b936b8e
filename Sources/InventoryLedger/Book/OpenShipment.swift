import GRDB

/// The open units of a shipment by SKU and destination.
public struct OpenShipment: Sendable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The warehouse of most dispatches, else the one that its other events name.
    public let warehouse: Warehouse
    /// The SKUs of the shipment with their destinations, sorted by both. Open units may be zero, or negative after an
    /// over-receipt.
    public let lines: [Line]

    /// The open units of one SKU for one destination.
    public struct Line: Sendable {
        /// The SKU.
        public let sku: SKU
        /// The destination.
        public let warehouse: Warehouse
        /// Units before customs.
        public internal(set) var inTransit: Int64
        /// Units released and not yet received.
        public internal(set) var released: Int64
    }
}

extension Ledger {
    /// The numbers of all shipments.
    private static func shipments(_ database: Database) throws -> [String] {
        let statement = try RowStatement(database, "SELECT code FROM shipment ORDER BY id")
        var numbers: [String] = []
        while try statement.next() { numbers.append(statement.text(0)) }
        return numbers
    }

    /// The open units of a shipment.
    ///
    /// - Throws: `unknownShipment` if no event names it.
    public func openShipment(_ shipment: Shipment) throws -> OpenShipment {
        let now = clock()
        return try read { database in
            let view = try BookView(database, settings: settings, time: ReportTime(), now: now)
            let destinations = try view.destinations()
            guard let id = try view.names.shipments.known(shipment),
                case let bound = try destinations.warehouse(ofShipment: id), bound > 0
            else {
                throw LedgerError(
                    .unknownShipment,
                    shipment.text.unknown(
                        "shipment",
                        among: try Self.shipments(database),
                        otherwise: "; record its dispatch first"
                    )
                )
            }
            guard let story = try ShipmentStories(view).read([id])[id] else {
                return OpenShipment(
                    shipment: shipment,
                    warehouse: try view.names.warehouses.code(bound),
                    lines: []
                )
            }
            let lines = try story.destinations(view).map { destination in
                OpenShipment.Line(
                    sku: try view.names.skus.code(destination.sku),
                    warehouse: try view.names.warehouses.code(destination.warehouse),
                    inTransit: destination.share.inTransit,
                    released: destination.share.cleared
                )
            }
            return OpenShipment(
                shipment: shipment,
                warehouse: try view.names.warehouses.code(bound),
                lines: lines.sorted { ($0.sku, $0.warehouse) < ($1.sku, $1.warehouse) }
            )
        }
    }
}
