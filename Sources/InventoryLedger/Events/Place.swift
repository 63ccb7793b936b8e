/// A place of units: a location and a stage, or one of the places outside.
public enum Place: Hashable, Sendable {
    /// A stage of a warehouse.
    case warehouse(Warehouse, Stage)
    /// A stage of a shipment.
    case shipment(Shipment, Stage)
    /// Outside of all warehouses and shipments.
    case outside(Outside)
}

/// The places that units come from and disappear to.
public enum Outside: String, CaseIterable, Codable, Sendable {
    /// Where units come from when they enter, and go to when they leave.
    case supplier, customer, lost, removed, adjustment
}

extension Place: CustomStringConvertible {
    /// `MTY1/available`, `S-204/in_transit`, `supplier`.
    public var description: String {
        switch self {
        case .warehouse(let warehouse, let stage): "\(warehouse)/\(stage.rawValue)"
        case .shipment(let shipment, let stage): "\(shipment)/\(stage.rawValue)"
        case .outside(let outside): outside.rawValue
        }
    }
}

/// A number of units of one SKU that moves from one place to another. Negative units go the other way.
public struct Move: Hashable, Sendable {
    /// The SKU that moves.
    public let sku: SKU
    /// Where the units come from.
    public let from: Place
    /// Where the units go.
    public let to: Place
    /// How many units move.
    public let units: Int64
}
