/// An event as reports count it: the few columns that sums and order need.
struct LoggedMove {
    let seq: Int64
    let sku: Int64
    let route: Route
    /// For a reversal, the reversed units negated.
    let units: Int64
    let occurredAt: Instant
    let isBeforeOpening: Bool
    let isReversal: Bool
    /// The order's number and amount, if asked for.
    let order: OrderPart?

    /// The columns of an event about its order. A class, so that moves read without one stay small.
    final class OrderPart {
        let source: Int64
        /// Nil where it is none of the numbers asked for.
        let document: Document?
        let channel: Int64?
        let amount: Money?

        init(source: Int64, document: Document?, channel: Int64?, amount: Money?) {
            self.source = source
            self.document = document
            self.channel = channel
            self.amount = amount
        }
    }

    /// Which orders are asked for.
    enum OrderNeed {
        case none
        case all
        /// All, and the numbers of these.
        case numbered(OrderNumbers)
    }

    var ends: RouteEnds? { isBeforeOpening ? route.endsBeforeOpening : route.ends }
    var warehouse: Int64 { route.key.warehouse }

    static func byTime(_ lhs: LoggedMove, _ rhs: LoggedMove) -> Bool {
        (lhs.occurredAt, lhs.seq) < (rhs.occurredAt, rhs.seq)
    }
}
