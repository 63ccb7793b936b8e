import Synchronization

/// Parts of a fold -> sums in the order of their keys.
struct SortedSums {
    /// The cells of a day.
    struct Day {
        /// Days since 1970.
        let number: Int32
        let cells: [CellTable.Entry]
    }

    /// The cells of a month.
    struct Month {
        /// Months since 1970.
        let number: Int32
        let days: [Day]
        /// Summed over the days.
        let totals: [CellTable.Entry]
    }

    let months: [Month]
    let routeUse: [(route: Int32, events: Int64)]

    /// Adds up parts of the log.
    init(_ parts: [Sums]) {
        let tables = Dictionary(grouping: parts.flatMap(\.days), by: \.day)
        let size = parts.reduce(0) { $0 + $1.count }
        let isLong = size >= Self.cellsWorthThreads
        let days = Self.eachMade(of: tables.keys.sorted(), isLong) { number in
            Day(number: number, cells: Self.merged((tables[number] ?? []).map(\.cells.sorted)))
        }
        let byMonth = Dictionary(grouping: days) {
            Int32(truncatingIfNeeded: CalendarDate(dayNumber: Int($0.number)).monthNumber)
        }
        months = Self.eachMade(of: byMonth.keys.sorted(), isLong) { number in
            let days = byMonth[number] ?? []
            return Month(number: number, days: days, totals: Self.merged(days.map(\.cells)))
        }
        var use: [Int32: Int64] = [:]
        for part in parts { use.merge(part.routeUse) { $0 + $1 } }
        routeUse = use.sorted { $0.key < $1.key }.map { (route: $0.key, events: $0.value) }
    }

    /// The units at every place, from the months, which have fewer cells than the days.
    func positions(_ routes: RouteTable) throws -> PositionSums {
        var totals = CellRuns()
        for month in months { totals.add(run: month.totals) }
        var positions = PositionSums()
        try positions.add(totals.merged(), routes)
        return positions
    }

    private static func merged(_ runs: [[CellTable.Entry]]) -> [CellTable.Entry] {
        var cells = CellRuns()
        for run in runs { cells.add(run: run) }
        return cells.merged()
    }

    /// Makes something of each number, in parallel if there is much to do.
    private static func eachMade<Made: Sendable>(
        of numbers: [Int32],
        _ isLong: Bool,
        _ make: @escaping @Sendable (Int32) -> Made
    ) -> [Made] {
        guard isLong else { return numbers.map(make) }
        let all = Mutex<[Int: Made]>([:])
        Cores.forEach(numbers.count) { index in
            let made = make(numbers[index])
            all.withLock { $0[index] = made }
        }
        return all.withLock { all in numbers.indices.compactMap { all[$0] } }
    }

    private static let cellsWorthThreads = 50_000
}

extension SortedSums.Month {
    /// Passes the cells of each SKU, by day and key.
    func forEachSKU(_ body: (_ sku: Int32, [PackedCells.Cell]) throws -> Void) rethrows {
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
