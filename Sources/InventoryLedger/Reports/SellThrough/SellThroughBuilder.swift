import GRDB

extension Ledger {
    /// The sell-through of a window, by SKU, warehouse and channel.
    ///
    /// - Throws: `sumOverflow` if a sum exceeds 64 bits.
    public func sellThrough(_ query: SellThroughQuery) throws -> SellThroughReport {
        try view(query.time) { try sellThrough(query, $0) }
    }

    func sellThrough(_ query: SellThroughQuery, _ view: BookView) throws -> SellThroughReport {
        // Stock and orders are independent, so they are read in parallel.
        try beside(view) {
            try SellThroughScope($0, query).demand()
        } _: {
            try SellThroughBuilder(SellThroughScope($0, query)).build($1)
        }
    }

    /// The sell-through of a promotion, with its plan.
    ///
    /// - Throws: `unknownPromotion`.
    public func sellThrough(promotion name: String, time: ReportTime = ReportTime()) throws
        -> SellThroughReport
    {
        try view(time) { view in
            let promotion = try Promotion.named(name, view.database)
            var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
            query.time = time
            return try sellThrough(query, view)
        }
    }
}

/// The scope of a sell-through.
private struct SellThroughScope {
    let view: BookView
    let query: SellThroughQuery
    let skus: [Int64]?
    let demandRule: DemandRule
    /// -1 for a warehouse that the ledger does not know.
    private let wantedWarehouse: Int64?

    init(_ view: BookView, _ query: SellThroughQuery) throws {
        self.view = view
        self.query = query
        skus = try view.skus(matching: query.sku)
        demandRule = try DemandRule(view)
        wantedWarehouse = try query.warehouse.map { try view.names.warehouses.known($0) ?? -1 }
    }

    func isWanted(_ warehouse: Int64) -> Bool { wantedWarehouse.map { $0 == warehouse } ?? true }

    /// The sums of the window's orders, and the units that came back without a known order.
    func demand() throws -> (parts: [WindowOrders.Part: WindowOrders.Demand], returnedWithoutOrder: Int64) {
        guard query.needsOutcome else {
            return (try self.orders(returns: nil).demands(), 0)
        }
        let wantedSKUs = skus.map { Set($0) }
        // Those of other SKUs are of other orders' parts.
        let returns = try GoodsReturn.all(view, from: query.window.start, skus: wantedSKUs)
            .filter { wantedSKUs?.contains($0.sku) ?? true }
        var orders = try self.orders(returns: returns)
        let returnedWithoutOrder = try orders.add(returns, view, query.window) { isWanted($0.warehouse) }
        return (try orders.demands(), returnedWithoutOrder)
    }

    private func orders(returns: [GoodsReturn]?) throws -> WindowOrders {
        try WindowOrders(
            view,
            query.window,
            skus: skus,
            demand: demandRule,
            returns: returns,
            isWanted: isWanted
        )
    }

    /// The periods in which time is counted.
    func spans() throws -> PositionTrack.Spans {
        let window = query.window
        let others = try Promotion.all(view.database).filter { $0.name != query.promotion?.name }
        return PositionTrack.Spans(
            window: window.start.milliseconds..<window.end.milliseconds,
            baseline: try Self.without(
                others,
                min(window.baselineStart, window.start).milliseconds..<window.start.milliseconds
            ),
            present: view.present.milliseconds
        )
    }

    /// A period without those of promotions.
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

/// stock over time, orders -> a sell-through.
private final class SellThroughBuilder {
    private let scope: SellThroughScope
    private let timeline: StockTimeline
    private var demands: [WindowOrders.Part: WindowOrders.Demand] = [:]

    private typealias Position = StockTimeline.Position

    private var view: BookView { scope.view }
    private var query: SellThroughQuery { scope.query }
    private var window: ReportWindow { scope.query.window }

    init(_ scope: SellThroughScope) throws {
        self.scope = scope
        timeline = try StockTimeline(
            scope.view,
            scope.query.window,
            scope.spans(),
            skus: scope.skus,
            demand: scope.demandRule,
            isWanted: scope.isWanted
        )
    }

    /// - Parameter demand: returns the window's orders, once stock has been followed.
    func build(
        _ demand: () throws -> (parts: [WindowOrders.Part: WindowOrders.Demand], returnedWithoutOrder: Int64)
    ) throws -> SellThroughReport {
        try timeline.follow()
        let needsOutcome = query.needsOutcome
        let arrivals = needsOutcome ? try arrivalRows() : []
        let items = try Ledger.items(view.database)
        let (parts, returnedWithoutOrder) = try demand()
        demands = parts
        return SellThroughReport(
            window: window,
            promotion: query.promotion,
            basis: query.basis,
            time: query.time,
            present: view.present,
            rows: try rows(items),
            channels: needsOutcome ? try channelRows(items) : [],
            plan: needsOutcome ? try plan() : [],
            returnedWithoutOrder: returnedWithoutOrder,
            arrivals: arrivals,
            days: needsOutcome ? try days() : [],
            stockOuts: needsOutcome ? try stockOuts() : []
        )
    }

    // MARK: Rows

    private func rows(_ items: [SKU: Item]) throws -> [SellThroughRow] {
        var sums: [Position: SellThroughRow] = [:]
        let blank = SellThroughRow(basis: query.basis)
        for (part, demand) in demands {
            try sums[Position(sku: part.sku, warehouse: part.warehouse), default: blank].add(demand)
        }
        return try timeline.tracks.filter {
            scope.isWanted($0.position.warehouse) && ($0.track.isWorthARow || sums[$0.position] != nil)
        }
        .map { position, track in
            var row = sums[position] ?? blank
            try name(&row, position.sku, position.warehouse, items)
            row.stock = track.stock
            try row.checkSums()
            return row
        }
        .sorted(by: Self.precedes)
    }

    private func channelRows(_ items: [SKU: Item]) throws -> [SellThroughRow] {
        try demands.map { part, demand in
            var row = SellThroughRow(basis: query.basis)
            try row.add(demand)
            try name(&row, part.sku, part.warehouse, items)
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
        let arrived = timeline.arrivals.filter {
            $0.value.units != 0 && scope.isWanted($0.key.position.warehouse)
        }
        let stories = try ShipmentStories(view).read(
            Set(arrived.keys.map(\.shipment)),
            kinds: [.shipmentDispatched, .transferDispatched, .customsReleased],
            skus: scope.skus.map { Set($0) }
        )
        let ways = try ShipmentWays(stories, view)
        return try arrived.map { arrival, what in
            let warehouse = arrival.position.warehouse
            let way = ways.way(of: arrival.shipment, to: warehouse)
            let due = way?.etaFirst
            let isLate = due.map { $0 < window.start } ?? false
            if isLate { try timeline.addLate(what.units, at: arrival.position) }
            return WindowArrival(
                shipment: try view.names.shipments.code(arrival.shipment),
                sku: try view.names.skus.code(arrival.position.sku),
                warehouse: try view.names.warehouses.code(warehouse),
                units: what.units,
                firstReceivedAt: what.first,
                dueAt: due,
                isLate: isLate,
                portArrivedAt: way?.portArrivedAt,
                releasedAt: ways.lastRelease(of: arrival.shipment, sku: arrival.position.sku, to: warehouse)
            )
        }.sorted { ($0.shipment, $0.sku, $0.warehouse) < ($1.shipment, $1.sku, $1.warehouse) }
    }

    private func plan() throws -> [PlanLine] {
        guard let promotion = query.promotion else { return [] }
        let wanted = try scope.skus.map { Set(try $0.map { try view.names.skus.code($0) }) }
        return try PlanLine.all(of: promotion, view.database).filter { line in
            (wanted?.contains(line.sku) ?? true)
                && (query.warehouse == nil || line.warehouse == query.warehouse)
        }
    }

    private func days() throws -> [DailyDemand] {
        guard let zone = BusinessZone(window.timeZone) else { return [] }
        let first = zone.day(of: min(window.baselineStart, window.start))
        let last = zone.day(of: window.end.advanced(byMilliseconds: -1))
        // A daily chart of centuries is useless.
        guard last - first <= 1100 else { return [] }
        return (first...last).map { day in
            DailyDemand(
                day: CalendarDate(dayNumber: day),
                ordered: timeline.demandOfDays[day, default: 0],
                isInWindow: window.contains(zone.start(ofDay: day))
            )
        }
    }

    private func stockOuts() throws -> [StockOut] {
        try timeline.tracks.filter { scope.isWanted($0.position.warehouse) }.flatMap { position, track in
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
}

extension SellThroughRow {
    /// Adds the demand of a part.
    fileprivate mutating func add(_ demand: WindowOrders.Demand) throws {
        ordered = try ordered.adding(demand.ordered)
        cancelled = try cancelled.adding(demand.cancelled)
        returned = try returned.adding(demand.returned)
        for money in demand.revenue { revenue.add(money) }
        if let order = demand.largestOrder { largestOrder = max(largestOrder ?? 0, order) }
    }
}
