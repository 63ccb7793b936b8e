/// Where units are: a location and a stage, or one of the places outside the books.
public enum Place: Hashable, Sendable {
    case warehouse(Warehouse, Stage)
    case shipment(Shipment, Stage)
    case outside(Outside)
}

/// The places that units come from and vanish to.
public enum Outside: String, CaseIterable, Codable, Sendable {
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

/// Units of one SKU that go from one place to another. Negative units go the other way.
public struct Move: Hashable, Sendable {
    public let sku: SKU
    public let from: Place
    public let to: Place
    public let units: Int64
}
