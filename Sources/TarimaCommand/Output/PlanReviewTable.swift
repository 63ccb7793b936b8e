import InventoryLedger

/// A plan and what happened, as a table.
enum PlanReviewTable {
    /// A row with the figures that are computed from it.
    private struct Row {
        let row: PlanReviewRow
        let error: Fraction
        let plannedUplift: Fraction?
        let actualUplift: Fraction?
        let rateEffect: Fraction?
        let upliftEffect: Fraction?

        init(_ row: PlanReviewRow) throws {
            self.row = row
            error = try row.error()
            plannedUplift = try row.plannedUplift()
            actualUplift = try row.actualUplift()
            rateEffect = try row.rateEffect()
            upliftEffect = try row.upliftEffect()
        }
    }

    static func make(_ review: PlanReview) throws -> ReportTable {
        let plan = review.plan
        return ReportTable(
            report: "plan_review",
            asOf: plan.asOf.description,
            knownAt: plan.knownAt.description,
            parameters: [
                Member(name: "promotion", value: .text(plan.promotion.name)),
                Member(name: "planned_on", value: .text("\(plan.plannedOn)")),
                Member(name: "like", value: .optional(plan.like?.name)),
                Member(name: "legs", value: .list(review.legs.map(leg))),
            ],
            columns: columns,
            rows: try review.rows.map { try Row($0) },
            totals: try totals(review),
            notes: [
                "error = forecast - sold = rate_effect + uplift_effect; sold includes units missed while out of stock"
            ]
        )
    }

    private static func leg(_ leg: PlanReview.LegReview) -> Cell {
        .object([
            Member(name: "leg", value: .text(leg.planned.leg.rawValue)),
            Member(name: "mode", value: .text(leg.planned.mode.rawValue)),
            Member(name: "p50", value: .optional(leg.planned.p50.map { Int64($0) })),
            Member(name: "p90", value: .optional(leg.planned.p90.map { Int64($0) })),
            Member(name: "ended", value: .integer(Int64(leg.ended))),
            Member(name: "actual_p50", value: .optional(leg.actualP50.map { Int64($0) })),
            Member(name: "within_p90", value: .integer(Int64(leg.withinP90))),
        ])
    }

    private static func totals(_ review: PlanReview) throws -> [Member] {
        let (forecast, sold, error) = try review.totals()
        return [
            Member(name: "forecast", value: .fraction(forecast)),
            Member(name: "sold", value: .fraction(sold)),
            Member(name: "error", value: .fraction(error)),
        ]
    }

    private static let columns: [TypedColumn<Row>] = [
        .words("sku") { .text($0.row.sku.text) },
        .words("name", inTable: false) { .optional($0.row.name) },
        .words("warehouse") { .text($0.row.warehouse.text) }.kept,
        .figures("forecast") { .fraction($0.row.forecast) }.kept,
        .figures("sold") { .fraction($0.row.sold) }.kept,
        .figures("error") { .fraction($0.error) }.kept,
        .figures("missed_units") { .fraction($0.row.missed) },
        .figures("rate") { .fraction($0.row.planned?.rate, shown: 2) },
        .figures("actual_rate") { .fraction($0.row.actualRate, shown: 2) },
        .figures("rate_effect") { .fraction($0.rateEffect) }.kept,
        .figures("uplift") { .fraction($0.plannedUplift) },
        .figures("actual_uplift") { .fraction($0.actualUplift) },
        .figures("uplift_effect") { .fraction($0.upliftEffect) }.kept,
        .figures("target") { .optional($0.row.planned?.target) },
        .figures("ready_units") { .integer($0.row.readyUnits) },
        .figures("planned_units") { row in
            .optional(row.row.planned.map { $0.orders.reduce(0) { $0 &+ $1.units } })
        },
        .figures("arrived") { .integer($0.row.arrived) },
        .figures("late_units") { .integer($0.row.lateUnits) },
        .figures("closing") { .integer($0.row.closing) },
    ]
}
