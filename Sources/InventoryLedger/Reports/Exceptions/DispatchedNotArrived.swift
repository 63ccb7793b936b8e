/// Goods that are overdue: past the arrival that was stated last, or 60 days on the way where none was.
struct DispatchedNotArrived: ExceptionCheck {
    private static let daysMax: Int64 = 60

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.shipments.get().compactMap { line in
            guard line.dispatched > 0, line.open > 0, let dispatchedAt = line.dispatchedAt else { return nil }
            let due = line.etaLast ?? dispatchedAt.advanced(byMilliseconds: context.days(Self.daysMax))
            guard due < context.now else { return nil }
            return LedgerException(
                .dispatchedNotArrived,
                of: line,
                line.open,
                since: due,
                "of \(line.shipment) have not arrived; ask the forwarder, or close it: tarima shipment \(line.shipment) "
                    + "--close --at DAY"
            )
        }
    }
}
