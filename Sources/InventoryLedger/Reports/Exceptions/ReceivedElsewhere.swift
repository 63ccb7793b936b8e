/// Units received by another warehouse than the one they were sent to.
struct ReceivedElsewhere: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.receivedElsewhere]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        try shipment.flatMap { line, goods -> [LedgerException] in
            guard line.dispatched > 0 else { return [] }
            return try line.receivedElsewhere.filter { $0.value > 0 }.map { warehouse, units in
                let id = try context.view.names.warehouses.known(warehouse)
                let receipts = try goods.filter {
                    $0.kind == .stockReceived && $0.route.key.warehouse == id
                }.map { try context.event($0.seq) }
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
