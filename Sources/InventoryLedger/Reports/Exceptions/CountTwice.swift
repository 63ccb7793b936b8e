/// Counts of one place that say different things of one instant: a second file, or a second source. Neither is right of
/// itself, and they are never added up.
struct CountTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.countTwice]
    let needs: Set<ExceptionNeed> = [.counts]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try AssertedBook(context.view, counts: context.counts).contradictions().compactMap { counts in
            guard let place = counts.first?.assertion else { return nil }
            let words = try counts.map { "\($0.assertion.units) (\(try context.rows(of: $0.rows)))" }
            var exception = LedgerException(
                .countTwice,
                "\(place.sku) of \(place.warehouse) was counted at \(context.clock(place.at)) as "
                    + "\(words.joined(separator: " and as ")); undo the file that is wrong, or import parts of one count in one file"
            )
            exception.sku = place.sku
            exception.warehouse = place.warehouse
            exception.quantity = counts.last?.assertion.units
            exception.since = place.at
            return exception
        }
    }
}
