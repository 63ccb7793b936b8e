/// Units of an order that were cancelled, or voided after dispatch.
struct Cancellation {
    let source: Int64
    let document: Document
    let sku: Int64
    let warehouse: Int64
    /// 0 if none is named.
    let channel: Int64
    let units: Int64
    let amount: Money?
    /// Cancelled after dispatch: the goods are expected back.
    let isVoided: Bool

    private static let kinds: Set<EventKind> = Set(EventKind.allCases.filter { $0.rule.demand == .takenBack })
    private static let columns = [
        "e.route", "e.source", "e.sku", "e.quantity", "e.channel", "e.amount", "e.currency", "e.document",
    ]

    private init(_ row: FedRow, _ route: Route) {
        source = row.integer(1)
        document = Document(trusted: row.text(7))
        sku = row.integer(2)
        warehouse = route.key.warehouse
        channel = row.integer(4)
        units = row.integer(3)
        amount =
            row.isNull(5)
            ? nil : Money(storedMinorUnits: row.integer(5), currency: Currency(trusted: row.text(6)))
        isVoided = route.key.kind == .saleVoided
    }

    /// The live cancellations of some orders that had happened by the report's instant.
    static func all(of documents: [Document], _ view: BookView) throws -> [Cancellation] {
        let events = try DocumentEvents(view, kinds, columns.joined(separator: ", "))
        var found: [Cancellation] = []
        try events.forEachRow(of: documents) { found.append(Cancellation($1, $2)) }
        return found
    }

    /// All live cancellations that had happened by the report's instant.
    static func all(_ view: BookView) throws -> [Cancellation] {
        let routes = try view.routes { kinds.contains($0.key.kind) }
        let events = LiveEvents(of: routes, columns + ["e.occurred_at"]) { row, route in
            view.hasHappened(Instant(milliseconds: row.integer(8))) ? Cancellation(row, route) : nil
        }
        return try RouteEvents(view).live(events)
    }
}
