/// The options of what runs out.
public struct RunsOutQuery: Sendable {
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse; nil for all.
    public var warehouse: Warehouse?
    /// Only what runs out before this day; nil for all that ever does.
    public var before: CalendarDate?
    /// The part of the ledger that the report knows.
    public var time = ReportTime()

    /// Everything that runs out, unless an argument limits it.
    public init(sku: String? = nil) { self.sku = sku }
}

/// Stock that runs out, if nothing more is ordered.
public struct RunsOutRow: Sendable {
    /// The SKU.
    public let sku: SKU
    /// The item's name, where it is known.
    public let name: String?
    /// The warehouse.
    public let warehouse: Warehouse
    /// Units that can be sold now.
    public let sellable: Int64
    /// Units on the way whose day is known.
    public let incoming: Int64
    /// Units on the way whose day is not known, which do not count.
    public let undated: Int64
    /// The first expected day of units on the way; nil if there is none.
    public let nextArrivalOn: CalendarDate?
    /// Units per day outside promotions.
    public let rate: Fraction
    /// The day on which stock ends, with what is on the way and through the promotions.
    public let runsOutOn: CalendarDate
    /// The same if nothing arrives.
    public let withoutArrivalsOn: CalendarDate
    /// The promotion during which it ends; nil if it ends outside of promotions.
    public let during: String?
    /// Units that are missing from then to the day asked for; nil without one.
    public let shortUnits: Int64?
}

extension Ledger {
    /// What runs out when, at the normal rate and through the promotions that are declared, with units on the way on
    /// their expected days; the soonest first.
    ///
    /// - Throws: `sumOverflow` for quantities beyond 64 bits.
    public func runsOut(_ query: RunsOutQuery = RunsOutQuery()) throws -> [RunsOutRow] {
        try view(query.time) { view in
            try RunsOutBuilder(self, view, query).build()
        }
    }
}

/// Stock that falls at a rate that changes on some days, and rises on others.
struct StockForecast {
    /// What changes on a day, in days since 1970-01-01.
    struct Change {
        let day: Int
        var arriving: Int64 = 0
        /// The units per day from this day on; nil if they stay.
        var rate: Fraction?
    }

    /// The first day at whose end nothing is left; nil if stock never ends.
    ///
    /// - Parameters:
    ///   - stock: the units at the end of today.
    ///   - rate: the units per day from tomorrow on.
    ///   - changes: by day, all after today.
    static func lastDay(stock: Int64, rate: Fraction, today: Int, changes: [Change]) throws -> Int? {
        guard stock > 0 else { return today }
        var left = Fraction(stock)
        var rate = rate
        /// Units are sold up to the end of this day.
        var day = today
        for change in changes.sorted(by: { $0.day < $1.day }) {
            if let end = try end(left, rate, after: day), end < change.day { return end }
            left = try left - rate * Fraction(Int64(change.day - 1 - day)) + Fraction(change.arriving)
            day = change.day - 1
            rate = change.rate ?? rate
        }
        return try end(left, rate, after: day)
    }

    private static func end(_ left: Fraction, _ rate: Fraction, after day: Int) throws -> Int? {
        guard rate > .zero else { return nil }
        let days = try left / rate
        return days > Fraction(PlanFigures.daysMax) ? nil : day + Int(clamping: try days.roundedUp())
    }
}

struct RunsOutBuilder {
    private let ledger: Ledger
    private let view: BookView
    private let query: RunsOutQuery
    private let today: Int

    init(_ ledger: Ledger, _ view: BookView, _ query: RunsOutQuery) {
        self.ledger = ledger
        self.view = view
        self.query = query
        today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
    }

    /// A promotion to come, with how much each SKU sells in it.
    private struct Coming {
        let promotion: Promotion
        let uplifts: [SKU: Fraction]
        let pooled: Fraction

        func uplift(of sku: SKU) -> Fraction { uplifts[sku] ?? pooled }
    }

    /// The units of a position that are on the way, by their expected day.
    private struct OnTheWay {
        var byDay: [Int: Int64] = [:]
        var undated: Int64 = 0
    }

    func build() throws -> [RunsOutRow] {
        let known = try query.time.lastKnownBatch(view.database)
        let items = try Ledger.items(view.database, knownUpTo: known)
        let all = try Promotion.all(view.database)
        let promotionDays = try Promotion.days(of: all, in: view.zone)
        let ahead = all.filter { $0.to.dayNumber > today }.map {
            (promotion: $0, like: PlanBuilder.latest(like: $0, among: all, before: today))
        }
        let readings = try ledger.planReadings(Set(ahead.compactMap(\.like)), view)
        let courses = readings.courses
        let coming = try ahead.map { promotion, like in
            try self.coming(promotion, like, readings, items, promotionDays)
        }
        let skus = try view.skus(matching: query.sku)
        let wanted = skus.map { Set($0) }
        let onTheWay = try onTheWay(readings, CalendarBook(view.database, knownUpTo: known))
        var sellable: [PlanSupply.Key: Int64] = [:]
        let positions = try PositionSource(view).positions(skus: skus, includesEmpty: false)
        for row in try StockReport.rows(view, positions, includesZero: false) {
            sellable[PlanSupply.Key(sku: row.sku, warehouse: row.warehouse)] = try row.units.available.adding(
                row.units.allocated
            )
        }
        var rows: [RunsOutRow] = []
        for (position, course) in courses.all where wanted?.contains(position.sku) ?? true {
            let normal = try NormalDemand(
                course,
                upTo: today,
                count: PlanQuery.normalDays,
                without: promotionDays
            )
            guard let rate = normal.perDay, rate > .zero else { continue }
            let sku = try view.names.skus.code(position.sku)
            let warehouse = try view.names.warehouses.code(position.warehouse)
            guard query.warehouse == nil || query.warehouse == warehouse else { continue }
            let key = PlanSupply.Key(sku: sku, warehouse: warehouse)
            let row = try row(
                key,
                items[sku]?.name,
                rate,
                sellable[key] ?? 0,
                onTheWay[key] ?? OnTheWay(),
                coming
            )
            if let row { rows.append(row) }
        }
        return rows.sorted {
            ($0.runsOutOn.dayNumber, $0.sku, $0.warehouse) < ($1.runsOutOn.dayNumber, $1.sku, $1.warehouse)
        }
    }

    private func coming(
        _ promotion: Promotion,
        _ like: Promotion?,
        _ readings: PlanReadings,
        _ items: [SKU: Item],
        _ promotionDays: DaySet
    ) throws -> Coming {
        guard let like, let report = readings.reports[like] else {
            return Coming(promotion: promotion, uplifts: [:], pooled: .one)
        }
        let history = try PlanHistory(
            view,
            report: report,
            like: like,
            distance: max(0, promotion.from.dayNumber - today),
            courses: readings.courses,
            without: promotionDays
        )
        let pools = try UpliftPools(history, items)
        var uplifts: [SKU: Fraction] = [:]
        for sku in history.ofSKUs.keys {
            let pooled = pools.uplift(of: items[sku]?.category) ?? .one
            uplifts[sku] = try Uplift.of(history.uplift(of: sku), pooled: pooled)
        }
        return Coming(promotion: promotion, uplifts: uplifts, pooled: pools.ofAll ?? .one)
    }

    private func onTheWay(_ readings: PlanReadings, _ calendars: CalendarBook) throws -> [PlanSupply.Key:
        OnTheWay]
    {
        let times = TransitTimes(readings.ways, view, calendars)
        var found: [PlanSupply.Key: OnTheWay] = [:]
        for line in readings.openLines where line.open > 0 {
            let key = PlanSupply.Key(sku: line.sku, warehouse: line.warehouse)
            var own = found[key] ?? OnTheWay()
            let transit = ShipmentTransit(line, view.zone)
            if let day = transit?.progress(times).expectedOn?.dayNumber {
                let day = max(day, today + 1)
                own.byDay[day] = try (own.byDay[day] ?? 0).adding(line.open)
            } else {
                own.undated = try own.undated.adding(line.open)
            }
            found[key] = own
        }
        return found
    }

    private func row(
        _ key: PlanSupply.Key,
        _ name: String?,
        _ rate: Fraction,
        _ stock: Int64,
        _ onTheWay: OnTheWay,
        _ coming: [Coming]
    ) throws -> RunsOutRow? {
        var rates: [Int: Fraction] = [:]
        var current = rate
        // Where promotions overlap, the highest uplift holds.
        let bounds = Set(coming.flatMap { [$0.promotion.from.dayNumber, $0.promotion.to.dayNumber + 1] })
        func rateOn(_ day: Int) throws -> Fraction {
            let uplift = coming.filter {
                ($0.promotion.from.dayNumber...$0.promotion.to.dayNumber).contains(day)
            }
            .map { $0.uplift(of: key.sku) }.max()
            return try rate * (uplift ?? .one)
        }
        for day in bounds where day > today { rates[day] = try rateOn(day) }
        current = try rateOn(today + 1)
        let promotions = rates.map { StockForecast.Change(day: $0.key, rate: $0.value) }
        let arrivals = onTheWay.byDay.map { StockForecast.Change(day: $0.key, arriving: $0.value) }
        let end = try StockForecast.lastDay(
            stock: stock,
            rate: current,
            today: today,
            changes: Self.merged(promotions + arrivals)
        )
        guard let end, query.before.map({ end < $0.dayNumber }) ?? true else { return nil }
        let without = try StockForecast.lastDay(
            stock: stock,
            rate: current,
            today: today,
            changes: promotions
        )
        var short: Int64?
        if let before = query.before {
            var missing = Fraction.zero
            var day = max(end, today) + 1
            for bound in (bounds.union([before.dayNumber])).sorted()
            where bound > day && bound <= before.dayNumber {
                missing = try missing + rateOn(day) * Fraction(Int64(bound - day))
                day = bound
            }
            short = try missing.roundedUp()
        }
        return RunsOutRow(
            sku: key.sku,
            name: name,
            warehouse: key.warehouse,
            sellable: stock,
            incoming: try onTheWay.byDay.values.reduce(0) { try $0.adding($1) },
            undated: onTheWay.undated,
            nextArrivalOn: onTheWay.byDay.keys.min().map { CalendarDate(dayNumber: $0) },
            rate: rate,
            runsOutOn: CalendarDate(dayNumber: end),
            withoutArrivalsOn: CalendarDate(dayNumber: without ?? end),
            during: coming.first {
                ($0.promotion.from.dayNumber...$0.promotion.to.dayNumber).contains(end)
            }?.promotion.name,
            shortUnits: short
        )
    }

    /// The changes of one day together.
    private static func merged(_ changes: [StockForecast.Change]) throws -> [StockForecast.Change] {
        var days: [Int: StockForecast.Change] = [:]
        for change in changes {
            var known = days[change.day] ?? StockForecast.Change(day: change.day)
            known.arriving = try known.arriving.adding(change.arriving)
            known.rate = change.rate ?? known.rate
            days[change.day] = known
        }
        return days.values.sorted { $0.day < $1.day }
    }
}
