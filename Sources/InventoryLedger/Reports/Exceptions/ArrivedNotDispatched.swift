/// Goods that arrived or were released without a dispatch.
struct ArrivedNotDispatched: ShipmentCheck {
    let codes: Set<LedgerException.Code> = [.arrivedNotDispatched]

    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
    {
        shipment.map(\.line).filter { $0.dispatched == 0 && max($0.received, $0.released) > 0 }.map { line in
            LedgerException(
                .arrivedNotDispatched,
                of: line,
                max(line.received, line.released),
                since: line.receivedAt ?? line.releasedAt,
                "arrived with \(line.shipment), which was never dispatched; import its packing list"
            )
        }
    }
}

extension LedgerException {
    /// An exception about a SKU of a shipment.
    init(_ code: Code, of line: ShipmentLine, _ quantity: Int64, since: Instant?, _ message: String) {
        self.init(code, "\(quantity.inUnits) of \(line.sku) \(message)")
        sku = line.sku
        warehouse = line.warehouse
        document = line.shipment.text
        self.quantity = quantity
        self.since = since
    }
}
