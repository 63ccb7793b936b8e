import InventoryLedger

/// How the figures of a plan are computed, as a table.
enum PlanExplanationTable {
    private struct Row {
        let plan: PlanRow
        let step: PlanStep
    }

    static func make(_ plan: PromotionPlan) throws -> ReportTable {
        ReportTable(
            report: "plan_explanation",
            asOf: plan.asOf.description,
            knownAt: plan.query.time.knownAt?.description,
            parameters: [
                Member(name: "promotion", value: .text(plan.promotion.name)),
                Member(name: "planned_on", value: .text("\(plan.plannedOn)")),
                Member(name: "like", value: .optional(plan.like?.name)),
            ],
            columns: [
                .words("sku") { .text($0.plan.sku.text) },
                .words("warehouse") { .text($0.plan.warehouse.text) }.kept,
                .words("figure") { .text($0.step.figure) },
                .figures("value") { .text($0.step.value) }.kept,
                .words("formula") { .text($0.step.formula) }.sentences.kept.shortened(to: 16),
                .words("inputs") { .text($0.step.inputs) }.sentences.shortened(to: 16),
            ],
            rows: try plan.rows.flatMap { row in try row.steps(of: plan).map { Row(plan: row, step: $0) } }
        )
    }
}
