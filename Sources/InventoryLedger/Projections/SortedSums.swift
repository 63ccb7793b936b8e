import Synchronization

/// Parts of a fold -> the rows of the tables of sums, in the order of their keys.
struct SortedSums {
    /// The cells of a day, or of a month.
    struct Span {
        /// Days or months since 1970.
        let number: Int32
        let cells: [CellTable.Entry]
    }

    let days: [Span]
    let months: [Span]
    let routeUse: [(route: Int32, events: Int64)]

    /// Adds up parts of the log.
    init(_ parts: [Sums]) {
        let tables = Dictionary(grouping: parts.flatMap(\.days), by: \.day)
        let size = parts.reduce(0) { $0 + $1.count }
        let days = Self.spans(tables.keys.sorted(), cells: size) { day in
            (tables[day] ?? []).map(\.cells.sorted)
        }
        let byMonth = Dictionary(grouping: days) {
            Int32(truncatingIfNeeded: CalendarDate(dayNumber: Int($0.number)).monthNumber)
        }
        self.days = days
        months = Self.spans(byMonth.keys.sorted(), cells: size) { month in
            (byMonth[month] ?? []).map(\.cells)
        }
        var use: [Int32: Int64] = [:]
        for part in parts { use.merge(part.routeUse) { $0 + $1 } }
        routeUse = use.sorted { $0.key < $1.key }.map { (route: $0.key, events: $0.value) }
    }

    /// The units at every place, from the months, which have fewer cells than the days.
    func positions(_ routes: RouteTable) throws -> PositionSums {
        var totals = CellRuns()
        for month in months { totals.add(run: month.cells) }
        var positions = PositionSums()
        try positions.add(totals.merged(), routes)
        return positions
    }

    /// Builds spans in parallel if there are enough.
    private static func spans(
        _ numbers: [Int32],
        cells: Int,
        _ runs: @escaping @Sendable (Int32) -> [[CellTable.Entry]]
    ) -> [Span] {
        @Sendable func span(_ number: Int32) -> Span {
            var cells = CellRuns()
            for run in runs(number) { cells.add(run: run) }
            return Span(number: number, cells: cells.merged())
        }
        guard cells >= cellsWorthThreads else { return numbers.map(span) }
        let spans = Mutex<[Span]>([])
        Cores.forEach(numbers.count) { index in
            let made = span(numbers[index])
            spans.withLock { $0.append(made) }
        }
        return spans.withLock { $0 }.sorted { $0.number < $1.number }
    }

    private static let cellsWorthThreads = 50_000
}
