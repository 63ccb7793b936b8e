import GRDB

/// projections -> positions at a moment.
struct PositionSource {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The units of some SKUs (all where nil) at every place.
    func positions(skus: [Int64]?) throws -> PositionSums {
        view.lastSeq == nil && view.time.asOf == nil
            ? try currentPositions(skus: skus) : try positions(upTo: view.time.asOf, skus: skus)
    }

    /// The units of some SKUs at every place after all that occurred up to a moment.
    func positions(upTo: Instant?, skus: [Int64]?) throws -> PositionSums {
        var positions = PositionSums()
        try positions.add(CellSource(view).totals(upTo: upTo, skus: skus), view.names.routes)
        return positions
    }

    private func currentPositions(skus: [Int64]?) throws -> PositionSums {
        var positions = PositionSums()
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            let statement = try RowStatement(
                view.database,
                "SELECT sku, warehouse, shipment, stage, units FROM position"
                    + (sku == nil ? "" : " WHERE sku = ?")
            )
            if let sku { statement.bind(sku, at: 1) }
            while try statement.next() {
                try positions.add(
                    sku: statement.integer(0),
                    place: PlaceKey(
                        warehouse: statement.integer(1),
                        shipment: statement.integer(2),
                        stage: statement.text(3)
                    ),
                    units: statement.integer(4)
                )
            }
        }
        return positions
    }
}
