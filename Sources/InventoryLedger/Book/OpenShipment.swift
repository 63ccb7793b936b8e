import GRDB

/// What of a shipment has not arrived: its open units by SKU and destination.
public struct OpenShipment: Sendable {
    /// The shipment's number.
    public let shipment: Shipment
    /// The warehouse that most dispatches named, else the one that its other events name.
    public let warehouse: Warehouse
    /// SKUs that the shipment has or had, with the warehouses they are bound for, sorted by both; open units may be zero,
    /// or negative after an over-receipt.
    public let lines: [Line]

    /// The open units of one SKU for one destination.
    public struct Line: Sendable {
        /// The SKU that is open.
        public let sku: SKU
        /// The warehouse the units are bound for.
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
        let now = clock()
        return try read { database in
            let view = try BookView(database, settings: settings, time: ReportTime(), now: now)
            let destinations = try view.destinations()
            guard let id = try view.names.shipments.known(shipment),
                case let bound = try destinations.warehouse(ofShipment: id), bound > 0
            else {
                throw LedgerError(
                    .unknownShipment,
                    "there is no shipment \(shipment); record its dispatch first"
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
