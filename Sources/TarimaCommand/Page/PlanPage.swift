import InventoryLedger
import WarehouseExports

/// The plan for a promotion as a self-contained page, without scripts or external files.
struct PlanPage {
    private let plan: PromotionPlan
    private let language: Language

    init(_ plan: PromotionPlan, language: Language) {
        self.plan = plan
        self.language = language
    }

    /// The page.
    func render() throws -> String {
        let promotion = plan.promotion
        let text = try PageText(language: language, promotion: promotion)
        return try PageTemplate.plan.render(
            [
                "lang": language.tag,
                "title": language.phrase(PlanPhrase.title),
                "promotion": promotion.name,
                "dates": language.phrase(
                    PagePhrase.dates,
                    text.days(promotion.from, promotion.to),
                    promotion.timeZone
                ),
                "plan": try PlanSection(plan, language: language).values,
                "formulas": language.phrase(PlanPhrase.formulas),
                "madeBy": language.phrase(PagePhrase.madeBy, text.day(plan.plannedOn)),
            ] as [String: Any]
        )
    }
}
