/// More units received than sent.
struct OverReceipt: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try context.ways.get().filter { $0.line.dispatched > 0 && $0.line.open < 0 }.map { line, goods in
            let receipts = goods.filter { $0.event.kind == .stockReceived }
            return LedgerException(
                .overReceipt,
                of: line,
                0 &- line.open,
                since: line.receivedAt,
                "more than were dispatched arrived with \(line.shipment) (\(try context.rows(of: receipts))); check the "
                    + "count, or close it with a negative shipment_short"
            )
        }
    }
}
