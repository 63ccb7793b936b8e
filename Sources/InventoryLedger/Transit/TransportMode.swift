/// How goods travel from China: the modes whose lead times a plan compares.
public enum TransportMode: String, Sendable, Codable, CaseIterable {
    /// By ship.
    case sea
    /// By plane.
    case air

    /// The mode that a shipment's text means, in English, Spanish or Chinese; nil for any other.
    public init?(written: String) {
        switch written.lowercased() {
        case "sea", "ocean", "vessel", "maritime", "maritimo", "marítimo", "mar", "barco", "海运", "海運", "海":
            self = .sea
        case "air", "aereo", "aéreo", "avion", "avión", "空运", "空運", "空": self = .air
        default: return nil
        }
    }
}
