import GRDB

extension Ledger {
    /// Slow movers: stock on hand to which a rule applies, the largest excess first.
    ///
    /// The cost depends on the days with moves of the SKUs asked for, because the age of stock depends on everything
    /// that came and went.
    public func slowMovers(_ query: SlowMoverQuery = SlowMoverQuery()) throws -> [SlowMover] {
        try view(query.time) { try SlowMoverBuilder($0, query).build() }
    }
}

/// sums by day -> slow movers.
private struct SlowMoverBuilder {
    private let view: BookView
    private let query: SlowMoverQuery
    private let demand: DemandRule
    /// The business day of the report.
    private let today: Int
    private let promotionDays: DaySet
    private let comingPromotion: Promotion?
    private let selectSales: RowStatement

    init(_ view: BookView, _ query: SlowMoverQuery) throws {
        self.view = view
        self.query = query
        demand = try DemandRule(view)
        selectSales = try RowStatement(
            view.database,
            """
            SELECT e.route, e.occurred_at FROM json_each(?1) d CROSS JOIN event e ON e.seq = d.value
             WHERE e.seq <= ?2 AND e.occurred_at <= ?3 AND e.reverses IS NULL
               AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq AND r.seq <= ?2)
             ORDER BY e.occurred_at DESC
            """
        )
        let moment = view.present.advanced(byMilliseconds: -1)
        today = view.zone.day(of: moment)
        let promotions = try Promotion.all(view.database)
        promotionDays =
            query.includesPromotions ? DaySet([]) : try Promotion.days(of: promotions, in: view.zone)
        comingPromotion = try promotions.first { promotion in
            let start = try promotion.window().start
            return start > moment
                && view.zone.day(of: start) <= view.zone.day(of: moment) + query.promotionDays
        }
    }

    func build() throws -> [SlowMover] {
        let states = try foldDays()
        var findings: [Finding] = []
        for (position, state) in states { findings.append(try finding(position, state)) }
        let items = try Ledger.items(view.database)
        let bySKU = Dictionary(grouping: findings, by: \.position.sku)
        let wanted = try query.warehouse.map { try view.names.warehouses.known($0) ?? -1 }
        return
            try findings
            .filter { !$0.rules.isEmpty && (wanted == nil || $0.position.warehouse == wanted) }
            .map { try mover($0, others: bySKU[$0.position.sku] ?? [], items) }
            .sorted { lhs, rhs in
                let (left, right) = (lhs.excessUnits ?? .min, rhs.excessUnits ?? .min)
                return left == right ? (lhs.sku, lhs.warehouse) < (rhs.sku, rhs.warehouse) : left > right
            }
    }

    /// Folds every day of the SKUs asked for.
    private func foldDays() throws -> [(position: AgeFold.Position, state: AgeFold.State)] {
        let transfers = try view.routes { $0.key.kind == .transferDispatched && !$0.key.memo }
        var fold = AgeFold(
            view.names.routes,
            transfers: Set(transfers.values.map(\.key.shipment)),
            demand: demand
        )
        let skus = try view.skus(matching: query.sku)
        try MovementTotals(view).forEachDay(upTo: view.time.asOf, skus: skus) { day, sku, cells in
            try fold.fold(day: day, sku: sku, cells)
        }
        return fold.states
    }

    /// The figures of a position.
    private struct Finding {
        let position: AgeFold.Position
        let state: AgeFold.State
        let oldestDay: Int?
        let arrivedDay: Int?
        let buckets: [Int64]
        /// Units ordered over this many in-stock days.
        let ordered: Int64
        let inStockDays: Int
        let rules: [SlowMover.Rule]

        var normalPerDay: Double? { inStockDays == 0 ? nil : Double(ordered) / Double(inStockDays) }
        var daysOfCover: Double? {
            guard let normalPerDay, normalPerDay > 0 else { return nil }
            return Double(state.available) / normalPerDay
        }

        /// Compares available stock with the demand of this many days at the normal rate, exactly in whole numbers:
        /// negative if it lasts shorter, zero if it lasts exactly as long. Nil without sales.
        func cover(against days: Int) -> Int? {
            guard inStockDays > 0, ordered > 0 else { return nil }
            let there = Int128(state.available) * Int128(inStockDays)
            let taken = Int128(ordered) * Int128(days)
            return there == taken ? 0 : there < taken ? -1 : 1
        }

        /// Whether it sells more per day than another one, exactly in whole numbers.
        func sellsFaster(than other: Finding) -> Bool? {
            let (own, its) = (
                Int128(ordered) * Int128(other.inStockDays), Int128(other.ordered) * Int128(inStockDays)
            )
            return own == its ? nil : own > its
        }
    }

    private func finding(_ position: AgeFold.Position, _ state: AgeFold.State) throws -> Finding {
        var buckets = Array(repeating: Int64(0), count: SlowMover.bucketDaysMax.count + 1)
        for layer in state.layers.remaining {
            let age = max(0, today - layer.day)
            let bucket = SlowMover.bucketDaysMax.firstIndex { age <= $0 } ?? SlowMover.bucketDaysMax.count
            buckets[bucket] = try buckets[bucket].adding(layer.units)
        }
        let normal = try NormalDemand(
            state.days,
            upTo: today,
            count: query.normalDays,
            without: promotionDays
        )
        let arrived = state.layers.remaining.map(\.arrived).min()
        let draft = Finding(
            position: position,
            state: state,
            oldestDay: state.layers.remaining.map(\.day).min(),
            arrivedDay: arrived,
            buckets: buckets,
            ordered: normal.ordered,
            inStockDays: normal.days,
            rules: []
        )
        guard state.onHand > 0 else { return draft }
        // Stock that was never sold is idle since it came.
        let quietDays = (state.lastSoldDay ?? arrived).map { today - $0 } ?? 0
        var rules: [SlowMover.Rule] = []
        if quietDays >= query.idleDays { rules.append(.idle) }
        if let cover = draft.cover(against: query.coverDays), cover > 0 { rules.append(.cover) }
        if quietDays >= query.deadDays { rules.append(.dead) }
        return Finding(
            position: position,
            state: state,
            oldestDay: draft.oldestDay,
            arrivedDay: arrived,
            buckets: buckets,
            ordered: normal.ordered,
            inStockDays: normal.days,
            rules: rules
        )
    }

    // MARK: Suggestions

    private func mover(_ found: Finding, others: [Finding], _ items: [SKU: Item]) throws -> SlowMover {
        let sku = try view.names.skus.code(found.position.sku)
        let item = items[sku]
        let excess = try excessUnits(found)
        let advice = try advice(found, excess, others)
        return SlowMover(
            sku: sku,
            name: item?.name,
            warehouse: try view.names.warehouses.code(found.position.warehouse),
            available: found.state.available,
            onHand: found.state.onHand,
            ageBuckets: found.buckets,
            oldestAgeDays: found.oldestDay.map { max(0, today - $0) },
            daysAtWarehouse: found.arrivedDay.map { max(0, today - $0) },
            lastSoldAt: try lastSale(found),
            idleDays: found.state.lastSoldDay.map { max(0, today - $0) },
            normalPerDay: found.normalPerDay,
            daysOfCover: found.daysOfCover,
            excessUnits: excess,
            excessValue: try value(excess, item?.unitCost),
            rules: found.rules,
            suggestion: advice.suggestion,
            transferTo: advice.to,
            reason: advice.reason
        )
    }

    /// available - normal rate x cover-days, rounded down, exactly in whole numbers.
    private func excessUnits(_ found: Finding) throws -> Int64? {
        guard found.inStockDays > 0 else { return nil }
        let (needed, overflows) = found.ordered.multipliedReportingOverflow(by: Int64(query.coverDays))
        if overflows || found.ordered < 0 { return nil }
        let days = Int64(found.inStockDays)
        let roundedUp = needed / days + (needed % days == 0 ? 0 : 1)
        return try found.state.available.adding(roundedUp.negated())
    }

    private func value(_ units: Int64?, _ cost: Money?) throws -> Money? {
        guard let units, let cost else { return nil }
        return try cost.times(units)
    }

    private func advice(_ found: Finding, _ excess: Int64?, _ others: [Finding]) throws -> (
        suggestion: SlowMover.Suggestion, to: Warehouse?, reason: String
    ) {
        if found.state.available <= 0 {
            return (.remove, nil, "none of the \(found.state.onHand.inUnits) on hand can be sold")
        }
        if let excess, excess <= 0 {
            let lasts = "it lasts \((found.daysOfCover ?? 0).short) days at its normal rate"
            return (
                .hold, nil,
                found.rules.contains(.cover)
                    ? "\(lasts); less than one unit is beyond \(query.coverDays) days"
                    : "the stock lasts \(query.coverDays) days or less at its normal rate"
            )
        }
        let needy = try others.filter { other in
            other.position != found.position && other.cover(against: query.coverDays).map { $0 < 0 } ?? false
        }.map { (finding: $0, warehouse: try view.names.warehouses.code($0.position.warehouse)) }
            .min { $0.finding.sellsFaster(than: $1.finding) ?? ($0.warehouse < $1.warehouse) }?.finding
        if let needy, let rate = needy.normalPerDay {
            let warehouse = try view.names.warehouses.code(needy.position.warehouse)
            let cover = needy.daysOfCover ?? 0
            return (
                .transfer, warehouse,
                "\(warehouse) sells \(rate.short) a day and has \(cover.short) days of cover"
            )
        }
        if found.rules.contains(.dead), let oldest = found.oldestDay, today - oldest > query.removeDays {
            return (
                .remove, nil,
                "no sale for \(query.deadDays) days, and the oldest units are \(today - oldest) days old"
            )
        }
        if let promotion = comingPromotion {
            return (.hold, nil, "\(promotion.name) starts on \(promotion.from)")
        }
        let why =
            found.state.lastSoldDay.map { "the last sale was \(today - $0) days ago" }
            ?? "never sold here"
        if found.rules.contains(.idle) { return (.markDown, nil, why) }
        return (.markDown, nil, "it lasts \((found.daysOfCover ?? 0).short) days at its normal rate")
    }

    /// The instant of the last sale, looked up on its day.
    private func lastSale(_ found: Finding) throws -> Instant? {
        guard let day = found.state.lastSoldDay else { return nil }
        let statement = selectSales
        defer { statement.reset() }
        statement.bind(EventDays.json(try view.eventDays.numbers(onDay: day, sku: found.position.sku)), at: 1)
        statement.bind(view.lastSeq ?? .max, at: 2)
        statement.bind(view.time.asOf?.milliseconds ?? .max, at: 3)
        while try statement.next() {
            let route = try view.names.routes.route(statement.integer(0))
            if route.key.warehouse == found.position.warehouse, demand.isDemand(route) {
                return Instant(milliseconds: statement.integer(1))
            }
        }
        return nil
    }
}

extension Double {
    /// With one decimal, for a sentence.
    fileprivate var short: String {
        let tenths = (self * 10).rounded()
        guard tenths.magnitude < 9e15 else { return "very many" }
        let whole = Int64(tenths)
        return whole % 10 == 0 ? "\(whole / 10)" : "\(whole / 10).\((whole % 10).magnitude)"
    }
}
