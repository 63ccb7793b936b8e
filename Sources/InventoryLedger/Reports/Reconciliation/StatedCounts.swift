extension Ledger {
    /// The counts that events in the codes of their sources state, in the ledger's codes: several for a kit.
    ///
    /// - Returns: one result for each event, a problem if its units are too many.
    package func assertions(of events: [Event]) throws -> [Result<[StockAssertion], FieldProblem>] {
        let codes = try read { try CodeBook($0) }
        return events.map { event in
            Result { () throws(FieldProblem) in
                try codes.events(event).compactMap { event in
                    event.sku.map { sku in
                        StockAssertion(
                            sku: sku,
                            warehouse: event.warehouse,
                            stage: event.stage ?? .available,
                            units: event.quantity?.units ?? 0,
                            at: event.occurredAt
                        )
                    }
                }
            }
        }
    }
}
