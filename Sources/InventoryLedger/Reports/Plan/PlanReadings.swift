/// What a plan reads from the ledger, besides what is on the shelf.
struct PlanReadings {
    /// An earlier promotion to learn from.
    typealias Earlier = (promotion: Promotion, report: SellThroughReport)

    /// One for each promotion that was asked for; nil where none was.
    let earlier: [Earlier?]
    /// Those of all SKUs, because the uplift of a category is that of all its SKUs.
    let courses: DemandCourses
    let ways: [TransitWay]
    /// The lines of shipments that are not closed.
    let openLines: [ShipmentLine]
}

extension Ledger {
    /// Reads what a plan needs, on several connections where that is worth it.
    ///
    /// - Parameter promotions: the earlier promotions whose sell-through is read, where there is one.
    func planReadings(_ promotions: [Promotion?], _ view: BookView) throws -> PlanReadings {
        try beside(view) { view in
            (try DemandCourses(view, skus: nil, demand: DemandRule(view)), try TransitWay.all(view))
        } _: { view, rest in
            let earlier = try promotions.map { promotion -> PlanReadings.Earlier? in
                guard let promotion else { return nil }
                var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
                query.time = view.time
                query.needsOutcome = false
                return (promotion, try sellThrough(query, view))
            }
            let openLines = try ShipmentLine.open(view)
            let (courses, ways) = try rest()
            return PlanReadings(earlier: earlier, courses: courses, ways: ways, openLines: openLines)
        }
    }
}
