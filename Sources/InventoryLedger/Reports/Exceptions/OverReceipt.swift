/// More units received than sent.
struct OverReceipt: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.overReceipt]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        try shipment.filter { $0.line.dispatched > 0 && $0.line.open < 0 }.map { line, goods in
            let receipts = try goods.filter { $0.kind == .stockReceived }.map { try context.event($0.seq) }
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
