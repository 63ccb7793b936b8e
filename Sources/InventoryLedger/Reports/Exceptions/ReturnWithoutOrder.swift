/// Returns without a known order, or with one of several orders of one number.
struct ReturnWithoutOrder: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.returnWithoutOrder, .ambiguousOrder]
    let needs: Set<ExceptionNeed> = [.returns]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let returned = context.returned
        let orders = returned.orders
        return try returned.parts.compactMap { back, part in
            if let part, orders.units(of: part) != nil { return nil }
            let stored = try context.event(back.seq)
            var code = LedgerException.Code.returnWithoutOrder
            let message: String
            if let order = stored.event.detail.order {
                if case .several(let sources) = orders.choose(
                    order,
                    asking: stored.event.source,
                    of: stored.event.detail.orderSource
                ) {
                    code = .ambiguousOrder
                    let names = sources.map(\.text).joined(separator: " and ")
                    message =
                        "names order \(order), which \(names) both have (\(try context.rows(of: [stored]))); name one of "
                        + "them in order_source of that row"
                } else {
                    message =
                        "names order \(order), which has no line of this SKU; import the file with the order"
                }
            } else {
                message = "names no order, so it does not count in sell-through"
            }
            var exception = LedgerException(code, message)
            exception.sku = try context.sku(stored.ids.sku)
            exception.warehouse = context.warehouse(stored)
            exception.document = stored.event.document.text
            exception.quantity = stored.event.quantity?.units
            exception.since = stored.event.occurredAt
            return exception
        }
    }
}
