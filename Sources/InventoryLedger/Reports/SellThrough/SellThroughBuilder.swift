import GRDB

extension Ledger {
    /// How a window sold through, by SKU, warehouse and channel.
    ///
    /// - Throws: `sumOverflow` where a sum leaves 64 bits.
    public func sellThrough(_ query: SellThroughQuery) throws -> SellThroughReport {
        try view(query.time) { try SellThroughBuilder($0, query).build() }
    }

    /// How a promotion sold through, against its plan.
    ///
    /// - Throws: `unknownPromotion`.
    public func sellThrough(promotion name: String, time: ReportTime = ReportTime()) throws
        -> SellThroughReport
    {
        let promotion = try promotion(name)
        var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
        query.time = time
        return try sellThrough(query)
    }
}

/// sums and events -> a sell-through: stored sums up to the start of the baseline, then the events of baseline and window.
private final class SellThroughBuilder {
    private let view: BookView
    private let query: SellThroughQuery
    private let window: ReportWindow
    private let spans: PositionTrack.Spans
    private let skus: [Int64]?
    /// -1 for one that the ledger does not know.
    private let wantedWarehouse: Int64?
    private let demand: DemandRule
    private var tracks: [(position: Position, track: PositionTrack)] = []
    private var trackNumbers: [Position: Int] = [:]
    private var orders = WindowOrders()
    private var arrivals: [Arrival: (units: Int64, first: Instant)] = [:]
    private var demandOfDays: [Int: Int64] = [:]

    private struct Position: Hashable {
        let sku: Int64
        let warehouse: Int64
    }
    private struct Arrival: Hashable {
        let position: Position
        let shipment: Int64
    }

    init(_ view: BookView, _ query: SellThroughQuery) throws {
        self.view = view
        self.query = query
        window = query.window
        skus = try view.skus(matching: query.sku)
        wantedWarehouse = try query.warehouse.map { try view.names.warehouses.known($0) ?? -1 }
        demand = try DemandRule(view)
        let others = try Promotion.all(view.database).filter { $0.name != query.promotion?.name }
        spans = PositionTrack.Spans(
            window: window.start.milliseconds..<window.end.milliseconds,
            baseline: try Self.without(
                others,
                min(window.baselineStart, window.start).milliseconds..<window.start.milliseconds
            ),
            present: view.present.milliseconds
        )
    }

    func build() throws -> SellThroughReport {
        try startTracks()
        try followMoves()
        for number in tracks.indices { try tracks[number].track.finish(spans) }
        orders.close()
        try orders.addCancellations(view)
        let returnedWithoutOrder = try orders.addReturns(view, window) { stored in
            let warehouse = try view.names.routes.route(stored.ids.route).key.warehouse
            return isWanted(warehouse) && (skus?.contains(stored.ids.sku) ?? true)
        }
        let arrivals = try arrivalRows()
        let items = try Ledger.items(view.database)
        return SellThroughReport(
            window: window,
            promotion: query.promotion,
            basis: query.basis,
            time: query.time,
            present: view.present,
            rows: try rows(items),
            channels: try channelRows(items),
            plan: try plan(),
            returnedWithoutOrder: returnedWithoutOrder,
            arrivals: arrivals,
            days: try days(),
            stockOuts: try stockOuts()
        )
    }

    // MARK: Following the moves

    private func startTracks() throws {
        let start = min(window.baselineStart, window.start)
        let before = start.advanced(byMilliseconds: -1)
        var sums: [Position: (available: Int64, receipts: Int64)] = [:]
        let upTo = view.time.asOf.map { min($0, before) } ?? before
        try CellSource(view).forEachTotal(upTo: upTo, skus: skus) { cell in
            let sign = cell.route.availableSign(isBeforeOpening: cell.isBeforeOpening)
            guard sign != 0 else { return }
            guard cell.units != .min else { throw LedgerError.sumOverflow }
            let position = Position(sku: cell.sku, warehouse: cell.route.key.warehouse)
            var sum = sums[position] ?? (0, 0)
            sum.available = try sum.available.adding(sign * cell.units)
            if cell.route.isAvailableReceipt { sum.receipts = try sum.receipts.adding(cell.units) }
            sums[position] = sum
        }
        for (position, sum) in sums {
            track(position) { PositionTrack(available: sum.available, receipts: sum.receipts, from: start) }
        }
    }

    /// The number of a position's track, which begins where there is none yet.
    @discardableResult
    private func track(_ position: Position, _ begin: () -> PositionTrack) -> Int {
        if let number = trackNumbers[position] { return number }
        trackNumbers[position] = tracks.count
        tracks.append((position, begin()))
        return tracks.count - 1
    }

    private func followMoves() throws {
        let start = min(window.baselineStart, window.start)
        guard let zone = BusinessZone(window.timeZone) else {
            throw LedgerError(.unknownZone, "\"\(window.timeZone)\" is no time zone of this machine")
        }
        var days = DayCutter(zone)
        try MoveReader(view).forEachDay(
            from: start,
            to: window.end,
            skus: skus,
            // Such as a dispatch of what was allocated: most moves change nothing of what is available.
            isWanted: { [demand] route in
                demand.isDemand(route) || route.availableSign(isBeforeOpening: false) != 0
                    || route.availableSign(isBeforeOpening: true) != 0
            },
            needsOrder: { [demand, window] route, at in demand.isDemand(route) && window.contains(at) },
            body: { _, moves in
                for move in moves {
                    let position = Position(sku: move.sku, warehouse: move.warehouse)
                    let number = track(position) { PositionTrack(available: 0, receipts: 0, from: start) }
                    try tracks[number].track.apply(move, spans)
                    if demand.isDemand(move.route) { try noteDemand(move, number, &days) }
                    try noteArrival(move, position)
                }
            }
        )
    }

    private func noteDemand(_ move: LoggedMove, _ number: Int, _ days: inout DayCutter) throws {
        if window.contains(move.occurredAt) {
            try tracks[number].track.addOrdered(move.units)
            if isWanted(move.warehouse) { try orders.add(move) }
        } else if spans.isBaseline(move.occurredAt) {
            try tracks[number].track.addBaselineOrdered(move.units)
        }
        if isWanted(move.warehouse) {
            let day = Int(days.day(of: move.occurredAt))
            demandOfDays[day] = try demandOfDays[day, default: 0].adding(move.units)
        }
    }

    private func noteArrival(_ move: LoggedMove, _ position: Position) throws {
        guard move.route.key.kind == .stockReceived, move.route.key.shipment != 0,
            window.contains(move.occurredAt),
            move.route.availableSign(isBeforeOpening: move.isBeforeOpening) != 0
        else { return }
        let arrival = Arrival(position: position, shipment: move.route.key.shipment)
        let known = arrivals[arrival]
        arrivals[arrival] = (
            try (known?.units ?? 0).adding(move.units), min(known?.first ?? move.occurredAt, move.occurredAt)
        )
    }

    private func isWanted(_ warehouse: Int64) -> Bool {
        wantedWarehouse.map { $0 == warehouse } ?? true
    }

    // MARK: Rows

    private func rows(_ items: [SKU: Item]) throws -> [SellThroughRow] {
        var demand: [Position: SellThroughRow] = [:]
        let blank = SellThroughRow(basis: query.basis)
        for (key, line) in orders.lines {
            try demand[Position(sku: key.sku, warehouse: key.warehouse), default: blank].add(line)
        }
        return try tracks.filter {
            isWanted($0.position.warehouse) && ($0.track.isWorthARow || demand[$0.position] != nil)
        }
        .map { position, track in
            var row = demand[position] ?? blank
            try name(&row, position.sku, position.warehouse, items)
            row.stock = track.stock
            return row
        }
        .sorted(by: Self.precedes)
    }

    private func channelRows(_ items: [SKU: Item]) throws -> [SellThroughRow] {
        struct Part: Hashable {
            let position: Position
            let channel: Int64
        }
        var rows: [Part: SellThroughRow] = [:]
        let blank = SellThroughRow(basis: query.basis)
        for (key, line) in orders.lines {
            let position = Position(sku: key.sku, warehouse: key.warehouse)
            try rows[Part(position: position, channel: key.channel), default: blank].add(line)
        }
        return try rows.map { part, row in
            var row = row
            try name(&row, part.position.sku, part.position.warehouse, items)
            row.channel = part.channel == 0 ? nil : try view.names.channels.code(part.channel)
            return row
        }.sorted(by: Self.precedes)
    }

    private func name(_ row: inout SellThroughRow, _ sku: Int64, _ warehouse: Int64, _ items: [SKU: Item])
        throws
    {
        let code = try view.names.skus.code(sku)
        row.sku = code
        row.name = items[code]?.name
        row.warehouse = try view.names.warehouses.code(warehouse)
    }

    private static func precedes(_ lhs: SellThroughRow, _ rhs: SellThroughRow) -> Bool {
        (lhs.sku?.text).precedes(rhs.sku?.text) ?? (lhs.warehouse?.text).precedes(rhs.warehouse?.text)
            ?? (lhs.channel?.text).precedes(rhs.channel?.text) ?? false
    }

    private func arrivalRows() throws -> [WindowArrival] {
        let arrived = arrivals.filter { $0.value.units != 0 && isWanted($0.key.position.warehouse) }
        let stories = try ShipmentStories(view).read(Set(arrived.keys.map(\.shipment)))
        return try arrived.map { arrival, what in
            let story = stories[arrival.shipment]
            let due = story?.etas.first
            let isLate = due.map { $0 < window.start } ?? false
            if isLate, let number = trackNumbers[arrival.position] {
                try tracks[number].track.addLate(what.units)
            }
            return WindowArrival(
                shipment: try view.names.shipments.code(arrival.shipment),
                sku: try view.names.skus.code(arrival.position.sku),
                warehouse: try view.names.warehouses.code(arrival.position.warehouse),
                units: what.units,
                firstReceivedAt: what.first,
                dueAt: due,
                isLate: isLate,
                portArrivedAt: story?.first(.portArrived),
                releasedAt: story?.lastRelease(sku: arrival.position.sku)
            )
        }.sorted { ($0.shipment, $0.sku, $0.warehouse) < ($1.shipment, $1.sku, $1.warehouse) }
    }

    private func plan() throws -> [PlanLine] {
        guard let promotion = query.promotion else { return [] }
        let wanted = try skus.map { Set(try $0.map { try view.names.skus.code($0) }) }
        return try PlanLine.all(of: promotion, view.database).filter { line in
            (wanted?.contains(line.sku) ?? true)
                && (query.warehouse == nil || line.warehouse == query.warehouse)
        }
    }

    private func days() throws -> [DailyDemand] {
        guard let zone = BusinessZone(window.timeZone) else { return [] }
        let first = zone.day(of: min(window.baselineStart, window.start))
        let last = zone.day(of: window.end.advanced(byMilliseconds: -1))
        // A window of centuries has no daily curve worth drawing.
        guard last - first <= 1100 else { return [] }
        return (first...last).map { day in
            DailyDemand(
                day: CalendarDate(dayNumber: day),
                ordered: demandOfDays[day, default: 0],
                isInWindow: window.contains(zone.start(ofDay: day))
            )
        }
    }

    private func stockOuts() throws -> [StockOut] {
        try tracks.filter { isWanted($0.position.warehouse) }.flatMap { position, track in
            try track.stockOuts.map { span in
                StockOut(
                    sku: try view.names.skus.code(position.sku),
                    warehouse: try view.names.warehouses.code(position.warehouse),
                    from: Instant(milliseconds: span.lowerBound),
                    to: Instant(milliseconds: span.upperBound)
                )
            }
        }.sorted { ($0.sku, $0.warehouse, $0.from) < ($1.sku, $1.warehouse, $1.from) }
    }

    /// A span without the windows of promotions.
    private static func without(_ promotions: [Promotion], _ span: Range<Int64>) throws -> [Range<Int64>] {
        var parts = [span]
        for promotion in promotions {
            let window = try promotion.window()
            let taken = window.start.milliseconds..<window.end.milliseconds
            parts = parts.flatMap { part in
                [
                    part.lowerBound..<max(part.lowerBound, min(part.upperBound, taken.lowerBound)),
                    min(part.upperBound, max(part.lowerBound, taken.upperBound))..<part.upperBound,
                ]
            }.filter { !$0.isEmpty }
        }
        return parts.filter { !$0.isEmpty }
    }
}

extension SellThroughRow {
    /// Adds a part of an order.
    fileprivate mutating func add(_ line: WindowOrders.Line) throws {
        ordered = try ordered.adding(line.ordered)
        cancelled = try cancelled.adding(line.cancelled)
        returned = try returned.adding(line.returned)
        for money in try line.revenue() { try revenue.add(money) }
    }
}
