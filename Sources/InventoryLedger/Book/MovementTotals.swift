import GRDB

/// sums -> units by SKU and route up to an instant, from the stored sums if possible, else from the log.
struct MovementTotals {
    /// Units of one SKU on one route, and their day if days are asked for.
    struct Cell {
        /// Days since 1970-01-01; meaningless in a coarser sum.
        let day: Int
        let sku: Int64
        let route: Route
        let isBeforeOpening: Bool
        let units: Int64
        /// Live events; a reversal counts as minus one.
        let events: Int64

        /// The two ends of the move; nil if nothing moved.
        var ends: RouteEnds? { isBeforeOpening ? route.endsBeforeOpening : route.ends }
    }

    private let view: BookView
    private let table: MoveTable

    init(_ view: BookView) {
        self.view = view
        table = MoveTable(view.database)
    }

    private var database: Database { view.database }

    /// Passes the cells up to an instant, of some SKUs or of all, summed over all days.
    ///
    /// - Parameter upTo: the last instant, included; nil for everything.
    func forEachTotal(upTo: Instant?, skus: [Int64]?, _ body: (Cell) throws -> Void) throws {
        for entry in try totals(upTo: upTo, skus: skus) { try body(cell(0, entry)) }
    }

    /// The cells up to an instant by SKU and route, of some SKUs or of all, summed over all days.
    ///
    /// - Parameter month: leaves out the months up to this one.
    func totals(upTo: Instant?, skus: [Int64]?, after month: Int? = nil) throws -> [CellTable.Entry] {
        var totals = CellRuns()
        if !view.hasSums, let last = view.lastSeq {
            for day in try folded(upTo: upTo, last: last, skus: skus).days {
                totals.add(run: day.cells.sorted)
            }
            let wanted = skus.map { Set($0) }
            return totals.merged().filter { wanted?.contains(Int64($0.key.sku)) ?? true }
        }
        try withUnsafeMutablePointer(to: &totals) { totals in
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try forEachStoredCell(upTo: upTo, byDay: false, sku: sku, after: month) {
                    totals.pointee.add($1)
                }
            }
        }
        totals.add(run: try laterTotals(upTo: upTo, skus: skus))
        // What was subtracted again leaves empty cells.
        return totals.merged().filter(\.isAnything)
    }

    /// The last month of the earlier half of the stored months up to an instant; nil if there are fewer than two.
    func middleMonth(upTo: Instant) throws -> Int? {
        guard view.hasSums else { return nil }
        let first = try RowStatement(database, "SELECT min(month) FROM move").onlyInteger().map(Int.init)
        let last = CalendarDate(dayNumber: view.zone.day(of: upTo)).monthNumber - 1
        return first.flatMap { $0 < last ? $0 + (last - $0) / 2 : nil }
    }

    /// The totals of the months up to and including this one.
    func totals(throughMonth month: Int) throws -> [CellTable.Entry] {
        var totals = CellRuns()
        try withUnsafeMutablePointer(to: &totals) { totals in
            guard let days = Self.days(from: nil, through: CalendarDate.days(ofMonth: month).upperBound)
            else {
                return
            }
            try table.forEachSum(of: days) { totals.pointee.add($0) }
        }
        return totals.merged()
    }

    /// Passes the cells of each day and SKU together, the days of a SKU in order.
    func forEachDay(
        upTo: Instant?,
        skus: [Int64]?,
        _ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void
    ) throws {
        if !view.hasSums, let last = view.lastSeq {
            var group = DayGroup()
            let wanted = skus.map { Set($0) }
            let days = try folded(upTo: upTo, last: last, skus: skus).days
            for (day, cells) in days.sorted(by: { $0.day < $1.day }) {
                for entry in cells.sorted
                where entry.isAnything && wanted?.contains(Int64(entry.key.sku)) ?? true {
                    try group.take(cell(Int(day), entry), body)
                }
            }
            return try group.close(body)
        }
        try forEachDay(less: laterCells(upTo: upTo, skus: skus), body) { take in
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try forEachStoredCell(upTo: upTo, byDay: true, sku: sku, take)
            }
        }
    }

    /// Passes the cells of whole days, those of each day and SKU together, the days of a SKU in order. Only where the
    /// stored sums apply.
    func forEachWholeDay(
        _ days: ClosedRange<Int>,
        skus: [Int64]?,
        _ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void
    ) throws {
        let later = try laterCells(upTo: nil, skus: skus).filter { days.contains($0.day) }
        try forEachDay(less: later, body) { take in
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try table.forEachCell(of: days, sku: sku, take)
            }
        }
    }

    // MARK: What came later

    private typealias LaterCells = [(day: Int, cells: [CellTable.Entry])]

    /// The cells of what the report does not know by SKU and route, negated, so that sums of all become those of the
    /// report.
    func laterTotals(upTo: Instant? = nil, skus: [Int64]?) throws -> [CellTable.Entry] {
        var totals = CellRuns()
        for (_, cells) in try laterCells(upTo: upTo, skus: skus) { totals.add(run: cells) }
        return totals.merged()
    }

    /// The cells of what the report does not know, negated, by day; none if it knows all.
    private func laterCells(upTo: Instant?, skus: [Int64]?) throws -> LaterCells {
        guard let later = view.later else { return [] }
        let single = skus.flatMap { $0.count == 1 ? $0.first : nil }
        let wanted = skus.map { Set($0) }
        let days = try later.sums(upTo: upTo, sku: single).days.sorted { $0.day < $1.day }
        var cells: LaterCells = []
        for (day, table) in days {
            let own = table.sorted.filter { entry in wanted?.contains(Int64(entry.key.sku)) ?? true }
            if !own.isEmpty { cells.append((Int(day), own.map(\.negated))) }
        }
        return cells
    }

    /// Passes the stored cells of each day and SKU together, with those of what came later, the days of a SKU in order.
    private func forEachDay(
        less later: LaterCells,
        _ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void,
        stored: @escaping (_ take: (_ day: Int, CellTable.Entry) throws -> Void) throws -> Void
    ) throws {
        var group = DayGroup()
        guard !later.isEmpty else {
            try stored { day, entry in try group.take(cell(day, entry), body) }
            return try group.close(body)
        }
        // The later cells of each SKU, the last day first.
        var bySKU: [Int32: LaterCells] = [:]
        for (day, cells) in later.reversed() {
            for (sku, own) in Dictionary(grouping: cells, by: \.key.sku) {
                bySKU[sku, default: []].append((day, own))
            }
        }
        /// Passes the later cells of a SKU up to a day, the stored cells of that day with them.
        func pass(_ sku: Int32, through day: Int, _ entries: [CellTable.Entry]) throws {
            var last = CellRuns()
            last.add(run: entries)
            while let next = bySKU[sku]?.last, next.day <= day {
                _ = bySKU[sku]?.popLast()
                if next.day == day { last.add(run: next.cells) } else { try hand(next.day, next.cells) }
            }
            try hand(day, last.merged())
        }
        func hand(_ day: Int, _ entries: [CellTable.Entry]) throws {
            for entry in entries where entry.isAnything { try group.take(cell(day, entry), body) }
            try group.close(body)
        }
        var current: (day: Int, sku: Int32)?
        var entries: [CellTable.Entry] = []
        try stored { day, entry in
            if let known = current, known != (day, entry.key.sku) {
                try pass(known.sku, through: known.day, entries)
                entries.removeAll(keepingCapacity: true)
            }
            current = (day, entry.key.sku)
            entries.append(entry)
        }
        if let current { try pass(current.sku, through: current.day, entries) }
        for sku in bySKU.keys.sorted() { try pass(sku, through: .max, []) }
    }

    /// The cells of a day and a SKU, which are adjacent.
    private struct DayGroup {
        private var cells: [Cell] = []
        /// Of the cells, kept apart because a look at a cell counts the uses of its route.
        private var day = 0
        private var sku: Int64 = 0

        mutating func take(_ cell: Cell, _ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void) throws {
            if day != cell.day || sku != cell.sku {
                try close(body)
                (day, sku) = (cell.day, cell.sku)
            }
            cells.append(cell)
        }

        mutating func close(_ body: (_ day: Int, _ sku: Int64, [Cell]) throws -> Void) throws {
            guard !cells.isEmpty else { return }
            try body(day, sku, cells)
            cells.removeAll(keepingCapacity: true)
        }
    }

    /// What was known is a prefix of the log, which no stored sum matches.
    private func folded(upTo: Instant?, last: Int64, skus: [Int64]?) throws -> Sums {
        let single = skus.flatMap { $0.count == 1 ? $0.first : nil }
        return try LogFold(zone: view.zone, openings: view.openings)
            .sums(database, first: 1, last: last, occurredUpTo: upTo, sku: single)
    }

    private func cell(_ day: Int, _ entry: CellTable.Entry) throws -> Cell {
        Cell(
            day: day,
            sku: Int64(entry.key.sku),
            route: try view.names.routes.route(Int64(entry.key.route)),
            isBeforeOpening: entry.key.isBeforeOpening,
            units: try entry.units64(),
            events: entry.events
        )
    }

    /// Passes cells that add up to everything up to an instant: whole days, summed by month unless days are asked for,
    /// then the events of the last, partial day.
    private func forEachStoredCell(
        upTo: Instant?,
        byDay: Bool,
        sku: Int64?,
        after month: Int? = nil,
        _ body: (_ day: Int, CellTable.Entry) throws -> Void
    ) throws {
        let cutDay = upTo.map { view.zone.day(of: $0) }
        let isWholeDay = cutDay.map { upTo == view.zone.end(ofDay: $0) } ?? true
        let first = month.map { CalendarDate.firstDayNumber(ofMonth: $0 + 1) }
        if let days = Self.days(from: first, through: cutDay.map { isWholeDay ? $0 : $0 - 1 }) {
            if byDay {
                try table.forEachCell(of: days, sku: sku, body)
            } else {
                try table.forEachSum(of: days, sku: sku) { try body(0, $0) }
            }
        }
        if let upTo, let cutDay, !isWholeDay {
            try forEachEvent(ofDay: cutDay, upTo: upTo, sku: sku, isSorted: byDay, body)
        }
    }

    /// The days of a ledger between two days, both included; nil if there are none.
    private static func days(from first: Int?, through last: Int?) -> ClosedRange<Int>? {
        let first = max(first ?? .min, Int(Projections.days.lowerBound))
        let last = min(last ?? .max, Int(Projections.days.upperBound))
        return first <= last ? first...last : nil
    }

    /// An id as part of a cell's key. A ledger never assigns an id outside of this range.
    private static func number(_ id: Int64) throws -> Int32 {
        guard let number = Int32(exactly: id), number > 0 else {
            throw LedgerError(.damaged, "the sums of the ledger refer to \(id), which is missing; run verify")
        }
        return number
    }

    /// - Parameter isSorted: whether the events of a SKU must be passed together.
    private func forEachEvent(
        ofDay day: Int,
        upTo: Instant,
        sku: Int64?,
        isSorted: Bool,
        _ body: (_ day: Int, CellTable.Entry) throws -> Void
    ) throws {
        let columns = "e.sku, e.route, e.quantity, e.occurred_at, e.reverses"
        let rows: RowFeed
        if sku == nil, !isSorted, case .range(let range) = try view.eventDays.places(of: day...day) {
            rows = try RowFeed(
                database,
                columns,
                "FROM event e WHERE e.seq BETWEEN ? AND ? AND e.occurred_at BETWEEN ? AND ? AND e.sku > 0"
            )
            rows.bind(range.lowerBound, at: 1)
            rows.bind(range.upperBound, at: 2)
            rows.bind(view.zone.start(ofDay: day).milliseconds, at: 3)
            rows.bind(upTo.milliseconds, at: 4)
        } else {
            rows = try RowFeed(
                database,
                columns,
                """
                FROM json_each(?) d CROSS JOIN event e ON e.seq = d.value WHERE e.occurred_at <= ? AND e.sku > 0
                """
            )
            try rows.bind(EventDays.json(view.eventDays.numbers(onDay: day, sku: sku)), at: 1)
            rows.bind(upTo.milliseconds, at: 2)
        }
        try rows.forEachRow { row in
            let route = try view.names.routes.route(row.integer(1))
            guard route.isSummed else { return }
            try body(
                day,
                CellTable.Entry(
                    key: CellKey(
                        sku: try Self.number(row.integer(0)),
                        route: try Self.number(route.id),
                        isBeforeOpening: view.openings.isBefore(
                            Instant(milliseconds: row.integer(3)),
                            warehouse: route.key.warehouse
                        )
                    ),
                    units: Int128(row.integer(2)),
                    events: row.isNull(4) ? 1 : -1
                )
            )
        }
    }
}

extension CellTable.Entry {
    /// The cell that takes everything out of this one, if both are added.
    fileprivate var negated: CellTable.Entry {
        // proven: a sum of 64-bit numbers in 128 bits.
        CellTable.Entry(key: key, units: -units, events: 0 &- events)
    }
}
