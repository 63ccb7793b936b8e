/// Goods from abroad on a shelf without a customs release.
struct ReceivedWithoutRelease: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.receivedWithoutRelease]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        try shipment.compactMap { line, _ in
            // A transfer starts as released.
            guard line.dispatched > line.transferred else { return nil }
            let cleared = try line.released.adding(line.transferred)
            guard line.received > cleared else { return nil }
            return LedgerException(
                .receivedWithoutRelease,
                of: line,
                line.received &- cleared,
                since: line.receivedAt,
                "of \(line.shipment) were received but never released; record the release"
            )
        }
    }
}
