/// What happened. The raw values are fixed: files, reports and the ledger itself carry them.
public enum EventKind: String, CaseIterable, Codable, Sendable {
    case stockOpened = "stock_opened"
    case shipmentDispatched = "shipment_dispatched"
    case customsReleased = "customs_released"
    case stockReceived = "stock_received"
    case shipmentShort = "shipment_short"
    case transferDispatched = "transfer_dispatched"
    case orderPlaced = "order_placed"
    case orderShipped = "order_shipped"
    case orderCancelled = "order_cancelled"
    case saleShipped = "sale_shipped"
    case saleVoided = "sale_voided"
    case returnReceived = "return_received"
    case returnInspected = "return_inspected"
    case stockAdjusted = "stock_adjusted"
    case stageChanged = "stage_changed"
    case stockRemoved = "stock_removed"
    case stockCounted = "stock_counted"
    case portArrived = "port_arrived"
    case customsInspected = "customs_inspected"
    case warehouseArrived = "warehouse_arrived"
    case etaChanged = "eta_changed"

    /// The word for an event that takes another back. It is no kind of its own: a reversal is recorded by an undo
    /// or an amendment and never read from a file.
    public static let reversalName = "reversal"

    public init(text: String) throws(FieldProblem) {
        guard let kind = EventKind(rawValue: text) else {
            if text == Self.reversalName {
                throw FieldProblem(
                    .kind,
                    value: text,
                    code: .notAllowed,
                    "a reversal is never imported; use undo, or import the corrected row with --on-conflict amend"
                )
            }
            let nearest = text.nearest(among: EventKind.allCases.map(\.rawValue))
            throw FieldProblem(
                .kind,
                value: text,
                code: .unknownKind,
                "\"\(text)\" is no event kind" + (nearest.map { "; did you mean \($0)?" } ?? "")
            )
        }
        self = kind
    }
}
