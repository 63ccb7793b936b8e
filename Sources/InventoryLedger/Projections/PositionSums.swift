/// Sums the units of SKUs at places. Moves mostly come SKU by SKU, so only one SKU is added up at a time.
struct PositionSums {
    struct Key: Hashable {
        let sku: Int64
        let place: PlaceKey
    }

    /// Numbered from 1, because cells have numbers as keys.
    private(set) var places: [PlaceKey] = []
    private var numbers: [PlaceKey: Int32] = [:]
    /// The current SKU, its units by place number, and the places with moves.
    private var sku: Int32 = 0
    private var units: [Int128?] = []
    private var touched: [Int32] = []
    private var earlier = CellRuns()

    /// Adds units at a known place.
    mutating func add(sku: Int64, place: PlaceKey, units: Int64) throws {
        add(Int128(units), sku: try Self.id(sku), at: number(of: place))
    }

    /// Adds cells, whatever their days.
    mutating func add(_ cells: [CellTable.Entry], _ routes: RouteTable) throws {
        // The ends depend on the route, so they are looked up once for all SKUs. There are twice as many as routes,
        // because they also depend on the opening of the warehouse.
        let count = try routes.count()
        // Reading all takes less time where each is used several times, and more memory.
        if cells.count / 4 > count { try routes.readAll() }
        var ends: [Ends?] = Array(repeating: nil, count: (count + 1) * 2)
        for cell in cells {
            let index = Int(cell.key.route) * 2 + (cell.key.isBeforeOpening ? 1 : 0)
            guard ends.indices.contains(index) else {
                throw LedgerError(
                    .damaged,
                    "the sums of the ledger refer to route \(cell.key.route), which is missing; run verify"
                )
            }
            var known: Ends
            if let cached = ends[index] {
                known = cached
            } else {
                let route = try routes.route(Int64(cell.key.route))
                known = numbers(of: cell.key.isBeforeOpening ? route.endsBeforeOpening : route.ends)
                if cell.key.isBeforeOpening { known.touched = numbers(of: route.ends).moved }
                ends[index] = known
            }
            // Which places were ever touched does not depend on when the warehouse was opened.
            for place in known.touched { add(0, sku: cell.key.sku, at: place) }
            guard let from = known.from, let to = known.to else { continue }
            // proven: a sum of 64-bit numbers in 128 bits.
            add(-cell.units, sku: cell.key.sku, at: from)
            add(cell.units, sku: cell.key.sku, at: to)
        }
    }

    /// The numbers of the two places of a route; nil if nothing moves.
    private struct Ends {
        let from: Int32?
        let to: Int32?
        /// Further places, whose units stay as they are.
        var touched: [Int32] = []

        var moved: [Int32] { [from, to].compactMap { $0 } }
    }

    private mutating func numbers(of places: RouteEnds?) -> Ends {
        Ends(from: places.map { number(of: $0.from) }, to: places.map { number(of: $0.to) })
    }

    /// The units at every place that ever had moves, by SKU; a place is an index into `places`.
    ///
    /// - Throws: `SumOverflow` if a sum exceeds 64 bits.
    func forEachPosition(_ body: (_ sku: Int64, _ place: Int, _ units: Int64) throws -> Void) throws {
        for cell in cells() { try body(Int64(cell.key.sku), Int(cell.key.number) - 1, cell.units64()) }
    }

    /// The units at every place that ever had moves, in the order of the table's key.
    func sorted() -> [(key: Key, units: Int128)] {
        // By the ranks of the places, because comparing numbers is faster than comparing places.
        var ranks = [Int32](repeating: 0, count: places.count)
        for (rank, number) in places.indices.sorted(by: { places[$0] < places[$1] }).enumerated() {
            ranks[number] = Int32(truncatingIfNeeded: rank)
        }
        return cells()
            .map { (rank: CellKey(sku: $0.key.sku, number: ranks[Int($0.key.number) - 1]), cell: $0) }
            .sorted { $0.rank < $1.rank }
            .map { (key: key($0.cell), units: $0.cell.units) }
    }

    private mutating func add(_ moved: Int128, sku: Int32, at place: Int32) {
        if sku != self.sku {
            finishSKU()
            self.sku = sku
        }
        let index = Int(place) - 1
        if let known = units[index] {
            // proven: sums of 64 bits, of which there are fewer than 2^63.
            units[index] = known + moved
        } else {
            units[index] = moved
            touched.append(place)
        }
    }

    private mutating func finishSKU() {
        touched.sort()
        for place in touched {
            guard let sum = units[Int(place) - 1] else { continue }
            units[Int(place) - 1] = nil
            earlier.add(CellTable.Entry(key: CellKey(sku: sku, number: place), units: sum, events: 0))
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// The sums by SKU and place number.
    private func cells() -> [CellTable.Entry] {
        var whole = self
        whole.finishSKU()
        return whole.earlier.merged()
    }

    private func key(_ cell: CellTable.Entry) -> Key {
        Key(sku: Int64(cell.key.sku), place: places[Int(cell.key.number) - 1])
    }

    private mutating func number(of place: PlaceKey) -> Int32 {
        if let number = numbers[place] { return number }
        places.append(place)
        units.append(nil)
        let number = Int32(truncatingIfNeeded: places.count)
        numbers[place] = number
        return number
    }

    private static func id(_ sku: Int64) throws -> Int32 {
        guard let id = Int32(exactly: sku), id > 0 else {
            throw LedgerError(
                .damaged,
                "the sums of the ledger refer to SKU \(sku), which is missing; run verify"
            )
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
