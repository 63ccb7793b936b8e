/// What units sold are held against. There are at least six definitions in the trade; a report names the one it used.
///
/// Source: the definitions that marketplaces and retailers publish; `supply` is the one that counts all that could be sold.
public enum SellThroughBasis: String, Sendable, Codable, CaseIterable {
    /// sold / (opening + received + restocked - transferred out).
    case supply
    /// sold / received.
    case received
    /// sold / opening.
    case opening
    /// sold / (sold + closing).
    case ending

    /// The formula in the words of the report's columns.
    public var formula: String {
        switch self {
        case .supply: "sold / (opening + received + restocked - transferred_out)"
        case .received: "sold / received"
        case .opening: "sold / opening"
        case .ending: "sold / (sold + closing)"
        }
    }
}
