/// Negative stock at the end of a business day: a file is missing, or one reports something that did not happen.
struct NegativeStock: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.negativeStock]

    private struct Shelf: Hashable {
        let sku: Int64
        let place: PlaceKey
    }

    private struct Span {
        let since: Int
        var depth: Int64
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        var shelves = Shelves()
        var open: [Shelf: Span] = [:]
        var found: [LedgerException] = []
        var touched: [Int] = []
        try MovementTotals(context.view).forEachDay(upTo: nil, skus: nil) { day, sku, cells in
            touched.removeAll(keepingCapacity: true)
            for cell in cells {
                let ends = shelves.ends(of: cell)
                if let from = ends.from {
                    try shelves.add(cell.units.negated(), sku: sku, at: from, &touched)
                }
                if let to = ends.to { try shelves.add(cell.units, sku: sku, at: to, &touched) }
            }
            for place in touched {
                let there = shelves.units(of: sku, at: place)
                // Hardly any shelf is ever below zero.
                guard there < 0 || !open.isEmpty else { continue }
                let shelf = Shelf(sku: sku, place: shelves.places[place])
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

    /// The units of every SKU at the places in warehouses, which are few and numbered.
    private struct Shelves {
        struct Ends {
            let from: Int?
            let to: Int?
        }

        private(set) var places: [PlaceKey] = []
        private var numbers: [PlaceKey: Int] = [:]
        /// By route and opening.
        private var ends: [Int64: Ends] = [:]
        private var rows: [Int64: Int] = [:]
        private var units: [[Int64]] = []
        /// The SKU of the last change, and its row: cells come SKU by SKU.
        private var last: (sku: Int64, row: Int)?

        mutating func ends(of cell: MovementTotals.Cell) -> Ends {
            let key = cell.route.id &* 2 &+ (cell.isBeforeOpening ? 1 : 0)
            if let known = ends[key] { return known }
            let made = Ends(from: number(of: cell.ends?.from), to: number(of: cell.ends?.to))
            ends[key] = made
            return made
        }

        /// - Parameter touched: gets the place, once.
        mutating func add(_ change: Int64, sku: Int64, at place: Int, _ touched: inout [Int]) throws {
            let row = row(of: sku)
            while units[row].count <= place { units[row].append(0) }
            units[row][place] = try units[row][place].adding(change)
            if !touched.contains(place) { touched.append(place) }
        }

        func units(of sku: Int64, at place: Int) -> Int64 { rows[sku].map { units[$0][place] } ?? 0 }

        private mutating func row(of sku: Int64) -> Int {
            if let last, last.sku == sku { return last.row }
            let row = rows[sku] ?? units.count
            if row == units.count {
                rows[sku] = row
                units.append([])
            }
            last = (sku, row)
            return row
        }

        private mutating func number(of place: PlaceKey?) -> Int? {
            guard let place, place.isInWarehouse else { return nil }
            if let number = numbers[place] { return number }
            numbers[place] = places.count
            places.append(place)
            return places.count - 1
        }
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
