/// The kinds of events. The raw values are fixed, because files, reports and ledgers contain them.
public enum EventKind: String, CaseIterable, Codable, Sendable {
    /// Stock at the instant from which a warehouse's stock is kept.
    case stockOpened = "stock_opened"
    /// A supplier sent goods.
    case shipmentDispatched = "shipment_dispatched"
    /// Customs released goods of a shipment.
    case customsReleased = "customs_released"
    /// A warehouse received goods.
    case stockReceived = "stock_received"
    /// Goods of a shipment will not arrive.
    case shipmentShort = "shipment_short"
    /// A warehouse sent goods to another.
    case transferDispatched = "transfer_dispatched"
    /// A customer ordered and paid.
    case orderPlaced = "order_placed"
    /// An order left the warehouse.
    case orderShipped = "order_shipped"
    /// An order was cancelled before it left.
    case orderCancelled = "order_cancelled"
    /// Goods were sold and left the warehouse, and the order was not known before.
    case saleShipped = "sale_shipped"
    /// A sale was cancelled, or not delivered, after it left. No units move.
    case saleVoided = "sale_voided"
    /// A customer's return came back.
    case returnReceived = "return_received"
    /// A return was inspected.
    case returnInspected = "return_inspected"
    /// Stock was corrected.
    case stockAdjusted = "stock_adjusted"
    /// Goods went from one stage to another.
    case stageChanged = "stage_changed"
    /// Goods left for good: disposed of, seized, taken home.
    case stockRemoved = "stock_removed"
    /// A count, which moves no stock and is compared with the ledger.
    case stockCounted = "stock_counted"
    /// A shipment reached its port.
    case portArrived = "port_arrived"
    /// Customs inspected a shipment.
    case customsInspected = "customs_inspected"
    /// A shipment reached the door of a warehouse.
    case warehouseArrived = "warehouse_arrived"
    /// A shipment is expected at another time.
    case etaChanged = "eta_changed"

    /// The word for an event that reverses another one. It is not a kind: undo and amendments record reversals, and
    /// files cannot contain them.
    package static let reversalName = "reversal"

    package init(text: String) throws(FieldProblem) {
        guard let kind = EventKind(rawValue: text) else {
            if text == Self.reversalName {
                throw FieldProblem(
                    .kind,
                    value: text,
                    code: .notAllowed,
                    "a reversal cannot be imported; undo its batch, or import the corrected row as an amendment"
                )
            }
            throw FieldProblem(
                .kind,
                value: text,
                code: .unknownKind,
                "\"\(text)\" is not an event kind"
                    + text.suggestion(among: EventKind.allCases.map(\.rawValue))
            )
        }
        self = kind
    }
}
