/// What a plan reads from the ledger, besides what is on the shelf.
struct PlanReadings {
    /// The sell-through of each earlier promotion to learn from.
    let reports: [Promotion: SellThroughReport]
    /// Those of all SKUs, because the uplift of a category is that of all its SKUs.
    let courses: DemandCourses
    let ways: [TransitWay]
    /// The lines of shipments that are not closed.
    let openLines: [ShipmentLine]
}

extension Ledger {
    /// Reads what a plan needs, on several connections where that is worth it.
    ///
    /// - Parameter promotions: the earlier promotions to learn from. Each is read once.
    func planReadings(_ promotions: Set<Promotion>, _ view: BookView) throws -> PlanReadings {
        try beside(view) { view in
            (try DemandCourses(view, skus: nil, demand: DemandRule(view)), try TransitWay.all(view))
        } _: { view, rest in
            var reports: [Promotion: SellThroughReport] = [:]
            for promotion in promotions {
                var query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
                query.time = view.time
                query.needsOutcome = false
                reports[promotion] = try sellThrough(query, view)
            }
            let openLines = try ShipmentLine.open(view)
            let (courses, ways) = try rest()
            return PlanReadings(reports: reports, courses: courses, ways: ways, openLines: openLines)
        }
    }
}
