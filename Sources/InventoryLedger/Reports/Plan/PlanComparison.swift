/// Ways to decide how much to order, side by side on a promotion that has ended: what each would have ordered on a day
/// before it, and what then sold.
public struct PlanComparison: Sendable {
    /// The promotion.
    public let promotion: Promotion
    /// The day on which the methods order. They know nothing later.
    public let plannedOn: CalendarDate
    /// The day on which the method with two orders decides the second one.
    public let toppedUpOn: CalendarDate
    /// Units ordered by customers in the promotion.
    public let demand: Int64
    /// The SKUs and warehouses compared: those with demand in the 90 days before the plan.
    public let positions: Int
    /// What each method comes to.
    public let methods: [Method]
    /// How often demand stayed within the quantiles of the plan.
    public let calibration: [Calibration]

    /// A method, and how it would have done. Shares are of the demand.
    public struct Method: Hashable, Sendable {
        /// What it is called.
        public let name: String
        /// How it decides.
        public let rule: String
        /// Units ordered.
        public let ordered: Double
        /// Demand that the order covers.
        public let fill: Double
        /// Units ordered beyond the demand.
        public let over: Double
        /// The pinball loss at 0.8: 0.8 of what is missing and 0.2 of what is over.
        public let pinball: Double
        /// The share of positions whose demand is covered.
        public let covered: Double
    }

    /// A quantile of the plan: the share of positions whose demand it should cover, and of those that it did.
    public struct Calibration: Hashable, Sendable {
        /// The share that it should cover.
        public let nominal: Double
        /// The share that it covered.
        public let covered: Double
        /// The positions with such a quantile.
        public let positions: Int
    }

    /// The quantile of the pinball loss.
    static let pinballShare = 0.8
    /// A second order by air is decided this many days before the promotion.
    static let topUpDays = 25
    /// The days before a promotion on which an order by sea is decided, unless another day is asked for.
    static let plannedDays = 47
}

extension Ledger {
    /// Compares methods on a promotion that has ended.
    ///
    /// - Parameters:
    ///   - query: the promotion and the options of the plan; its time is that of the demand that happened.
    ///   - plannedOn: the day on which the methods order; nil for 47 days before the promotion.
    ///   - progress: called with the parts done and all parts.
    /// - Throws: `badWindow` if the promotion has not ended, or the day is not before it.
    public func comparePlans(
        _ query: PlanQuery,
        plannedOn: CalendarDate? = nil,
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws -> PlanComparison {
        try query.check()
        return try view(query.time) { view in
            try PlanComparisonBuilder(self, view, query, plannedOn).build(progress)
        }
    }
}

private struct PlanComparisonBuilder {
    private let ledger: Ledger
    private let view: BookView
    private let query: PlanQuery
    private let promotion: Promotion
    private let plannedOn: Int

    private var days: Int { promotion.to.dayNumber - promotion.from.dayNumber + 1 }
    private var toppedUpOn: Int {
        max(plannedOn, promotion.from.dayNumber - PlanComparison.topUpDays)
    }

    init(_ ledger: Ledger, _ view: BookView, _ query: PlanQuery, _ plannedOn: CalendarDate?) throws {
        self.ledger = ledger
        self.view = view
        self.query = query
        promotion = try Promotion.named(query.promotion, view.database)
        self.plannedOn = plannedOn?.dayNumber ?? promotion.from.dayNumber - PlanComparison.plannedDays
        guard view.zone.end(ofDay: promotion.to.dayNumber) < view.present else {
            throw LedgerError(
                .badWindow,
                "\(promotion.name) has not ended; methods are compared on a promotion with its whole demand"
            )
        }
        guard self.plannedOn < promotion.from.dayNumber else {
            throw LedgerError(
                .badWindow,
                "the day of the plan must be before \(promotion.name) starts on \(promotion.from)"
            )
        }
    }

    /// What the methods order of one SKU in one warehouse, in the order of `names`.
    private typealias Orders = [Double]

    private static let names = [
        ("mean_28", "mean of 28 days x days"),
        ("weighted_means", "weighted means of 3, 7, 14, 30, 60 and 90 days x days x 1.5"),
        (
            "peak_rate",
            "best 7-day mean of 28 days x (35 + 7 + days) - 35 days of the mean of 28 days"
        ),
        ("plan_flat", "forecast x 1.15"), ("plan_learned", "forecast with safety learned by volume"),
        (
            "plan_two_orders",
            "first share x forecast at once, the rest of the units of plan_flat by newer needs"
        ),
    ]

    func build(_ progress: (Int, Int) -> Void) throws -> PlanComparison {
        progress(0, 3)
        let courses = try DemandCourses(
            view,
            skus: view.skus(matching: query.sku),
            demand: DemandRule(view)
        )
        progress(1, 3)
        let plan = try self.plan(on: plannedOn)
        progress(2, 3)
        let newer = try self.plan(on: toppedUpOn)
        progress(3, 3)
        var orders: [Orders] = []
        var demands: [Double] = []
        var demand: Int64 = 0
        var covered: [[Bool]] = [[], [], []]
        /// Units that the first order leaves to the second, and what newer sales say is missing.
        var later: [(units: Double, need: Double)] = []
        for (position, course) in courses.all {
            let key = PlanSupply.Key(
                sku: try view.names.skus.code(position.sku),
                warehouse: try view.names.warehouses.code(position.warehouse)
            )
            let sums = DemandSums(course, today: plannedOn)
            guard sums.ordered(days: 90, before: 0) > 0 else { continue }
            let sold = DemandSums(course, today: promotion.to.dayNumber).ordered(days: days, before: 0)
            demand = try demand.adding(Int64(sold))
            let row = plan[key]
            let forecast = row?.forecast.double ?? 0
            let flat = forecast * (1 + PlanQuery.usualSafety.double)
            let first = forecast * query.firstShare.double
            let newTarget = (newer[key]?.forecast.double ?? 0) * (1 + PlanQuery.usualSafety.double)
            orders.append([
                sums.mean(28) * Double(days),
                sums.weightedMean * Double(days) * 1.5,
                sums.peakOrder(days: days),
                flat,
                row.map { Double($0.target) } ?? 0,
                first,
            ])
            later.append((flat - first, max(0, newTarget - first)))
            demands.append(sold)
            for (place, quantile) in [row?.learnedFrom == nil ? nil : row?.p50, row?.p80, row?.p90]
                .enumerated()
            {
                if let quantile { covered[place].append(sold <= quantile.double) }
            }
        }
        Self.dealSecondOrder(&orders, later)
        return PlanComparison(
            promotion: promotion,
            plannedOn: CalendarDate(dayNumber: plannedOn),
            toppedUpOn: CalendarDate(dayNumber: toppedUpOn),
            demand: demand,
            positions: demands.count,
            methods: Self.names.enumerated().map { place, name in
                Self.method(name, orders.map { $0[place] }, demands)
            },
            calibration: zip([0.5, 0.8, 0.9], covered).map { nominal, all in
                PlanComparison.Calibration(
                    nominal: nominal,
                    covered: all.isEmpty ? 0 : Double(all.count { $0 }) / Double(all.count),
                    positions: all.count
                )
            }
        )
    }

    /// The rows of a plan as of the end of a day.
    private func plan(on day: Int) throws -> [PlanSupply.Key: PlanRow] {
        var query = query
        query.time.asOf = view.zone.end(ofDay: day)
        let then = try BookView(view.database, settings: view.settings, time: query.time, now: view.now)
        let plan = try PlanBuilder(ledger, then, query).build()
        return Dictionary(
            plan.rows.map { (PlanSupply.Key(sku: $0.sku, warehouse: $0.warehouse), $0) },
            uniquingKeysWith: { $1 }
        )
    }

    /// Adds the second order to the method with two: the units that are left, by newer needs.
    private static func dealSecondOrder(_ orders: inout [Orders], _ later: [(units: Double, need: Double)]) {
        let units = later.reduce(0) { $0 + $1.units }
        let needs = later.reduce(0) { $0 + $1.need }
        guard needs > 0 else { return }
        for (place, part) in later.enumerated() { orders[place][5] += part.need * units / needs }
    }

    private static func method(
        _ name: (name: String, rule: String),
        _ orders: [Double],
        _ demands: [Double]
    ) -> PlanComparison.Method {
        let demand = max(demands.reduce(0, +), 1)
        var (missing, over, covered) = (0.0, 0.0, 0)
        for (order, sold) in zip(orders, demands) {
            missing += max(0, sold - order)
            over += max(0, order - sold)
            if order >= sold { covered += 1 }
        }
        let share = PlanComparison.pinballShare
        return PlanComparison.Method(
            name: name.name,
            rule: name.rule,
            ordered: orders.reduce(0, +) / demand,
            fill: 1 - missing / demand,
            over: over / demand,
            pinball: (share * missing + (1 - share) * over) / demand,
            covered: demands.isEmpty ? 0 : Double(covered) / Double(demands.count)
        )
    }
}

/// Units ordered over spans of days up to a day.
private struct DemandSums {
    /// The days with changes up to that day.
    private let course: ArraySlice<DemandDay>
    private let today: Int

    init(_ course: [DemandDay], today: Int) {
        self.course = course[...NormalDemand.lastIndex(of: course, upTo: today)]
        self.today = today
    }

    /// Units ordered on so many days that end some days before today.
    func ordered(days: Int, before: Int) -> Double {
        let (first, last) = (today - before - days + 1, today - before)
        var sum = 0.0
        for day in course.reversed() where day.day <= last {
            guard day.day >= first else { break }
            sum += Double(day.ordered)
        }
        return sum
    }

    func mean(_ days: Int) -> Double { ordered(days: days, before: 0) / Double(days) }

    /// Means of six spans. Source: the restocking tools of the trade show these spans; the weights are a guess.
    var weightedMean: Double {
        let weights = [(3, 0.1), (7, 0.15), (14, 0.2), (30, 0.25), (60, 0.2), (90, 0.1)]
        return weights.reduce(0) { $0 + mean($1.0) * $1.1 }
    }

    /// The trade's formula for promotions: the peak rate over the lead time, some days of safety and the promotion, less
    /// normal sales of the lead time. The peak is the best week of four; the lead time is the longest usual one by sea.
    func peakOrder(days: Int) -> Double {
        let (lead, safety) = (35, 7)
        let peak = (0...21).map { ordered(days: 7, before: $0) / 7 }.max() ?? 0
        return max(0, peak * Double(lead + safety + days) - mean(28) * Double(lead))
    }
}
