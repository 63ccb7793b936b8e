/// One figure of a plan's row: how it is computed, from what, and what it comes to.
public struct PlanStep: Hashable, Sendable {
    /// The figure.
    public let figure: String
    /// How it is computed.
    public let formula: String
    /// The formula with its numbers.
    public let inputs: String
    /// What it comes to.
    public let value: String
}

extension PlanRow {
    /// The figures of the row in the order in which they follow from each other.
    public func steps(of plan: PromotionPlan) throws -> [PlanStep] {
        try demandSteps(plan) + supplySteps(plan) + orderSteps(plan)
    }

    private func step(_ figure: String, _ formula: String, _ inputs: String, _ value: String) -> PlanStep {
        PlanStep(figure: figure, formula: formula, inputs: inputs, value: value)
    }

    private func short(_ number: Fraction) -> String { number.decimal(places: 4) }

    private func demandSteps(_ plan: PromotionPlan) throws -> [PlanStep] {
        let inputs = figures.inputs
        let likeDays = plan.like.map { $0.to.dayNumber - $0.from.dayNumber + 1 } ?? 0
        let distance = plan.promotion.from.dayNumber - plan.plannedOn.dayNumber
        var steps = [
            step(
                "rate",
                "units ordered / in-stock days, of the latest \(PlanQuery.normalDays) in-stock days without promotions",
                "up to \(plan.plannedOn)",
                rate.map(short) ?? "-"
            )
        ]
        if let like = plan.like {
            let isOfEve = plan.warnings.contains(.shortHistory)
            let (first, name) = (like.from.dayNumber, like.name)
            steps += [
                step(
                    "rate_like",
                    isOfEve
                        ? "the same for the SKU, on the eve of the earlier promotion"
                        : "the same for the SKU, as many days before the earlier promotion",
                    isOfEve
                        ? "up to \(CalendarDate(dayNumber: first - 1)), the day before \(name)"
                        : "up to \(CalendarDate(dayNumber: first - distance)), \(distance) days before \(name)",
                    rateLike.map(short) ?? "-"
                ),
                step(
                    "sold_like",
                    "ordered + missed while out of stock",
                    like.name,
                    soldLike.map(short) ?? "-"
                ),
            ]
        }
        steps.append(
            step(
                "pooled_uplift",
                "sum of sold_like / sum of rate_like x days",
                category.map { "category \($0), else all" } ?? "all SKUs",
                short(pooledUplift)
            )
        )
        let upliftInputs =
            soldLike.map {
                "(\(Uplift.weight) + \(short($0))) / (\(Uplift.weight) / \(short(pooledUplift)) + "
                    + "\(short(rateLike ?? .zero)) x \(likeDays))"
            } ?? "no history"
        steps += [
            step(
                "uplift",
                "(K + sold_like) / (K / pooled_uplift + rate_like x days)",
                upliftInputs,
                short(uplift)
            ),
            step(
                "forecast",
                "rate of the SKU x days x uplift x traffic x share of the warehouse",
                "\(short(rateOfSKU)) x \(days) x \(short(uplift)) x \(short(traffic)) x \(short(share))",
                short(forecast)
            ),
            step(
                "safety",
                learnedFrom == nil
                    ? "flat"
                    : "what past windows of \(days) days, foreseen \(distance) days ahead, exceeded their expected units by",
                learnedFrom.map { "\($0) windows of this volume" } ?? "-",
                short(safety)
            ),
            step(
                "target",
                "forecast x (1 + safety), rounded up",
                "\(short(forecast)) x \(short(inputs.safetyFactor))",
                "\(target)"
            ),
        ]
        return steps
    }

    private func supplySteps(_ plan: PromotionPlan) throws -> [PlanStep] {
        let inputs = figures.inputs
        let rate = short(inputs.rate)
        return [
            step(
                "ready_by",
                cutoff == nil ? "the first day - days on the shelf" : "the cutoff of the warehouse",
                "\(plan.promotion.from) - \(plan.query.shelfDays)",
                "\(readyBy)"
            ),
            step("sellable", "available + allocated", "on \(plan.plannedOn)", "\(sellable)"),
            step(
                "incoming",
                "open units that are on the shelf by ready_by",
                "at risk: \(atRisk)",
                "\(incoming)"
            ),
            step(
                "position",
                "sellable + incoming - rate x days to ready_by, not below 0",
                "\(sellable) + \(incoming) - \(rate) x \(inputs.daysToReady)",
                short(position)
            ),
            step(
                "bridge",
                "rate x days from ready_by to the first day",
                "\(rate) x \(inputs.bridgeDays)",
                short(bridge)
            ),
        ]
    }

    private func orderSteps(_ plan: PromotionPlan) throws -> [PlanStep] {
        let inputs = figures.inputs
        let cartons =
            "cartons of \(inputs.cartonUnits.map { "\($0)" } ?? "-"), at least \(inputs.leastOrder.map { "\($0)" } ?? "-")"
        let firstTarget = try (inputs.firstShare * forecast).roundedUp()
        var steps = [
            step(
                "need",
                "target + bridge - position, not below 0",
                "\(target) + \(short(bridge)) - \(short(position))",
                "\(need)"
            ),
            step(
                "first",
                "first share x forecast, rounded up, + bridge - position; then up to cartons and the least order",
                "\(firstTarget) + \(short(bridge)) - \(short(position)) = \(figures.firstNeed); \(cartons)",
                "\(figures.first)"
            ),
            step(
                "second",
                "need - first; then up to cartons and the least order",
                "\(need) - \(figures.first); \(cartons)",
                "\(figures.second)"
            ),
        ]
        for (figure, order) in [("first_ship_by", first), ("second_ship_by", second)] {
            guard let order else { continue }
            let legs = plan.legs.filter { $0.mode == order.mode }.map { leg in
                "\(leg.leg.rawValue) \(leg.p90.map { "\($0)" } ?? "-")"
                    + (leg.ended.map { " (of \($0) measured)" } ?? " (default)")
            }
            steps.append(
                step(
                    figure,
                    "the latest open day from which goods are on the shelf by ready_by with the service",
                    "by \(order.mode.rawValue): \(legs.joined(separator: " + ")) open days",
                    "\(order.shipBy)"
                )
            )
        }
        if let decideBy {
            steps.append(
                step("decide_by", "second_ship_by - \(PlanQuery.decisionDays) days", "-", "\(decideBy)")
            )
        }
        return steps
    }
}
