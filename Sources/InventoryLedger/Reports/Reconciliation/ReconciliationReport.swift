extension Ledger {
    /// Holds what was asserted against the book, sorted by SKU, warehouse and stage.
    ///
    /// - Parameters:
    ///   - assertions: what is asserted; where nil, the latest counts that the ledger holds.
    ///     Several of one SKU, place and instant are added up, as bins are.
    ///   - isComplete: the assertions are all there is: of their warehouses and stages, any other SKU is asserted 0 at the
    ///     latest of their instants.
    ///   - agreementsMax: at how many earlier counting instants it is looked for the last count that agreed.
    ///   - time: the part of the ledger that the counts are compared with.
    public func reconcile(
        _ assertions: [StockAssertion]? = nil,
        isComplete: Bool = false,
        agreementsMax: Int = 400,
        time: ReportTime = ReportTime()
    ) throws -> [Reconciliation] {
        try view(time) { view in
            let book = AssertedBook(view)
            var asserted = try assertions.map(AssertedBook.addedUp) ?? book.latestCounts()
            if isComplete { asserted += try book.missingFrom(asserted) }
            return try book.reconcile(asserted, instantsMax: agreementsMax)
        }
    }
}
