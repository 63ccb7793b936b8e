/// What a recorded plan foresaw, and what happened.
public struct PlanReview: Sendable {
    /// The plan, computed again from what was known then.
    public let plan: PromotionPlan
    /// A row for each SKU and warehouse of the plan or of the promotion, sorted by both.
    public let rows: [PlanReviewRow]
    /// How long the legs took that began after the plan.
    public let legs: [LegReview]

    /// Units forecast and sold in all, to a millionth of each row, and their difference.
    ///
    /// - Throws: `sumOverflow`.
    public func totals() throws -> (forecast: Fraction, sold: Fraction, error: Fraction) {
        let forecast = try rows.reduce(Fraction.zero) { try $0 + $1.forecast.rounded(decimals: 6) }
        let sold = try rows.reduce(Fraction.zero) { try $0 + $1.sold }
        return (forecast, sold, try forecast - sold)
    }

    /// A leg by one mode, as planned and as it was.
    public struct LegReview: Hashable, Sendable {
        /// The leg as planned.
        public let planned: PlanLeg
        /// Such legs that began after the plan and have ended.
        public let ended: Int
        /// Open days within which half of them ended; nil if there are none.
        public let actualP50: Int?
        /// How many of them ended within the days planned for nine of ten.
        public let withinP90: Int
    }
}

/// What was planned of one SKU in one warehouse, and what happened.
public struct PlanReviewRow: Sendable {
    /// The SKU.
    public let sku: SKU
    /// The item's name, where it is known.
    public let name: String?
    /// The warehouse.
    public let warehouse: Warehouse
    /// The row of the plan; nil if it had none.
    public let planned: PlanRow?
    /// Units ordered in the promotion, with those missed while out of stock.
    public let sold: Fraction
    /// Of these, the missed ones.
    public let missed: Fraction
    /// Units per day outside promotions, up to the promotion; nil if it was not in stock.
    public let actualRate: Fraction?
    /// Units available at the start.
    public let readyUnits: Int64
    /// Units received between the plan and the promotion.
    public let arrived: Int64
    /// Units received in the promotion from shipments due before it.
    public let lateUnits: Int64
    /// Units available at the end.
    public let closing: Int64
    /// The days of the promotion.
    let days: Int

    /// Units planned to sell; 0 if the plan had no row.
    public var forecast: Fraction { planned?.forecast ?? .zero }

    /// forecast - sold.
    ///
    /// - Throws: `sumOverflow`.
    public func error() throws -> Fraction { try forecast - sold }

    /// The uplift that the plan comes to at this warehouse, with traffic; nil without a planned rate.
    ///
    /// - Throws: `sumOverflow`.
    public func plannedUplift() throws -> Fraction? {
        guard let rate = planned?.rate, rate > .zero else { return nil }
        return try (forecast / (rate * Fraction(Int64(days)))).rounded(decimals: 6)
    }

    /// The uplift that happened; nil without an actual rate.
    ///
    /// - Throws: `sumOverflow`.
    public func actualUplift() throws -> Fraction? {
        guard let actualRate, actualRate > .zero else { return nil }
        return try (sold / (actualRate * Fraction(Int64(days)))).rounded(decimals: 6)
    }

    /// The part of the error that a wrong rate made; nil if one of the rates is not known. The rest comes from the
    /// uplift.
    ///
    /// - Throws: `sumOverflow`.
    public func rateEffect() throws -> Fraction? {
        guard let planned = planned?.rate, let actualRate, let uplift = try plannedUplift() else {
            return nil
        }
        return try (planned - actualRate) * Fraction(Int64(days)) * uplift
    }

    /// The rest of the error, which a wrong uplift made; nil if the part of the rate is not known.
    ///
    /// - Throws: `sumOverflow`.
    public func upliftEffect() throws -> Fraction? { try rateEffect().map { try error() - $0 } }
}

extension Ledger {
    /// Compares the recorded plan of a promotion with what happened.
    ///
    /// - Throws: `unknownPromotion`, `unknownPlan` if no computed plan was recorded, `badWindow` if the promotion has not
    ///   begun.
    public func planReview(of name: String, time: ReportTime = ReportTime()) throws -> PlanReview {
        try view(time) { view in
            try PlanReviewBuilder(self, view, name).build()
        }
    }
}

private struct PlanReviewBuilder {
    private let view: BookView
    private let promotion: Promotion
    private let plan: PromotionPlan
    private let ledger: Ledger

    init(_ ledger: Ledger, _ view: BookView, _ name: String) throws {
        self.ledger = ledger
        self.view = view
        let promotion = try Promotion.named(name, view.database)
        guard let parameters = try PlanParameters.of(promotion, view.database) else {
            throw LedgerError(
                .unknownPlan,
                "no computed plan of \(promotion.name) is recorded; a plan from a file has nothing to compare"
            )
        }
        guard try promotion.window().start < view.present else {
            throw LedgerError(.badWindow, "\(promotion.name) has not begun; it starts on \(promotion.from)")
        }
        let query = try PlanQuery(promotion: promotion.name, recorded: parameters)
        let then = try BookView(view.database, settings: view.settings, time: query.time, now: view.now)
        plan = try PlanBuilder(ledger, then, query).build()
        self.promotion = promotion
    }

    private struct Actual {
        var row: SellThroughRow?
        var arrived: Int64 = 0
        var rate: Fraction?
    }

    func build() throws -> PlanReview {
        var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
        query.time = view.time
        var actuals: [PlanSupply.Key: Actual] = [:]
        for row in try ledger.sellThrough(query, view).rows {
            guard let sku = row.sku, let warehouse = row.warehouse else { continue }
            actuals[PlanSupply.Key(sku: sku, warehouse: warehouse), default: Actual()].row = row
        }
        try addArrivals(to: &actuals)
        try addRates(to: &actuals)
        let planned = Dictionary(
            plan.rows.map { (PlanSupply.Key(sku: $0.sku, warehouse: $0.warehouse), $0) },
            uniquingKeysWith: { $1 }
        )
        let items = try Ledger.items(view.database)
        let keys = Set(planned.keys).union(
            actuals.lazy.filter { ($0.value.row?.ordered ?? 0) > 0 }.map(\.key)
        )
        let rows = try keys.map { key in
            let actual = actuals[key] ?? Actual()
            let sold = try actual.row.flatMap { try PlanHistory.sold($0) } ?? .zero
            return PlanReviewRow(
                sku: key.sku,
                name: items[key.sku]?.name,
                warehouse: key.warehouse,
                planned: planned[key],
                sold: sold,
                missed: try sold - Fraction(actual.row?.ordered ?? 0),
                actualRate: actual.rate,
                readyUnits: actual.row?.readyUnits ?? 0,
                arrived: actual.arrived,
                lateUnits: actual.row?.stock?.lateUnits ?? 0,
                closing: actual.row?.stock?.closing ?? 0,
                days: promotion.to.dayNumber - promotion.from.dayNumber + 1
            )
        }
        return PlanReview(
            plan: plan,
            rows: rows.sorted { ($0.sku, $0.warehouse) < ($1.sku, $1.warehouse) },
            legs: try legs()
        )
    }

    /// Units received between the plan and the promotion.
    private func addArrivals(to actuals: inout [PlanSupply.Key: Actual]) throws {
        let first = CalendarDate(dayNumber: plan.plannedOn.dayNumber + 1)
        let last = CalendarDate(dayNumber: promotion.from.dayNumber - 1)
        guard first <= last else { return }
        var query = SellThroughQuery(
            window: try ReportWindow(from: first, to: last, zone: view.zone, baselineDays: 0)
        )
        query.time = view.time
        for row in try ledger.sellThrough(query, view).rows {
            guard let sku = row.sku, let warehouse = row.warehouse else { continue }
            actuals[PlanSupply.Key(sku: sku, warehouse: warehouse), default: Actual()].arrived =
                row.stock?.received ?? 0
        }
    }

    /// The normal rates up to the promotion.
    private func addRates(to actuals: inout [PlanSupply.Key: Actual]) throws {
        let courses = try DemandCourses(view, skus: nil, demand: DemandRule(view))
        let promotionDays = try Promotion.days(of: Promotion.all(view.database), in: view.zone)
        for (position, course) in courses.all {
            let normal = try NormalDemand(
                course,
                upTo: promotion.from.dayNumber - 1,
                count: PlanQuery.normalDays,
                without: promotionDays
            )
            let key = PlanSupply.Key(
                sku: try view.names.skus.code(position.sku),
                warehouse: try view.names.warehouses.code(position.warehouse)
            )
            actuals[key, default: Actual()].rate = normal.perDay
        }
    }

    private func legs() throws -> [PlanReview.LegReview] {
        let ways = try TransitWay.all(view)
        let times = TransitTimes(ways, view, try CalendarBook(view.database))
        var durations: [TransitLeg: [TransportMode: [Int]]] = [:]
        for way in ways {
            guard let mode = way.mode.flatMap({ TransportMode(written: $0) }) else { continue }
            for (leg, from, to) in way.legs where from >= plan.plannedOn.dayNumber {
                guard let to, to >= from else { continue }
                durations[leg, default: [:]][mode, default: []].append(
                    times.calendars.open(leg, to: way.warehouse).count(after: from, through: to)
                )
            }
        }
        return plan.legs.map { leg in
            let own = (durations[leg.leg]?[leg.mode] ?? []).sorted()
            return PlanReview.LegReview(
                planned: leg,
                ended: own.count,
                actualP50: own.isEmpty ? nil : own[(own.count - 1) / 2],
                withinP90: own.count { day in leg.p90.map { day <= $0 } ?? false }
            )
        }
    }
}
