import GRDB

/// One line of a stock card.
public struct CardLine: Sendable {
    /// The event with its position in the log.
    public let stored: StoredEvent
    /// When the event was recorded.
    public let recordedAt: Instant
    /// The file that stated the event.
    public let file: String?
    /// Where the units came from; nil if nothing moved.
    public let from: Place?
    /// Where the units went; nil if nothing moved.
    public let to: Place?
    /// Units available after this line, in the warehouses of the card.
    public let available: Int64
    /// Units on hand after this line, in the warehouses of the card.
    public let onHand: Int64
}

/// The options of a stock card.
public struct CardQuery: Sendable {
    /// The SKU of the card.
    public var sku: SKU
    /// Only this warehouse; nil for all.
    public var warehouse: Warehouse?
    /// The first business day to list; earlier events still count in the running stock.
    public var from: CalendarDate?
    /// The last business day to list.
    public var to: CalendarDate?
    /// Leaves out reversals and the events they reverse, which cancel each other.
    public var onlyLive = false

    /// A card of all warehouses and days, unless an argument limits it.
    public init(
        sku: SKU,
        warehouse: Warehouse? = nil,
        from: CalendarDate? = nil,
        to: CalendarDate? = nil
    ) {
        self.sku = sku
        self.warehouse = warehouse
        self.from = from
        self.to = to
    }
}

extension Ledger {
    /// The stock card (kardex) of a SKU: its events in order of time, with running stock.
    ///
    /// - Parameters:
    ///   - sku: the SKU.
    ///   - warehouse: only this warehouse; nil for all.
    ///   - from: the first business day to list; earlier events still count in the running stock.
    ///   - to: the last business day to list.
    public func card(
        sku: SKU,
        warehouse: Warehouse? = nil,
        from: CalendarDate? = nil,
        to: CalendarDate? = nil
    ) throws -> [CardLine] {
        try withCard(CardQuery(sku: sku, warehouse: warehouse, from: from, to: to)) { try $0.all() }
    }

    /// Runs a block with the lines of a stock card. The block may iterate several times.
    public func withCard<T>(_ query: CardQuery, _ block: (LongAnswer<CardLine>) throws -> T) throws -> T {
        try answer({ try self.forEachLine($0, of: query, $1) }, to: block)
    }

    private func forEachLine(
        _ database: Database,
        of query: CardQuery,
        _ body: (CardLine) throws -> Void
    ) throws {
        let view = try BookView(
            database,
            settings: settings,
            time: ReportTime(),
            now: clock(),
            isOfFewSKUs: true
        )
        let names = view.names
        guard let id = try names.skus.known(query.sku) else { return }
        let warehouse = query.warehouse
        let batches = try BatchFacts(database)
        let takenBack = query.onlyLive ? try LogScan.takenBack(database) : nil
        var running = try opening(view, of: query, sku: id)
        try CardOrder(view, sku: id).forEachEvent(from: query.from, to: query.to) { stored in
            if let takenBack, stored.reverses != nil || takenBack.contains(stored.seq) { return }
            let warehouseID = try names.routes.route(stored.ids.route).key.warehouse
            let isBefore = view.openings.isBefore(stored.event.occurredAt, warehouse: warehouseID)
            let ends =
                stored.event.memo ? nil : Ends(stored.event).map { isBefore ? $0.beforeOpening : $0 }
            let units = stored.event.quantity?.units ?? 0
            var touches = warehouse == nil || stored.event.warehouse == warehouse
            if let ends {
                try running.add(units.negated(), at: ends.from, in: warehouse)
                try running.add(units, at: ends.to, in: warehouse)
                touches = touches || ends.touches(warehouse)
            }
            guard touches else { return }
            try body(
                CardLine(
                    stored: stored,
                    recordedAt: batches.facts(of: stored.batch).recordedAt,
                    file: batches.facts(of: stored.statedInBatch).file,
                    from: ends?.from,
                    to: ends?.to,
                    available: running.available,
                    onHand: running.onHand
                )
            )
        }
    }

    /// The stock at the start of the card's first day, from the sums.
    private func opening(_ view: BookView, of query: CardQuery, sku: Int64) throws -> StockUnits {
        var units = StockUnits()
        guard let from = query.from else { return units }
        let wanted = try query.warehouse.map { try view.names.warehouses.known($0) ?? -1 }
        let before = settings.zone.end(ofDay: from.dayNumber - 1)
        let positions = try PositionSource(view).positions(upTo: before, skus: [sku])
        try positions.forEachPosition { _, index, count in
            let place = positions.places[index]
            guard place.isInWarehouse, let stage = Stage(rawValue: place.stage),
                wanted == nil || place.warehouse == wanted
            else { return }
            try units.add(count, at: stage)
        }
        return units
    }
}

/// The events of a card: by occurred_at, kind, document and line, then as recorded.
private struct CardOrder {
    private let sku: Int64
    private let days: EventDays
    private let events: EventReader

    init(_ view: BookView, sku: Int64) throws {
        self.sku = sku
        days = view.eventDays
        events = try EventReader(
            view.database,
            names: view.names,
            found: "SELECT value AS seq FROM json_each(?1)",
            where: """
                LEFT JOIN route r ON r.id = e.route
                ORDER BY e.occurred_at, instr(?2, ' ' || r.kind || ' '), e.document, coalesce(e.line, ''), e.seq
                """
        )
    }

    /// Passes the events of some business days, one day after the other, so that no more than a day is sorted at once.
    func forEachEvent(from: CalendarDate?, to: CalendarDate?, _ body: (StoredEvent) throws -> Void) throws {
        let first = from?.dayNumber ?? Int(Projections.days.lowerBound)
        let last = to?.dayNumber ?? Int(Projections.days.upperBound)
        guard first <= last else { return }
        try days.forEachDay(of: first...last, skus: [sku]) { _, numbers in
            events.bind(EventDays.json(numbers), at: 1)
            events.bind(Self.kinds, at: 2)
            defer { events.reset() }
            while let stored = try events.next() { try body(stored) }
        }
    }

    /// The kinds in their order, separated by spaces. The position of a kind in this text is its rank.
    private static let kinds =
        EventKind.allCases.sorted { $0.number < $1.number }.map { " \($0.rawValue) " }.joined()
}

extension StockUnits {
    /// Adds units at a place in a warehouse. Units on the way and outside are not stock.
    fileprivate mutating func add(_ units: Int64, at place: Place, in warehouse: Warehouse?) throws {
        guard case .warehouse(let here, let stage) = place, warehouse == nil || warehouse == here else {
            return
        }
        try add(units, at: stage)
    }
}

extension Ends {
    fileprivate func touches(_ warehouse: Warehouse?) -> Bool {
        [from, to].contains { place in
            if case .warehouse(let here, _) = place { here == warehouse } else { false }
        }
    }
}
