import GRDB

/// Reads the table of moves by month and SKU.
struct MoveTable {
    /// The row of a SKU's month.
    struct Row {
        /// Months since January 1970.
        let month: Int
        let sku: Int32
        /// Valid until the next row.
        let cells: PackedCells
    }

    private let feeds: RowFeeds

    init(_ database: Database) { feeds = RowFeeds(database) }

    /// Passes the rows of some months, by month and SKU.
    ///
    /// - Parameter sku: nil for all.
    /// - Throws: `damaged`.
    func forEachRow(
        of months: ClosedRange<Int> = allMonths,
        sku: Int64? = nil,
        _ body: (Row) throws -> Void
    ) throws {
        let rows: RowFeed
        if let sku {
            // One seek per month, because the table is sorted by month and not by SKU.
            rows = try feeds.feed(
                "m.month, m.sku, m.cells",
                """
                FROM (WITH RECURSIVE span (month, last) AS (
                        SELECT max(?, (SELECT min(month) FROM move)), min(?, (SELECT max(month) FROM move))
                        UNION ALL SELECT month + 1, last FROM span WHERE month < last)
                      SELECT month FROM span WHERE month <= last) s
                CROSS JOIN move m ON m.month = s.month AND m.sku = ?
                """
            )
            rows.bind(sku, at: 3)
        } else {
            rows = try feeds.feed("month, sku, cells", "FROM move WHERE month BETWEEN ? AND ?")
        }
        rows.bind(Int64(months.lowerBound), at: 1)
        rows.bind(Int64(months.upperBound), at: 2)
        try rows.forEachRow { row in
            guard let sku = Int32(exactly: row.integer(1)), sku > 0 else {
                throw LedgerError(
                    .damaged,
                    "the sums of the ledger refer to SKU \(row.integer(1)), which is missing; run verify"
                )
            }
            guard let cells = row.blob(2) else { throw PackedCells.damaged }
            try body(Row(month: Int(row.integer(0)), sku: sku, cells: PackedCells(cells)))
        }
    }

    /// Passes the rows of the months that some days belong to.
    ///
    /// - Parameters:
    ///   - days: days since 1970-01-01.
    ///   - sku: nil for all.
    func forEachRow(ofDays days: ClosedRange<Int>, sku: Int64? = nil, _ body: (Row) throws -> Void) throws {
        try forEachRow(of: Self.months(of: days), sku: sku, body)
    }

    /// Passes the cells of some days, summed by month. Those of a month and SKU are passed together, in the order of
    /// their keys.
    ///
    /// - Parameter days: days since 1970-01-01.
    func forEachSum(of days: ClosedRange<Int>, sku: Int64? = nil, _ body: (CellTable.Entry) throws -> Void)
        throws
    {
        var part = SumOfDays()
        try forEachRow(of: Self.months(of: days), sku: sku) { row in
            let wanted = Self.days(days, of: row.month)
            if wanted == CalendarDate.days(ofMonth: row.month) {
                try row.cells.forEachTotal { try body(row.entry($0)) }
            } else {
                try part.add(row.cells, of: wanted, from: CalendarDate.firstDayNumber(ofMonth: row.month))
                for total in part.totals where total.isAnything { try body(row.entry(total)) }
            }
        }
    }

    /// Passes the cells of each of some days and SKU, the days of a SKU in order.
    ///
    /// - Parameters:
    ///   - days: days since 1970-01-01.
    ///   - sku: nil for all.
    ///   - isWanted: if given, the months of a SKU without any such route are left out.
    func forEachDay(
        of days: ClosedRange<Int>,
        sku: Int64? = nil,
        having isWanted: ((RoutePhase) -> Bool)? = nil,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void
    ) throws {
        var known: (month: Int, before: Int, wanted: ClosedRange<Int>)?
        // Its memory is used again for each day.
        var cells: [RouteCell] = []
        try forEachRow(of: Self.months(of: days), sku: sku) { row in
            if known?.month != row.month {
                let before = CalendarDate.firstDayNumber(ofMonth: row.month) - 1
                let wanted = Self.days(days, of: row.month)
                known = (row.month, before, wanted.lowerBound - before...wanted.upperBound - before)
            }
            guard let known, try row.cells.hasPhase(isWanted) else { return }
            var rest = try row.cells.cells(of: known.wanted)
            var next = try rest.next()
            while let first = next {
                cells.removeAll(keepingCapacity: true)
                while let cell = next, cell.day == first.day {
                    cells.append(try RouteCell(row.entry(cell)))
                    next = try rest.next()
                }
                try body(known.before + first.day, Int64(row.sku), cells)
            }
        }
    }

    static let allMonths = Int(Projections.months.lowerBound)...Int(Projections.months.upperBound)
}

extension MoveTable {
    private static func months(of days: ClosedRange<Int>) -> ClosedRange<Int> {
        // proven: the month of a later day is not an earlier one.
        CalendarDate(dayNumber: days.lowerBound)
            .monthNumber...CalendarDate(dayNumber: days.upperBound).monthNumber
    }

    /// The days of a month that are among these.
    private static func days(_ days: ClosedRange<Int>, of month: Int) -> ClosedRange<Int> {
        days.clamped(to: CalendarDate.days(ofMonth: month))
    }

    /// Adds up some days of a SKU's month.
    private struct SumOfDays {
        /// In the order of their keys.
        private(set) var totals: [PackedCells.Cell] = []

        mutating func add(_ cells: PackedCells, of days: ClosedRange<Int>, from firstDay: Int) throws {
            totals.removeAll(keepingCapacity: true)
            try cells.forEachTotal {
                totals.append(PackedCells.Cell(day: 0, phase: $0.phase, units: 0, events: 0))
            }
            var (day, place) = (0, 0)
            let wanted = days.lowerBound - firstDay + 1...days.upperBound - firstDay + 1
            var rest = try cells.cells(of: wanted)
            while let cell = try rest.next() {
                if cell.day != day { (day, place) = (cell.day, 0) }
                // Every cell has its total, and both are sorted.
                while place < totals.count - 1, totals[place].phase < cell.phase { place += 1 }
                totals[place].add(cell)
            }
        }
    }
}

extension MoveTable.Row {
    /// A cell of this row with its whole key.
    func entry(_ cell: PackedCells.Cell) -> CellTable.Entry {
        CellTable.Entry(key: CellKey(sku: sku, cell.phase), units: cell.units, events: cell.events)
    }
}

/// The units of a SKU that moved on a route, without anything that has to be counted or freed: sums are read by the
/// million.
struct RouteCell {
    let phase: RoutePhase
    let units: Int64
    /// Live events; a reversal counts as minus one.
    let events: Int64

    /// - Throws: `SumOverflow` if the units exceed 64 bits.
    init(_ entry: CellTable.Entry) throws {
        phase = entry.key.phase
        units = try entry.units64()
        events = entry.events
    }

    /// The cell with its whole key.
    func entry(sku: Int32) -> CellTable.Entry {
        CellTable.Entry(key: CellKey(sku: sku, phase), units: Int128(units), events: events)
    }
}

/// Values by route, before and since the opening of its warehouse, found without hashing.
struct PhaseTable<Value> {
    /// By number. Ids of routes are handed out without gaps.
    private var values: [Value?] = []
    /// Those of further routes, which a damaged ledger may have.
    private var others: [RoutePhase: Value] = [:]

    private static var numbersMax: UInt64 { 1 << 21 }

    subscript(phase: RoutePhase) -> Value? {
        get {
            let number = phase.packed
            if number < UInt64(values.count) { return values[Int(number)] }
            return number < Self.numbersMax ? nil : others[phase]
        }
        set {
            let number = phase.packed
            if number < Self.numbersMax {
                while UInt64(values.count) <= number { values.append(nil) }
                values[Int(number)] = newValue
            } else {
                others[phase] = newValue
            }
        }
    }
}
