/// More received than was sent.
struct OverReceipt: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.shipments.get().filter { $0.dispatched > 0 && $0.open < 0 }.map { line in
            LedgerException(
                .overReceipt,
                of: line,
                0 &- line.open,
                since: line.receivedAt,
                "more than were dispatched came with \(line.shipment); check the count, or close it with a negative "
                    + "shipment_short"
            )
        }
    }
}
