/// Negative stock at the end of a business day: a file is missing, or one reports something that did not happen.
struct NegativeStock: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.negativeStock]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        var shelves = Shelves(context.view)
        try withUnsafeMutablePointer(to: &shelves) { shelves in
            try MoveTable(context.view.database).forEachRow { try shelves.pointee.add($0) }
        }
        return try shelves.spans().map { try exception($0, context) }
    }

    /// Days at whose ends a place was below zero.
    private struct Span {
        let sku: Int64
        let place: PlaceKey
        let since: Int
        /// The day at whose end it was no longer; nil if it still is.
        let until: Int?
        let depth: Int64
    }

    /// The units of every SKU at the places in warehouses, which are few and numbered.
    private struct Shelves {
        private struct Ends {
            let from: Int?
            let to: Int?
        }

        private struct Shelf {
            var units: Int64 = 0
            /// The day since which it is below zero, and the least units since.
            var since: Int?
            var depth: Int64 = 0
        }

        private let view: BookView
        private var places: [PlaceKey] = []
        private var numbers: [PlaceKey: Int] = [:]
        private var ends = PhaseTable<Ends>()
        /// By SKU, each by the number of the place.
        private var shelves: [Int32: [Shelf]] = [:]
        private var over: [Span] = []
        private var touched: [Int] = []
        /// The last day whose end the report includes; nil for all.
        private let lastDay: Int?

        init(_ view: BookView) {
            self.view = view
            lastDay = view.time.asOf.map { view.zone.day(of: $0.advanced(byMilliseconds: 1)) - 1 }
        }

        /// The spans of all SKUs, once all months were added.
        func spans() -> [Span] {
            over
                + shelves.flatMap { sku, shelves in
                    shelves.indices.compactMap { span(Int64(sku), $0, shelves[$0], until: nil) }
                }
        }

        /// Adds a month of a SKU. The months of a SKU come in order.
        mutating func add(_ row: MoveTable.Row) throws {
            var own = shelves.removeValue(forKey: row.sku) ?? []
            let before = CalendarDate.firstDayNumber(ofMonth: row.month) - 1
            var day = 0
            try row.cells.forEachCell { cell in
                if let lastDay, before + cell.day > lastDay { return }
                if cell.day != day { close(before + day, Int64(row.sku), &own) }
                day = cell.day
                let units = try row.entry(cell).units64()
                let ends = try ends(of: cell.phase)
                if let from = ends.from { try add(units.negated(), at: from, &own) }
                if let to = ends.to { try add(units, at: to, &own) }
            }
            close(before + day, Int64(row.sku), &own)
            shelves[row.sku] = own
        }

        private mutating func add(_ change: Int64, at place: Int, _ own: inout [Shelf]) throws {
            while own.count <= place { own.append(Shelf()) }
            own[place].units = try own[place].units.adding(change)
            if !touched.contains(place) { touched.append(place) }
        }

        /// Ends a day of a SKU.
        private mutating func close(_ day: Int, _ sku: Int64, _ own: inout [Shelf]) {
            for place in touched {
                let units = own[place].units
                if units < 0 {
                    own[place].depth = own[place].since == nil ? units : min(own[place].depth, units)
                    own[place].since = own[place].since ?? day
                } else if let span = span(sku, place, own[place], until: day) {
                    over.append(span)
                    own[place].since = nil
                }
            }
            touched.removeAll(keepingCapacity: true)
        }

        private func span(_ sku: Int64, _ place: Int, _ shelf: Shelf, until: Int?) -> Span? {
            shelf.since.map { since in
                Span(sku: sku, place: places[place], since: since, until: until, depth: shelf.depth)
            }
        }

        private mutating func ends(of phase: RoutePhase) throws -> Ends {
            if let known = ends[phase] { return known }
            let route = try view.names.routes.route(phase.route)
            let places = phase.isBeforeOpening ? route.endsBeforeOpening : route.ends
            let made = Ends(from: number(of: places?.from), to: number(of: places?.to))
            ends[phase] = made
            return made
        }

        private mutating func number(of place: PlaceKey?) -> Int? {
            guard let place, place.isInWarehouse else { return nil }
            if let number = numbers[place] { return number }
            numbers[place] = places.count
            places.append(place)
            return places.count - 1
        }
    }

    private func exception(_ span: Span, _ context: ExceptionContext) throws -> LedgerException {
        let since = CalendarDate(dayNumber: span.since)
        let end = span.until.map { "until \(CalendarDate(dayNumber: $0))" } ?? "and still is"
        var exception = LedgerException(
            .negativeStock,
            "\(span.place.stage) was below zero from \(since) \(end), at worst \(span.depth); a receipt or a transfer "
                + "is missing, or a sale was counted twice"
        )
        exception.sku = try context.sku(span.sku)
        exception.warehouse = try context.view.names.warehouses.code(span.place.warehouse)
        exception.quantity = span.depth
        exception.since = context.view.zone.end(ofDay: span.since)
        exception.until = span.until.map { context.view.zone.end(ofDay: $0) }
        return exception
    }
}
