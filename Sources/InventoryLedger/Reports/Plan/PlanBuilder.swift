import GRDB

extension Ledger {
    /// The recorded plan that learned from a promotion, computed again from what was known when it was recorded: that
    /// of the next promotion after it. Nil if there is none.
    ///
    /// - Throws: `unknownPromotion`.
    public func plan(learnedFrom name: String) throws -> PromotionPlan? {
        try view(ReportTime()) { view in
            let earlier = try Promotion.named(name, view.database)
            for promotion in try Promotion.all(view.database) where promotion.from > earlier.to {
                guard let parameters = try PlanParameters.of(promotion, view.database),
                    parameters.like.map({ $0.hasSameBytes(as: earlier.name) }) ?? false
                else { continue }
                let query = try PlanQuery(promotion: promotion.name, recorded: parameters)
                let then = try BookView(view.database, settings: settings, time: query.time, now: view.now)
                return try PlanBuilder(self, then, query).build()
            }
            return nil
        }
    }

    /// A plan for a promotion, from what the ledger knows.
    ///
    /// - Throws: `unknownPromotion`, `promotionStarted` if its first day is not in the future, `badWindow` for options
    ///   that are out of range, `sumOverflow` for quantities beyond 64 bits.
    public func plan(_ query: PlanQuery) throws -> PromotionPlan {
        try query.check()
        return try view(query.time) { view in
            try PlanBuilder(self, view, query).build()
        }
    }
}

/// demand, stock, shipments and calendars -> a plan.
struct PlanBuilder {
    private let ledger: Ledger
    private let view: BookView
    private let query: PlanQuery
    private let promotion: Promotion
    private let like: Promotion?
    private let items: [SKU: Item]
    private let calendars: CalendarBook
    private let skus: [Int64]?
    private let promotionDays: DaySet
    private let today: Int

    private var distance: Int { promotion.from.dayNumber - today }
    private var days: Int { promotion.to.dayNumber - promotion.from.dayNumber + 1 }
    private var arrivalService: Double { (query.service ?? PlanQuery.usualArrivalService).double }

    init(_ ledger: Ledger, _ view: BookView, _ query: PlanQuery) throws {
        self.ledger = ledger
        self.view = view
        self.query = query
        let all = try Promotion.all(view.database)
        promotion = try Promotion.named(query.promotion, view.database)
        today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
        guard promotion.from.dayNumber > today else {
            throw LedgerError(
                .promotionStarted,
                "\(promotion.name) starts on \(promotion.from), which is not after \(CalendarDate(dayNumber: today)); "
                    + "plan it as of an earlier day"
            )
        }
        like = try Self.like(query.like, promotion, all, before: today, view.database)
        let known = try query.time.lastKnownBatch(view.database)
        items = try Ledger.items(view.database, knownUpTo: known)
        calendars = try CalendarBook(view.database, knownUpTo: known)
        skus = try view.skus(matching: query.sku)
        promotionDays = try Promotion.days(of: all, in: view.zone)
    }

    /// The named promotion, else the latest ended one whose name differs only in digits.
    private static func like(
        _ name: String?,
        _ promotion: Promotion,
        _ all: [Promotion],
        before today: Int,
        _ database: Database
    ) throws -> Promotion? {
        guard let name else { return latest(like: promotion, among: all, before: today) }
        let like = try Promotion.named(name, database)
        guard like.to.dayNumber < today else {
            throw LedgerError(
                .badWindow,
                "\(like.name) ends on \(like.to), which is not before \(CalendarDate(dayNumber: today)); "
                    + "learn from one that has ended"
            )
        }
        return like
    }

    /// The latest promotion that ended before a day and has the letters of the name, such as `hot-sale-2025` for
    /// `hot-sale-2026`, or `hot-sale`.
    static func latest(like promotion: Promotion, among all: [Promotion], before today: Int) -> Promotion? {
        func stem(_ name: String) -> String { name.filter(\.isLetter) }
        return all.filter {
            $0.name != promotion.name && $0.to.dayNumber < today
                && stem($0.name).hasSameBytes(as: stem(promotion.name))
        }.max { ($0.to, $0.name) < ($1.to, $1.name) }
    }

    private func readyBy(_ warehouse: Warehouse) -> Int {
        let usual = promotion.from.dayNumber - query.shelfDays
        return promotion.cutoffs.first { $0.warehouse == warehouse }.map { min(usual, $0.day.dayNumber) }
            ?? usual
    }

    func build() throws -> PromotionPlan {
        let readings = try ledger.planReadings(Set([like].compactMap(\.self)), view)
        let courses = readings.courses
        let history = try readings.reports.first.map { like, report in
            try PlanHistory(
                view,
                report: report,
                like: like,
                distance: distance,
                courses: courses,
                without: promotionDays
            )
        }
        let pools = try UpliftPools(history, items)
        let times = TransitTimes(readings.ways, view, calendars)
        let supply = try PlanSupply(
            view,
            skus: skus,
            lines: readings.openLines,
            times: times,
            service: arrivalService,
            readyBy: readyBy
        )
        let learned =
            try query.safety == nil
            ? LearnedSafety(
                courses.all.map(\.days),
                length: days,
                distance: distance,
                today: today,
                normalDays: PlanQuery.normalDays,
                without: promotionDays
            ) : nil
        var warnings: [PlanWarning] = []
        if like == nil {
            warnings.append(.noLike)
        } else if pools.ofAll == nil {
            warnings.append(.noHistory)
        } else if history?.isOfEve ?? false {
            warnings.append(.shortHistory)
        }
        let isEstimated = reachesEstimatedYear()
        if isEstimated { warnings.append(.estimatedCalendar) }
        var rows: [PlanRow] = []
        var routes = PlanRoutes(times, service: arrivalService, readyBy: readyBy)
        for goods in try goods(courses, supply, history).sorted(by: { $0.sku < $1.sku }) {
            let pooled = pools.uplift(of: items[goods.sku]?.category) ?? .one
            let uplift = try Uplift.of(history?.uplift(of: goods.sku), pooled: pooled)
            for place in goods.places where query.warehouse == nil || query.warehouse == place.warehouse {
                rows.append(
                    try row(
                        goods,
                        place,
                        history?.ofSKUs[goods.sku],
                        (pooled, uplift),
                        learned,
                        &routes,
                        warnings
                    )
                )
            }
        }
        let warehouses = Set(rows.map(\.warehouse))
        return PromotionPlan(
            promotion: promotion,
            like: like,
            query: query,
            plannedOn: CalendarDate(dayNumber: today),
            asOf: view.present.advanced(byMilliseconds: -1),
            knownAt: view.time.knownAt ?? view.now,
            pooledUplift: pools.ofAll,
            rows: rows,
            legs: legs(times),
            arrivals: supply.arrivals.filter { warehouses.contains($0.warehouse) },
            warnings: warnings,
            looks: try looks(rows),
            closures: closures()
        )
    }

    /// Whether a day from now to the promotion is in a year of China whose holidays are estimated.
    private func reachesEstimatedYear() -> Bool {
        let china = calendars.calendar(.china)
        return (CalendarDate(dayNumber: today).year...promotion.from.year).contains {
            china.isEstimated(year: $0)
        }
    }

    private func closures() -> [PlanClosure] {
        [CalendarName.china, .mexicanCustoms].flatMap { name in
            let calendar = calendars.calendar(name)
            var runs: [PlanClosure] = []
            for day in calendar.days(from: CalendarDate(dayNumber: today), to: promotion.to)
            where day.isClosed {
                let isEstimated = day.basis == .estimated
                if let run = runs.last, run.to.dayNumber + 1 == day.date.dayNumber, run.name == day.name {
                    runs[runs.count - 1] = PlanClosure(
                        calendar: name,
                        from: run.from,
                        to: day.date,
                        name: day.name,
                        isEstimated: isEstimated
                    )
                } else {
                    runs.append(
                        PlanClosure(
                            calendar: name,
                            from: day.date,
                            to: day.date,
                            name: day.name,
                            isEstimated: isEstimated
                        )
                    )
                }
            }
            return runs
        }
    }

    private func legs(_ times: TransitTimes) -> [PlanLeg] {
        TransportMode.allCases.flatMap { mode in
            [TransitLeg.dispatchPort, .portRelease, .releaseShelf].compactMap { leg in
                times.estimate(leg, mode: mode.rawValue).map { estimate in
                    let ended: Int? = if case .measured(let ended, _) = estimate.basis { ended } else { nil }
                    return PlanLeg(
                        leg: leg,
                        mode: mode,
                        p50: estimate.days(0.5),
                        p90: estimate.days(0.9),
                        ended: ended
                    )
                }
            }
        }
    }

    private func looks(_ rows: [PlanRow]) throws -> [PlanLook] {
        try Set(query.looks).sorted().map { day in
            let open = rows.filter { $0.second != nil && ($0.decideBy ?? day) >= day }
            return PlanLook(
                day: day,
                open: open.count,
                units: try open.reduce(0) { try $0.adding($1.second?.units ?? 0) },
                late: rows.count { $0.second != nil } - open.count
            )
        }
    }

    // MARK: Goods

    /// A SKU with its warehouses.
    private struct Goods {
        let sku: SKU
        let rate: Fraction
        let places: [Place]
    }

    private struct Place {
        let warehouse: Warehouse
        let rate: Fraction?
        let share: Fraction
        let units: PlanSupply.Units
    }

    private func goods(_ courses: DemandCourses, _ supply: PlanSupply, _ history: PlanHistory?) throws
        -> [Goods]
    {
        let wanted = skus.map { Set($0) }
        var rates: [SKU: [Warehouse: Fraction?]] = [:]
        for (position, course) in courses.all where wanted?.contains(position.sku) ?? true {
            let normal = try NormalDemand(
                course,
                upTo: today,
                count: PlanQuery.normalDays,
                without: promotionDays
            )
            let (sku, warehouse) = (
                try view.names.skus.code(position.sku), try view.names.warehouses.code(position.warehouse)
            )
            rates[sku, default: [:]][warehouse] = .some(normal.perDay)
        }
        for key in supply.units.keys where rates[key.sku]?[key.warehouse] == nil {
            rates[key.sku, default: [:]][key.warehouse] = .some(nil)
        }
        return try rates.map { sku, own in
            let rate = try own.values.reduce(.zero) { try $0 + ($1 ?? .zero) }
            let soldAt = history?.ofSKUs[sku]?.soldAt ?? [:]
            let sold = try soldAt.values.reduce(.zero) { try $0 + $1 }
            let places = try own.keys.sorted().compactMap { warehouse -> Place? in
                let ownRate = own[warehouse] ?? nil
                let share: Fraction =
                    if sold > .zero {
                        try ((soldAt[warehouse] ?? .zero) / sold).roundedDown(decimals: 6)
                    } else if rate > .zero {
                        try ((ownRate ?? .zero) / rate).roundedDown(decimals: 6)
                    } else {
                        .zero
                    }
                let units = supply.units[PlanSupply.Key(sku: sku, warehouse: warehouse)] ?? PlanSupply.Units()
                let isAnything =
                    (ownRate ?? .zero) > .zero || share > .zero || units.sellable != 0 || units.incoming != 0
                    || units.atRisk != 0
                guard isAnything else { return nil }
                return Place(warehouse: warehouse, rate: ownRate, share: share, units: units)
            }
            return Goods(sku: sku, rate: rate, places: places)
        }
    }

    // MARK: Rows

    private static let p50 = Fraction(decimal: "0.5") ?? .one
    private static let p80 = Fraction(decimal: "0.8") ?? .one
    private static let p90 = Fraction(decimal: "0.9") ?? .one

    private func row(
        _ goods: Goods,
        _ place: Place,
        _ history: PlanHistory.OfSKU?,
        _ uplift: (pooled: Fraction, own: Fraction),
        _ learned: LearnedSafety?,
        _ routes: inout PlanRoutes,
        _ common: [PlanWarning]
    ) throws -> PlanRow {
        let item = items[goods.sku]
        let traffic = query.trafficOfSKUs[goods.sku] ?? query.traffic
        // Cut and not rounded, so that no rounding is rounded up to a unit.
        let forecast = try (goods.rate * Fraction(Int64(days)) * uplift.own * traffic * place.share)
            .roundedDown(decimals: 6)
        let service = query.service ?? PlanQuery.usualDemandService
        let learnedFactor = try learned?.factor(for: forecast, share: service)
        let factor = try learnedFactor ?? (Fraction.one + (query.safety ?? PlanQuery.usualSafety))
        let ready = readyBy(place.warehouse)
        let figures = try PlanFigures(
            PlanFigures.Inputs(
                rate: place.rate ?? .zero,
                forecast: forecast,
                safetyFactor: factor,
                firstShare: query.firstShare,
                sellable: place.units.sellable,
                incoming: place.units.incoming,
                daysToReady: max(0, ready - today),
                bridgeDays: promotion.from.dayNumber - max(ready, today),
                cartonUnits: item?.cartonUnits,
                leastOrder: item?.moq
            )
        )
        func quantile(_ share: Fraction) throws -> Fraction? {
            try learned?.factor(for: forecast, share: share).map { try forecast * $0 }
        }
        let p50 = try quantile(Self.p50) ?? forecast
        let sea = routes.choice(.sea, to: place.warehouse)
        let air = routes.choice(.air, to: place.warehouse)
        let firstChoice = sea?.isPossible == true ? sea : air ?? sea
        let secondChoice = air ?? sea
        let first = try order(figures.first, firstChoice, goods.sku, item)
        let second = try order(figures.second, secondChoice, goods.sku, item)
        let choices = [first == nil ? nil : firstChoice, second == nil ? nil : secondChoice].compactMap { $0 }
        let lateRisk = choices.map(\.lateRisk).max() ?? 0
        var warnings = common
        if place.rate == nil { warnings.append(.noRate) }
        if choices.contains(where: { !$0.isPossible })
            || choices.isEmpty && figures.first.addingReportingOverflow(figures.second).partialValue > 0
        {
            warnings.append(.tooLate)
        }
        if Set(choices.map(\.mode)).count == 1, lateRisk > PlanQuery.lateRiskMax {
            warnings.append(.oneChannel)
        }
        if history?.hasBulkOrder ?? false { warnings.append(.bulk) }
        if history?.isNegative ?? false || place.units.available < 0 { warnings.append(.negativeBook) }
        if item?.cartonUnits == nil, !choices.isEmpty { warnings.append(.noCarton) }
        if choices.contains(where: \.hasOpenTail) { warnings.append(.openTail) }
        if place.units.hasUnknownMode { warnings.append(.unknownMode) }
        let usual = promotion.from.dayNumber - query.shelfDays
        return PlanRow(
            sku: goods.sku,
            name: item?.name,
            warehouse: place.warehouse,
            category: item?.category,
            rate: place.rate,
            rateOfSKU: goods.rate,
            rateLike: history?.rate,
            soldLike: history?.sold,
            pooledUplift: uplift.pooled,
            uplift: uplift.own,
            traffic: traffic,
            share: place.share,
            days: days,
            p50: p50,
            p80: try quantile(Self.p80),
            p90: try quantile(Self.p90),
            learnedFrom: learnedFactor == nil ? nil : learned?.count(for: forecast),
            safety: try factor - .one,
            atRisk: place.units.atRisk,
            readyBy: CalendarDate(dayNumber: ready),
            cutoff: ready < usual ? CalendarDate(dayNumber: ready) : nil,
            figures: figures,
            first: first,
            second: second,
            lateRisk: lateRisk,
            runsOutOn: try figures.daysToEmpty().map { CalendarDate(dayNumber: today + Int(clamping: $0)) },
            leftoverDays: try figures.leftoverDays(expected: p50),
            cost: try item?.unitCost?.times(figures.first.adding(figures.second)),
            warnings: warnings
        )
    }

    private func order(_ units: Int64, _ choice: PlanRoutes.Choice?, _ sku: SKU, _ item: Item?) throws
        -> PlanRow.Order?
    {
        guard units > 0, let choice else { return nil }
        func measure(_ perUnit: Int64?, over divisor: Int128) throws -> Fraction? {
            try perUnit.map { try Fraction(Int128(units) * Int128($0), over: divisor) }
        }
        let cartons = item?.cartonUnits.flatMap { $0 > 0 ? $0 : nil }.map { carton in
            units / carton + (units % carton == 0 ? 0 : 1)
        }
        return PlanRow.Order(
            sku: sku,
            units: units,
            mode: choice.mode,
            shipBy: CalendarDate(dayNumber: choice.shipBy),
            cartons: cartons,
            cubicMetres: try measure(item?.unitCM3, over: 1_000_000),
            kilograms: try measure(item?.unitG, over: 1000)
        )
    }
}
