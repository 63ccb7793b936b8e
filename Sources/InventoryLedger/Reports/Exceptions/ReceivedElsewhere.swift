/// Units received by another warehouse than the one they were sent to.
struct ReceivedElsewhere: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.ways.get().flatMap { line, goods -> [LedgerException] in
            guard line.dispatched > 0 else { return [] }
            return try line.receivedElsewhere.filter { $0.value > 0 }.map { warehouse, units in
                let receipts = goods.filter {
                    $0.event.kind == .stockReceived && $0.event.warehouse == warehouse
                }
                return LedgerException(
                    .receivedElsewhere,
                    of: line,
                    units,
                    since: receipts.last?.event.occurredAt,
                    "sent to \(line.warehouse) with \(line.shipment) were received at \(warehouse) "
                        + "(\(try context.rows(of: receipts))); check that the receipt names the right warehouse"
                )
            }
        }
    }
}
