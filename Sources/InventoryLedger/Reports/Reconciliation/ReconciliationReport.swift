extension Ledger {
    /// Compares counts with the ledger, sorted by SKU, warehouse and stage.
    ///
    /// - Parameters:
    ///   - assertions: the counts; if nil, the latest ones in the ledger. Several of one SKU, place and instant are
    ///   added up, like bins.
    ///   - isComplete: the counts are complete: in their warehouses and stages, any other SKU has 0 units at the
    ///   latest of their instants.
    ///   - agreementsMax: the number of earlier instants to search for the last count that agreed.
    ///   - time: the part of the ledger to compare with.
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
