/// Goods from abroad on a shelf although customs never let them go.
struct ReceivedWithoutRelease: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let transfers = try Set(
            context.view.routes { $0.key.kind == .transferDispatched }.values.map(\.key.shipment)
                .map { try context.view.names.shipments.code($0) }
        )
        return try context.shipments.get().compactMap { line in
            guard line.dispatched > 0, line.received > line.released, !transfers.contains(line.shipment)
            else {
                return nil
            }
            return LedgerException(
                .receivedWithoutRelease,
                of: line,
                line.received &- line.released,
                since: line.receivedAt,
                "of \(line.shipment) were received and never released; import the release, or type: tarima shipment "
                    + "\(line.shipment) --release --at DAY"
            )
        }
    }
}
