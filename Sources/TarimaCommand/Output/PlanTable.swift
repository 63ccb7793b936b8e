import InventoryLedger

/// A plan for a promotion as a table.
enum PlanTable {
    static func make(_ plan: PromotionPlan) throws -> ReportTable {
        ReportTable(
            report: "plan",
            asOf: plan.asOf.description,
            knownAt: plan.query.time.knownAt?.description,
            parameters: parameters(plan),
            columns: columns,
            rows: plan.rows,
            totals: try totals(plan),
            notes: notes(plan)
        )
    }

    private static func parameters(_ plan: PromotionPlan) -> [Member] {
        let query = plan.query
        return [
            Member(name: "promotion", value: .text(plan.promotion.name)),
            Member(name: "from", value: .text("\(plan.promotion.from)")),
            Member(name: "to", value: .text("\(plan.promotion.to)")),
            Member(name: "planned_on", value: .text("\(plan.plannedOn)")),
            Member(name: "like", value: .optional(plan.like?.name)),
            Member(name: "pooled_uplift", value: .fraction(plan.pooledUplift)),
            Member(name: "service", value: .fraction(query.service)),
            Member(name: "safety", value: .fraction(query.safety)),
            Member(name: "first_share", value: .fraction(query.firstShare)),
            Member(name: "shelf_days", value: .integer(Int64(query.shelfDays))),
            Member(name: "traffic", value: .fraction(query.traffic)),
            Member(
                name: "legs",
                value: .list(
                    plan.legs.map { leg in
                        .object([
                            Member(name: "leg", value: .text(leg.leg.rawValue)),
                            Member(name: "mode", value: .text(leg.mode.rawValue)),
                            Member(name: "p50", value: .optional(leg.p50.map { Int64($0) })),
                            Member(name: "p90", value: .optional(leg.p90.map { Int64($0) })),
                            Member(name: "ended", value: .optional(leg.ended.map { Int64($0) })),
                            Member(name: "basis", value: .text(leg.ended == nil ? "default" : "measured")),
                        ])
                    }
                )
            ),
            Member(name: "warnings", value: .list(plan.warnings.map { .text($0.rawValue) })),
            Member(
                name: "looks",
                value: .list(
                    plan.looks.map { look in
                        .object([
                            Member(name: "on", value: .text("\(look.day)")),
                            Member(name: "open", value: .integer(Int64(look.open))),
                            Member(name: "units", value: .integer(look.units)),
                            Member(name: "late", value: .integer(Int64(look.late))),
                        ])
                    }
                )
            ),
        ]
    }

    private static let columns: [TypedColumn<PlanRow>] = [
        .words("sku") { .text($0.sku.text) },
        .words("name", inTable: false) { .optional($0.name) },
        .words("warehouse") { .text($0.warehouse.text) }.kept,
        .words("category", inTable: false) { .optional($0.category) },
        .figures("rate") { .fraction($0.rate, shown: 2) },
        .figures("uplift") { .fraction($0.uplift) },
        .figures("traffic", inTable: false) { .fraction($0.traffic, shown: 2) },
        .figures("forecast") { .fraction($0.forecast) },
        .figures("p50", inTable: false) { .fraction($0.p50) },
        .figures("p80", inTable: false) { .fraction($0.p80) },
        .figures("p90", inTable: false) { .fraction($0.p90) },
        .words("basis", inTable: false) { .text($0.learnedFrom == nil ? "flat" : "learned") },
        .figures("safety", inTable: false) { .fraction($0.safety, shown: 2) },
        .figures("target") { .integer($0.target) },
        .figures("sellable") { .integer($0.sellable) },
        .figures("incoming") { .integer($0.incoming) },
        .figures("at_risk") { .integer($0.atRisk) }.warning,
        .figures("position") { .fraction($0.position) },
        .figures("bridge", inTable: false) { .fraction($0.bridge) },
        .words("ready_by", inTable: false) { .text("\($0.readyBy)") },
        .figures("need") { .integer($0.need) }.kept,
        .figures("first") { .integer($0.first?.units ?? 0) }.kept,
        .words("first_mode") { .optional($0.first?.mode.rawValue) },
        .words("first_ship_by") { .optional($0.first?.shipBy.description) }.kept,
        .figures("second") { .integer($0.second?.units ?? 0) }.kept,
        .words("second_mode") { .optional($0.second?.mode.rawValue) },
        .words("second_ship_by") { .optional($0.second?.shipBy.description) },
        .words("decide_by") { .optional($0.decideBy?.description) }.kept,
        .figures("cartons", inTable: false) { row in
            .optional(sum(row.orders.map(\.cartons)))
        },
        .figures("m3", inTable: false) { row in
            .fraction(row.cubicMetres, shown: 3)
        },
        .figures("kg", inTable: false) { row in
            .fraction(row.kilograms)
        },
        .figures("late_risk", inTable: false) { .ratio($0.lateRisk) },
        .words("runs_out_on") { .optional($0.runsOutOn?.description) },
        .figures("leftover_days") { .fraction($0.leftoverDays, places: 1) },
        .figures("cost", inTable: false) { .money($0.cost.map { [$0] } ?? []) },
        .words("warnings") { .list($0.warnings.map { .text($0.rawValue) }) }.shortened(to: 16),
    ]

    private static func sum(_ values: [Int64?]) -> Int64? {
        values.reduce(Optional(0)) { sum, value in sum.flatMap { sum in value.map { sum &+ $0 } } }
    }

    private static func totals(_ plan: PromotionPlan) throws -> [Member] {
        try plan.totals().map { total in
            Member(
                name: total.mode.rawValue,
                value: .object([
                    Member(name: "skus", value: .integer(Int64(total.skus))),
                    Member(name: "units", value: .integer(total.units)),
                    Member(name: "cartons", value: .optional(total.cartons)),
                    Member(name: "m3", value: .fraction(total.cubicMetres, shown: 3)),
                    Member(name: "kg", value: .fraction(total.kilograms)),
                    // The earliest day of all orders of the mode, first and second ones.
                    Member(
                        name: "first_ship_by",
                        title: "ship_by",
                        value: .optional(total.firstShipBy?.description)
                    ),
                ])
            )
        }
    }

    private static func notes(_ plan: PromotionPlan) -> [String] {
        var notes = [
            "first = goods to order now, second = goods to order by decide_by; target = forecast x (1 + safety)"
        ]
        if plan.legs.contains(where: { $0.ended == nil }) {
            notes.append(
                "default lead times are used where fewer than ten legs have ended; see: tarima lead-times --by mode"
            )
        }
        for warning in plan.warnings { notes.append(sentence(warning)) }
        for look in plan.looks {
            notes.append(
                "\(look.day): \(look.open.counted("second order")) of \(look.units) units can still be decided, "
                    + "\(look.late) would be too late"
            )
        }
        return notes
    }

    /// What a warning about the whole plan means.
    static func sentence(_ warning: PlanWarning) -> String {
        switch warning {
        case .noLike:
            "no_like: there is no earlier promotion to learn from, so the uplift is 1; name one with --like"
        case .noHistory:
            "no_history: nothing of the earlier promotion has a normal rate to compare with, so the uplift is 1"
        case .shortHistory:
            "short_history: the ledger does not go back far enough before the earlier promotion, so the normal rate of "
                + "its eve is used"
        case .estimatedCalendar:
            "estimated_calendar: the plan reaches into a year of China whose holidays are estimated; record them with: "
                + "tarima calendar FILE"
        default: warning.rawValue
        }
    }
}

extension Cell {
    /// An exact number, rounded to some places, and to fewer for people; null if there is none.
    static func fraction(_ value: Fraction?, places: Int = 4, shown: Int = 1) -> Cell {
        value.map { .figure(number: $0.decimal(places: places), shown: $0.decimal(places: shown)) } ?? .null
    }
}
