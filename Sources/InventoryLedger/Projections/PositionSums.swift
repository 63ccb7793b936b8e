/// Units of SKUs at places, as sums of moves.
struct PositionSums {
    struct Key: Hashable {
        let sku: Int64
        let place: PlaceKey
    }

    /// Counted from 1, as cells are keyed by numbers.
    private var places: [PlaceKey] = []
    private var numbers: [PlaceKey: Int32] = [:]
    private var cells = CellTable()

    /// Adds what moved on a route, as much as moves at all.
    ///
    /// - Throws: `sumOverflow` where a sum leaves Int64.
    mutating func add(sku: Int64, ends: RouteEnds, units moved: Int64) throws {
        guard moved != .min else { throw LedgerError.sumOverflow }
        try add(sku: sku, place: ends.from, units: -moved)
        try add(sku: sku, place: ends.to, units: moved)
    }

    /// Adds units that are known to be at a place.
    mutating func add(sku: Int64, place: PlaceKey, units: Int64) throws {
        try cells.add(units: units, events: 0, to: CellKey(sku: try Self.id(sku), number: number(of: place)))
    }

    /// Adds cells of the cube, whatever their days.
    mutating func add(_ cells: [CellTable.Entry], _ routes: RouteTable) throws {
        var ends: [CellKey: (from: Int32, to: Int32)?] = [:]
        for cell in cells {
            // The ends depend on the route, so they are looked up once for all SKUs.
            let key = CellKey(sku: 0, route: cell.key.route, isBeforeOpening: cell.key.isBeforeOpening)
            let known: (from: Int32, to: Int32)?
            if let cached = ends[key] {
                known = cached
            } else {
                let route = try routes.route(Int64(cell.key.route))
                known = (cell.key.isBeforeOpening ? route.endsBeforeOpening : route.ends).map {
                    (number(of: $0.from), number(of: $0.to))
                }
                ends[key] = .some(known)
            }
            guard let known else { continue }
            guard cell.units != .min else { throw LedgerError.sumOverflow }
            try self.cells.add(
                units: -cell.units,
                events: 0,
                to: CellKey(sku: cell.key.sku, number: known.from)
            )
            try self.cells.add(units: cell.units, events: 0, to: CellKey(sku: cell.key.sku, number: known.to))
        }
    }

    /// The units at every place that was ever touched, in no order.
    func forEachPosition(_ body: (Key, _ units: Int64) throws -> Void) rethrows {
        for cell in cells.entries { try body(key(cell), cell.units) }
    }

    /// The units at every place that was ever touched, in the order of the table's key.
    var sorted: [(key: Key, units: Int64)] {
        // By the ranks of the places: to compare numbers is cheaper than to compare places.
        var ranks = [Int32](repeating: 0, count: places.count)
        for (rank, number) in places.indices.sorted(by: { places[$0] < places[$1] }).enumerated() {
            ranks[number] = Int32(rank)
        }
        return cells.entries
            .map { (rank: CellKey(sku: $0.key.sku, number: ranks[Int($0.key.number) - 1]), cell: $0) }
            .sorted { $0.rank < $1.rank }
            .map { (key: key($0.cell), units: $0.cell.units) }
    }

    private func key(_ cell: CellTable.Entry) -> Key {
        Key(sku: Int64(cell.key.sku), place: places[Int(cell.key.number) - 1])
    }

    private mutating func number(of place: PlaceKey) -> Int32 {
        if let number = numbers[place] { return number }
        places.append(place)
        let number = Int32(places.count)
        numbers[place] = number
        return number
    }

    private static func id(_ sku: Int64) throws -> Int32 {
        guard let id = Int32(exactly: sku), id > 0 else {
            throw LedgerError(.damaged, "the ledger's sums name SKU \(sku), which is missing; run verify")
        }
        return id
    }
}

extension PlaceKey: Comparable {
    /// The order of the position table's key.
    static func < (lhs: Self, rhs: Self) -> Bool {
        if lhs.warehouse != rhs.warehouse { return lhs.warehouse < rhs.warehouse }
        if lhs.shipment != rhs.shipment { return lhs.shipment < rhs.shipment }
        return lhs.stage < rhs.stage
    }
}
