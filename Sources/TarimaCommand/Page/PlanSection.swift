import InventoryLedger
import WarehouseExports

/// The section of a plan on a page: what to order, the time line, the riskiest rows, and what will be left over.
struct PlanSection {
    private let plan: PromotionPlan
    private let today: Instant?
    /// The days of the review's normal rate.
    private let baselineDays: String?
    private let language: Language
    private let text: PageText
    private static let rowsMax = 10
    /// From this number of days on, what is left over is listed.
    private static let leftoverDaysMin = Fraction(30)

    /// - Parameter review: what the plan is shown with; nil where the plan itself is asked for.
    init(_ plan: PromotionPlan, language: Language, in review: PromotionReview? = nil) throws {
        self.plan = plan
        today = review?.sellThrough.present
        self.language = language
        text = try PageText(language: language, promotion: plan.promotion)
        baselineDays = try review.map {
            try PageText(language: language, promotion: $0.promotion).baselineDays(of: $0.sellThrough.window)
        }
    }

    private func phrase(_ key: PlanPhrase) -> String { language.phrase(key) }

    /// The values for the template.
    var values: [String: Any] {
        get throws {
            let totals = try plan.totals()
            let line = PlanTimeLine(plan, text)
            return [
                "planTitle": language.phrase(.planTitle, plan.promotion.name, text.day(plan.plannedOn)),
                "planAnswer": answer(totals),
                "planBasis": basis,
                "planWarnings": over + plan.warnings.map { warning($0) },
                "lineTitle": phrase(.lineTitle),
                "line": line.markup,
                "lineTexts": line.sentences,
                "planTables": [orders(totals), risky.values, leftOver.values],
            ]
        }
    }

    /// That the plan is of the past, if it is.
    private var over: [String] {
        guard let today, text.zone.day(of: today) > plan.promotion.to.dayNumber else { return [] }
        return [language.phrase(.planOver, text.day(plan.promotion.to))]
    }

    private func number(_ value: Fraction?, places: Int = 0) -> String {
        value.map { PageText.grouped($0.decimal(places: places)) } ?? "–"
    }

    private func answer(_ totals: [PromotionPlan.Total]) -> String {
        let parts = totals.filter { $0.units > 0 }.map { total in
            language.phrase(
                total.mode == .sea ? .bySea : .byAir,
                text.units(total.units),
                "\(total.skus)",
                text.day(total.firstShipBy)
            )
        }
        guard !parts.isEmpty else { return phrase(.nothingToOrder) }
        return language.sentence(parts)
    }

    private var basis: String {
        let like = plan.like.map {
            language.phrase(.learnedFrom, $0.name, number(plan.pooledUplift, places: 2))
        }
        let ways = [TransportMode.sea, .air].filter { mode in
            plan.rows.contains { $0.orders.contains { $0.mode == mode } }
        }.map { mode in
            let legs = plan.legs.filter { $0.mode == mode }
            return language.phrase(
                legs.contains { $0.ended == nil } ? .legsDefault : .legsMeasured,
                phrase(mode == .sea ? .viaSea : .viaAir),
                language.names(
                    legs.map { language.phrase(name(of: $0.leg), $0.p90.map { "\($0)" } ?? "–") }
                )
            )
        }
        let rates = baselineDays.map { language.phrase(.twoRates, "\(PlanQuery.normalDays)", $0) }
        return language.paragraph(([like, rates] + ways + [phrase(.noTransfers)]).compactMap { $0 })
    }

    private func name(of leg: TransitLeg) -> PlanPhrase {
        switch leg {
        case .dispatchPort: .legDispatchPort
        case .portRelease: .legPortRelease
        case .releaseShelf: .legReleaseShelf
        case .transfer: .legTransfer
        }
    }

    private func warning(_ warning: PlanWarning) -> String {
        switch warning {
        case .noLike: phrase(.warnNoLike)
        case .noHistory: phrase(.warnNoHistory)
        case .shortHistory: phrase(.warnShortHistory)
        case .estimatedCalendar: phrase(.warnEstimated)
        case .tooLate: phrase(.warnTooLate)
        case .oneChannel: phrase(.warnOneChannel)
        case .bulk: phrase(.warnBulk)
        case .negativeBook: phrase(.warnNegative)
        case .noCarton: phrase(.warnNoCarton)
        case .noRate: phrase(.warnNoRate)
        case .openTail: phrase(.warnOpenTail)
        case .unknownMode: phrase(.warnUnknownMode)
        }
    }

    // MARK: Tables

    private func column(_ key: PlanPhrase, isNumber: Bool = true) -> PageTable.Column {
        PageTable.Column(text: phrase(key), isNumber: isNumber)
    }

    private func orders(_ totals: [PromotionPlan.Total]) -> [String: Any] {
        PageTable(
            heading: phrase(.ordersTitle),
            nothing: phrase(.nothingToOrder),
            columns: [
                column(.mode, isNumber: false), column(.skus), column(.units), column(.cartons),
                column(.volume), column(.weight), column(.firstShipBy, isNumber: false),
            ],
            rows: totals.filter { $0.units > 0 }.map { total in
                [
                    .text(phrase(total.mode == .sea ? .sea : .air)), .number("\(total.skus)"),
                    .number(text.units(total.units)), .number(text.units(total.cartons)),
                    .number(number(total.cubicMetres, places: 2)),
                    .number(number(total.kilograms, places: 1)),
                    .time(text.day(total.firstShipBy)),
                ]
            }
        ).values
    }

    /// Too late first, then what runs out before the promotion, the soonest first, then the largest need.
    private var risky: PageTable {
        func rank(_ row: PlanRow) -> (Int, Int, Int64) {
            let isLate = row.warnings.contains(.tooLate)
            let runsOut = row.runsOutOn.map { $0 < plan.promotion.from ? $0.dayNumber : .max } ?? .max
            return (isLate ? 0 : 1, runsOut, row.need < 0 ? 0 : -row.need)
        }
        let rows = plan.rows.filter { $0.need > 0 || $0.atRisk > 0 }.sorted {
            let (left, right) = (rank($0), rank($1))
            return left == right ? ($0.sku, $0.warehouse) < ($1.sku, $1.warehouse) : left < right
        }
        return PageTable(
            heading: heading(.riskyTitle, count: rows.count),
            nothing: phrase(.noneRisky),
            columns: [
                column(.article, isNumber: false), column(.forecast), column(.target), column(.sellable),
                column(.incoming), column(.atRisk), column(.runsOutOn, isNumber: false),
                column(.orders, isNumber: false), column(.warnings, isNumber: false),
            ],
            rows: rows.prefix(Self.rowsMax).map { row in
                let own = row.warnings.filter { !plan.warnings.contains($0) }
                return [
                    article(row), .number(number(row.forecast)), .number(text.units(row.target)),
                    .number(text.units(row.sellable)), .number(text.units(row.incoming)),
                    .number(text.units(row.atRisk)),
                    .time(text.day(row.runsOutOn.flatMap { $0 <= plan.promotion.to ? $0 : nil })),
                    .advice(orders(row)),
                    .advice(own.isEmpty ? "–" : own.map { warning($0) }.joined(separator: " ")),
                ]
            }
        )
    }

    private func orders(_ row: PlanRow) -> String {
        let orders = row.orders.map { order in
            language.phrase(
                order.mode == .sea ? .orderSea : .orderAir,
                text.units(order.units),
                text.day(order.shipBy)
            )
        }
        return orders.isEmpty ? "–" : language.clauses(orders)
    }

    private var leftOver: PageTable {
        let rows = plan.rows.compactMap { row in row.leftoverDays.map { (row: row, days: $0) } }
            .filter { $0.days >= Self.leftoverDaysMin }
            .sorted {
                $0.days == $1.days
                    ? ($0.row.sku, $0.row.warehouse) < ($1.row.sku, $1.row.warehouse) : $0.days > $1.days
            }
        return PageTable(
            heading: heading(.leftoverTitle, count: rows.count),
            nothing: phrase(.noneLeft),
            columns: [
                column(.article, isNumber: false), column(.sellable), column(.forecast),
                column(.perDay), column(.leftoverDays),
            ],
            rows: rows.prefix(Self.rowsMax).map { row, days in
                [
                    article(row), .number(text.units(row.sellable)), .number(number(row.forecast)),
                    .number(number(row.rate, places: 1)), .number(number(days)),
                ]
            }
        )
    }

    private func article(_ row: PlanRow) -> PageTable.Cell {
        let place = row.warehouse.text
        return .named(row.name ?? row.sku.text, note: row.name == nil ? place : "\(row.sku) · \(place)")
    }

    private func heading(_ title: PlanPhrase, count: Int) -> String {
        count > Self.rowsMax
            ? language.phrase(PagePhrase.firstOf, phrase(title), "\(Self.rowsMax)", "\(count)")
            : phrase(title)
    }
}
