/// Overdue goods: after the last expected arrival, or some days after the dispatch if none was stated.
struct DispatchedNotArrived: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.dispatchedNotArrived]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        shipment.compactMap { line, _ in
            guard line.dispatched > 0, line.open > 0, let dispatchedAt = line.dispatchedAt else { return nil }
            let due =
                line.etaLast
                ?? dispatchedAt.advanced(byMilliseconds: context.days(Int64(context.limits.overdueDays)))
            guard due < context.now else { return nil }
            return LedgerException(
                .dispatchedNotArrived,
                of: line,
                line.open,
                since: due,
                "of \(line.shipment) have not arrived; ask the forwarder, or close the shipment"
            )
        }
    }
}
