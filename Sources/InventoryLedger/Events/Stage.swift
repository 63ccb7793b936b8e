/// The state of goods at a place.
public enum Stage: String, CaseIterable, Codable, Sendable {
    /// In a warehouse, sellable and not promised.
    case available
    /// In a warehouse, promised to placed orders.
    case allocated
    /// In a warehouse, not sellable now: in inspection, in search, or reserved for withdrawal.
    case quarantine
    /// In a warehouse, unsellable.
    case damaged
    /// In a shipment, before customs.
    case inTransit = "in_transit"
    /// In a shipment, cleared or domestic, not yet received.
    case released
    /// Only for counts: available + allocated.
    case sellable
    /// Only for counts: everything physically in the warehouse.
    case onHand = "on_hand"

    /// The stages in a warehouse; they add up to on hand.
    public static let inWarehouse: [Stage] = [.available, .allocated, .quarantine, .damaged]
    /// The stages on the way; they add up to incoming.
    public static let onTheWay: [Stage] = [.inTransit, .released]

    package init(text: String, column: Column) throws(FieldProblem) {
        guard let stage = Stage(rawValue: text) else {
            let names = Stage.allCases.map(\.rawValue).joined(separator: ", ")
            throw FieldProblem(
                column,
                value: text,
                code: .unknownStage,
                "\"\(text)\" is not a stage; the stages are \(names)"
            )
        }
        self = stage
    }
}
