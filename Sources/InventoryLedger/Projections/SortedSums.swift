import Synchronization

/// Parts of a fold -> the rows of the tables of sums, in the order of the tables' keys.
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
    ///
    /// - Throws: `sumOverflow` where a sum leaves Int64.
    init(_ parts: [Sums]) throws {
        let tables = Dictionary(grouping: parts.flatMap(\.days), by: \.day)
        let size = parts.reduce(0) { $0 + $1.count }
        let days = try Self.spans(tables.keys.sorted(), cells: size) { day in
            (tables[day] ?? []).map(\.cells.sorted)
        }
        let byMonth = Dictionary(grouping: days) {
            Int32(CalendarDate(dayNumber: Int($0.number)).monthNumber)
        }
        self.days = days
        months = try Self.spans(byMonth.keys.sorted(), cells: size) { month in
            (byMonth[month] ?? []).map(\.cells)
        }
        var use: [Int32: Int64] = [:]
        for part in parts { use.merge(part.routeUse) { $0 + $1 } }
        routeUse = use.sorted { $0.key < $1.key }.map { (route: $0.key, events: $0.value) }
    }

    /// The units at every place, from the months: they say the same as the days, in fewer cells.
    func positions(_ routes: RouteTable) throws -> PositionSums {
        var totals = CellRuns()
        for month in months { try totals.add(run: month.cells) }
        var positions = PositionSums()
        try positions.add(totals.merged(), routes)
        return positions
    }

    /// Makes spans side by side where that is worth it.
    private static func spans(
        _ numbers: [Int32],
        cells: Int,
        _ runs: @escaping @Sendable (Int32) -> [[CellTable.Entry]]
    ) throws -> [Span] {
        @Sendable func span(_ number: Int32) throws -> Span {
            var cells = CellRuns()
            for run in runs(number) { try cells.add(run: run) }
            return Span(number: number, cells: try cells.merged())
        }
        guard cells >= cellsWorthThreads else { return try numbers.map(span) }
        let spans = Mutex<[Result<Span, any Error>]>([])
        Cores.forEach(numbers.count) { index in
            let made = Result { try span(numbers[index]) }
            spans.withLock { $0.append(made) }
        }
        return try spans.withLock { try $0.map { try $0.get() } }.sorted { $0.number < $1.number }
    }

    private static let cellsWorthThreads = 50_000
}
