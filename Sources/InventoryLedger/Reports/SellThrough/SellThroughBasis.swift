/// The denominator of the sell-through rate. The trade has at least six definitions, so a report names the one it
/// used.
///
/// Source: the definitions of marketplaces and retailers; `supply` includes everything that could be sold.
public enum SellThroughBasis: String, Sendable, Codable, CaseIterable {
    /// sold / (opening + received + restocked - transferred out).
    case supply
    /// sold / received.
    case received
    /// sold / opening.
    case opening
    /// sold / (sold + closing).
    case ending

    /// The formula in terms of the report's columns.
    public var formula: String {
        switch self {
        case .supply: "sold / (opening + received + restocked - transferred_out)"
        case .received: "sold / received"
        case .opening: "sold / opening"
        case .ending: "sold / (sold + closing)"
        }
    }
}
