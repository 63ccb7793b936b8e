import Synchronization

/// Parts of a fold -> sums in the order of their keys.
struct SortedSums {
    /// The cells of a day.
    struct Day {
        /// Days since 1970.
        let number: Int32
        let cells: [CellTable.Entry]
    }

    /// The cells of a month. They may be packed, and are unpacked for each use, so that no more than a month is held at
    /// once.
    struct Month {
        /// Months since 1970.
        let number: Int32
        /// By day.
        fileprivate let runs: [(day: Int32, runs: [Run])]

        /// The cells of each day, in order.
        func days() throws -> [Day] {
            try runs.map { day, runs in
                var cells = CellRuns()
                for run in runs { cells.add(run: try run.cells()) }
                return Day(number: day, cells: cells.merged())
            }
        }
    }

    /// Some cells of a day, in the order of their keys.
    fileprivate enum Run {
        case sorted([CellTable.Entry])
        case packed(PackedRun)

        func cells() throws -> [CellTable.Entry] {
            switch self {
            case .sorted(let cells): cells
            case .packed(let run): try run.cells()
            }
        }
    }

    let months: [Month]
    let routeUse: [(route: Int32, events: Int64)]

    /// Adds up parts of the log.
    init(_ parts: [Sums]) {
        let tables = parts.flatMap(\.days)
        let isLong = tables.reduce(0) { $0 + $1.cells.count } >= Self.cellsWorthThreads
        let sorted = Self.eachMade(tables.count, isLong) { tables[$0].cells.sorted }
        var byDay: [Int32: [Run]] = [:]
        for (table, cells) in zip(tables, sorted) { byDay[table.day, default: []].append(.sorted(cells)) }
        for run in parts.lazy.flatMap(\.packed) { byDay[run.day, default: []].append(.packed(run)) }
        let byMonth = Dictionary(grouping: byDay.keys.sorted()) {
            Int32(truncatingIfNeeded: CalendarDate(dayNumber: Int($0)).monthNumber)
        }
        months = byMonth.sorted { $0.key < $1.key }.map { number, days in
            Month(number: number, runs: days.map { ($0, byDay[$0] ?? []) })
        }
        var use: [Int32: Int64] = [:]
        for part in parts { use.merge(part.routeUse) { $0 + $1 } }
        routeUse = use.sorted { $0.key < $1.key }.map { (route: $0.key, events: $0.value) }
    }

    /// The units at every place.
    func positions(_ routes: RouteTable) throws -> PositionSums {
        var positions = PositionSums()
        for month in months {
            var cells: [CellTable.Entry] = []
            try month.forEachSKU { sku, ofSKU in
                for cell in ofSKU {
                    cells.append(
                        CellTable.Entry(
                            key: CellKey(sku: sku, cell.phase),
                            units: cell.units,
                            events: cell.events
                        )
                    )
                }
            }
            try positions.add(cells, routes)
        }
        return positions
    }

    /// Makes something of each number below a count, in parallel if there is much to do.
    private static func eachMade<Made: Sendable>(
        _ count: Int,
        _ isLong: Bool,
        _ make: @escaping @Sendable (Int) -> Made
    ) -> [Made] {
        guard isLong else { return (0..<count).map(make) }
        let all = Mutex<[Int: Made]>([:])
        Cores.forEach(count) { index in
            let made = make(index)
            all.withLock { $0[index] = made }
        }
        return all.withLock { all in (0..<count).compactMap { all[$0] } }
    }

    private static let cellsWorthThreads = 50_000
}

extension SortedSums.Month {
    /// Passes the cells of each SKU, by day and key.
    func forEachSKU(_ body: (_ sku: Int32, [PackedCells.Cell]) throws -> Void) throws {
        let days = try days()
        let before = Int32(truncatingIfNeeded: CalendarDate.firstDayNumber(ofMonth: Int(number))) - 1
        var next = days.map(\.cells.startIndex)
        var cells: [PackedCells.Cell] = []
        while true {
            var sku = Int32.max
            for (index, day) in days.enumerated() where next[index] < day.cells.count {
                sku = min(sku, day.cells[next[index]].key.sku)
            }
            cells.removeAll(keepingCapacity: true)
            for (index, day) in days.enumerated() {
                while next[index] < day.cells.count, day.cells[next[index]].key.sku == sku {
                    let cell = day.cells[next[index]]
                    cells.append(
                        PackedCells.Cell(
                            day: Int(day.number - before),
                            phase: cell.key.phase,
                            units: cell.units,
                            events: cell.events
                        )
                    )
                    next[index] += 1
                }
            }
            guard !cells.isEmpty else { return }
            try body(sku, cells)
        }
    }
}
