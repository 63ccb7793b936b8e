/// Negative stock at the end of a business day: a file is missing, or one reports something that did not happen.
struct NegativeStock: ExceptionCheck {
    private struct Shelf: Hashable {
        let sku: Int64
        let place: PlaceKey
    }

    private struct Span {
        let since: Int
        var depth: Int64
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        var units: [Shelf: Int64] = [:]
        var open: [Shelf: Span] = [:]
        var found: [LedgerException] = []
        try MovementTotals(context.view).forEachDay(upTo: nil, skus: nil) { day, sku, cells in
            var touched: Set<Shelf> = []
            for cell in cells {
                guard let ends = cell.ends else { continue }
                for (place, change) in [
                    (ends.from, try cell.units.negated()), (ends.to, cell.units),
                ]
                where place.isInWarehouse {
                    let shelf = Shelf(sku: sku, place: place)
                    units[shelf] = try units[shelf, default: 0].adding(change)
                    touched.insert(shelf)
                }
            }
            for shelf in touched {
                let there = units[shelf, default: 0]
                if there < 0 {
                    open[shelf, default: Span(since: day, depth: there)].depth = min(
                        open[shelf]?.depth ?? there,
                        there
                    )
                } else if let span = open.removeValue(forKey: shelf) {
                    found.append(try exception(shelf, span, until: day, context))
                }
            }
        }
        for (shelf, span) in open { found.append(try exception(shelf, span, until: nil, context)) }
        return found
    }

    private func exception(_ shelf: Shelf, _ span: Span, until: Int?, _ context: ExceptionContext) throws
        -> LedgerException
    {
        let since = CalendarDate(dayNumber: span.since)
        let end = until.map { "until \(CalendarDate(dayNumber: $0))" } ?? "and still is"
        var exception = LedgerException(
            .negativeStock,
            "\(shelf.place.stage) was below zero from \(since) \(end), at worst \(span.depth); a receipt or a transfer "
                + "is missing, or a sale was counted twice"
        )
        exception.sku = try context.sku(shelf.sku)
        exception.warehouse = try context.view.names.warehouses.code(shelf.place.warehouse)
        exception.quantity = span.depth
        exception.since = context.view.zone.end(ofDay: span.since)
        exception.until = until.map { context.view.zone.end(ofDay: $0) }
        return exception
    }
}
