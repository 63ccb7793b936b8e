/// Days without events of a source that reports the orders or the dispatches of a warehouse, which happen daily.
/// Receipts, returns and counts are rarer, so a day without them says nothing; neither do events recorded by hand.
struct CoverageGap: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.gap]
    let needs: Set<ExceptionNeed> = [.coverage]

    private static let dailyFacts: Set<Fact> = [.orders, .dispatch, .demand]

    private struct Feed: Hashable {
        let source: Source
        let warehouse: Warehouse
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let daily = try Set(
            FactSources(context.view.database, codes: CodeBook(context.view.database)).factSources.filter {
                Self.dailyFacts.contains($0.fact)
            }.map { Feed(source: $0.source, warehouse: $0.warehouse) }
        )
        return context.coverage.filter { covered in
            covered.source != .manual
                && daily.contains(Feed(source: covered.source, warehouse: covered.warehouse))
        }.flatMap { covered in
            covered.gaps.map { gap in
                let days = gap.upperBound.dayNumber - gap.lowerBound.dayNumber + 1
                let span = days == 1 ? "on \(gap.lowerBound)" : "from \(gap.lowerBound) to \(gap.upperBound)"
                var exception = LedgerException(
                    .gap,
                    "\(covered.source) has no events for \(covered.warehouse) \(span); import a file that covers it"
                )
                exception.warehouse = covered.warehouse
                exception.document = covered.source.text
                exception.quantity = Int64(days)
                exception.since = context.view.zone.start(ofDay: gap.lowerBound.dayNumber)
                exception.until = context.view.zone.end(ofDay: gap.upperBound.dayNumber)
                return exception
            }
        }
    }
}
