import GRDB

/// sums -> positions at an instant.
struct PositionSource {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The units of some SKUs, or of all, at every place.
    ///
    /// - Parameter includesEmpty: also returns places without units; otherwise they may be left out. Most places are
    ///   empty: those of shipments that have arrived.
    func positions(skus: [Int64]?, includesEmpty: Bool) throws -> PositionSums {
        guard view.time.asOf == nil, view.hasSums, view.lastSeq == nil || !includesEmpty else {
            guard skus == nil else { return try positions(upTo: view.time.asOf, skus: skus) }
            // A plan needs them for the shipments that are open and for its stock.
            if let known = view.knownPositions { return known }
            let all = try positions(upTo: view.time.asOf, skus: nil)
            view.knownPositions = all
            return all
        }
        var positions = try currentPositions(skus: skus, includesEmpty: includesEmpty)
        try positions.add(MovementTotals(view).laterTotals(skus: skus), view.names.routes)
        return positions
    }

    /// The units of some SKUs, or of all, at every place at an instant.
    func positions(upTo: Instant?, skus: [Int64]?) throws -> PositionSums {
        var positions = PositionSums()
        try positions.add(MovementTotals(view).totals(upTo: upTo, skus: skus), view.names.routes)
        return positions
    }

    private func currentPositions(skus: [Int64]?, includesEmpty: Bool) throws -> PositionSums {
        var positions = PositionSums()
        for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
            let statement = try RowStatement(
                view.database,
                "SELECT sku, warehouse, shipment, stage, units FROM position WHERE "
                    + (sku == nil ? "true" : "sku = ?") + (includesEmpty ? "" : " AND units <> 0")
                    + " ORDER BY sku"
            )
            if let sku { statement.bind(sku, at: 1) }
            var balance = PlaceBalance()
            while try statement.next() {
                try balance.add(statement.integer(4), sku: statement.integer(0))
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
            try balance.close()
        }
        return positions
    }
}

/// Checks that every SKU sums to zero over all places, including those outside. Otherwise the rows were changed
/// behind the log, and no stock is reported from them. The rows are sorted by SKU.
private struct PlaceBalance {
    private var sku: Int64 = 0
    private var units: Int64 = 0

    mutating func add(_ units: Int64, sku: Int64) throws {
        if sku != self.sku {
            try close()
            self.sku = sku
        }
        self.units &+= units
    }

    func close() throws {
        guard units == 0 else {
            throw LedgerError(
                .damaged,
                "the sums of a SKU over all places are not zero; run verify, then rebuild"
            )
        }
    }
}
