/// Some kinds of exceptions and how they are found.
protocol ExceptionCheck: Sendable {
    /// The kinds that the check may find.
    var codes: Set<LedgerException.Code> { get }
    /// What is read for the check, besides the shipments of a `ShipmentCheck`.
    var needs: Set<ExceptionNeed> { get }

    func find(_ context: ExceptionContext) throws -> [LedgerException]
}

extension ExceptionCheck {
    var needs: Set<ExceptionNeed> { [] }
}

/// A check that looks at one shipment at a time.
protocol ShipmentCheck: ExceptionCheck {
    /// - Parameter shipment: its lines, by SKU and destination.
    func find(in shipment: [ShipmentLine.WithGoods], _ context: ExceptionContext) throws -> [LedgerException]
}

extension ShipmentCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] { [] }
}
