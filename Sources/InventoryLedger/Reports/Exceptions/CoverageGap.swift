/// Days without events of a source that reports daily.
struct CoverageGap: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.gap]
    let needs: Set<ExceptionNeed> = [.coverage]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let daily = try DailySources(context.view.database)
        return context.coverage.filter { daily.has($0.source, of: $0.warehouse) }.flatMap { covered in
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
