/// The events that the checks find by their routes, from one pass for all of them.
struct ExceptionEvents {
    /// Empty unless a check needs them, as are the others.
    let returns: [GoodsReturn]
    let voided: [VoidedSale]
    let counts: [CountRow]
    /// The numbers of the adjustments that were proposed for a count.
    let adjustments: [Int64]
    /// By the id of the shipment.
    let stories: [Int64: ShipmentStory]

    init(_ view: BookView, _ needs: Set<ExceptionNeed>) throws {
        var pass = LogPass(view)
        func reader<Value>(_ need: ExceptionNeed, _ events: () throws -> LiveEvents<Value>) throws
            -> LiveEvents<Value>?
        {
            guard needs.contains(need) else { return nil }
            let events = try events()
            pass.add(events)
            return events
        }
        let returns = try reader(.returns) { try GoodsReturn.events(view) }
        let voided = try reader(.returns) { try VoidedSale.events(view) }
        let counts = try reader(.counts) { try CountRow.events(view) }
        let adjustments = try reader(.adjustments) { try ProposedAdjustments.events(view) }
        let stories = needs.contains(.shipments) ? try ShipmentStories(view).add(to: &pass) : nil
        try pass.run()
        self.returns = returns?.values() ?? []
        self.voided = voided?.values() ?? []
        self.counts = counts?.values() ?? []
        self.adjustments = adjustments?.values() ?? []
        self.stories = try stories?() ?? [:]
    }
}
