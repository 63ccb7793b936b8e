/// More units of an order came back than were ordered.
struct ReturnBeyondSale: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.returnBeyondSale]
    let needs: Set<ExceptionNeed> = [.returns]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let returned = context.returned
        let orders = returned.orders
        var units: [OrderBook.Part: Int64] = [:]
        for (back, part) in returned.parts {
            if let part { units[part] = try units[part, default: 0].adding(back.units) }
        }
        // An unknown order is another exception.
        let beyond = units.filter { part, units in orders.units(of: part).map { units > $0 } ?? false }
        guard !beyond.isEmpty else { return [] }
        var seqs: [OrderBook.Part: [Int64]] = [:]
        for (back, part) in returned.parts {
            if let part, beyond[part] != nil { seqs[part, default: []].append(back.seq) }
        }
        return try beyond.compactMap { part, returnedUnits in
            let what = (units: returnedUnits, parts: try (seqs[part] ?? []).map { try context.event($0) })
            guard let units = orders.units(of: part), let last = what.parts.max(by: ShipmentStory.byTime)
            else { return nil }
            var exception = LedgerException(
                .returnBeyondSale,
                "\(what.units.inUnits) of order \(part.document) came back, and it was for \(units) "
                    + "(\(try context.rows(of: what.parts))); check whether a return was counted twice"
            )
            exception.sku = try context.sku(part.sku)
            exception.warehouse = context.warehouse(last)
            exception.document = part.document.text
            exception.quantity = what.units &- units
            exception.since = last.event.occurredAt
            return exception
        }
    }
}
