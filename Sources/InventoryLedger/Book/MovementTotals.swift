import GRDB

/// sums -> units by SKU and route up to an instant, from the stored sums if possible, else from the log.
struct MovementTotals {
    private let view: BookView
    private let table: MoveTable

    init(_ view: BookView) {
        self.view = view
        table = MoveTable(view.database)
    }

    private var database: Database { view.database }

    /// The cells up to an instant by SKU and route, of some SKUs or of all, summed over all days.
    ///
    /// - Parameters:
    ///   - upTo: the last instant, included; nil for everything.
    ///   - month: leaves out the months up to this one.
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
                try forEachStoredTotal(upTo: upTo, sku: sku, after: month) { totals.pointee.add($0) }
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

    /// Passes the cells of each day and SKU, the days of a SKU in order. Those of a last, partial day are single moves.
    ///
    /// - Parameter isWanted: if given, stored months of a SKU without any such route are left out.
    func forEachDay(
        upTo: Instant?,
        skus: [Int64]?,
        having isWanted: ((RoutePhase) -> Bool)? = nil,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void
    ) throws {
        if !view.hasSums, let last = view.lastSeq {
            let wanted = skus.map { Set($0) }
            let days = try folded(upTo: upTo, last: last, skus: skus).days
            for (day, cells) in days.sorted(by: { $0.day < $1.day }) {
                let own = cells.sorted.filter { wanted?.contains(Int64($0.key.sku)) ?? true }
                try Self.forEachSKU(of: own) { try Self.pass($1, Int(day), $0, body) }
            }
            return
        }
        try forEachDay(less: laterCells(upTo: upTo, skus: skus), body) { body in
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try forEachStoredDay(upTo: upTo, sku: sku, having: isWanted, body)
            }
        }
    }

    /// Passes the cells of whole days, by day and SKU, the days of a SKU in order. Only where the stored sums apply.
    func forEachWholeDay(
        _ days: ClosedRange<Int>,
        skus: [Int64]?,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void
    ) throws {
        let later = try laterCells(upTo: nil, skus: skus).filter { days.contains($0.day) }
        try forEachDay(less: later, body) { body in
            for sku in skus.map({ $0.map(Optional.some) }) ?? [nil] {
                try table.forEachDay(of: days, sku: sku, body)
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

    /// Passes the stored cells of each day and SKU, with those of what came later, the days of a SKU in order.
    private func forEachDay(
        less later: LaterCells,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void,
        stored: @escaping ((_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void) throws -> Void
    ) throws {
        guard !later.isEmpty else { return try stored(body) }
        // The later cells of each SKU, the last day first.
        var bySKU: [Int32: LaterCells] = [:]
        for (day, cells) in later.reversed() {
            Self.forEachSKU(of: cells) { bySKU[$0, default: []].append((day, $1)) }
        }
        /// Passes the later cells of a SKU up to a day, the stored cells of that day with them.
        func pass(_ sku: Int32, through day: Int, _ cells: [RouteCell]) throws {
            var last = CellRuns()
            for cell in cells { last.add(cell.entry(sku: sku)) }
            while let next = bySKU[sku]?.last, next.day <= day {
                _ = bySKU[sku]?.popLast()
                if next.day == day {
                    last.add(run: next.cells)
                } else {
                    try Self.pass(next.cells, next.day, sku, body)
                }
            }
            try Self.pass(last.merged(), day, sku, body)
        }
        try stored { try pass(Self.number($1), through: $0, $2) }
        for sku in bySKU.keys.sorted() { try pass(sku, through: .max, []) }
    }

    /// Passes those cells of a day and SKU that have anything.
    private static func pass(
        _ entries: [CellTable.Entry],
        _ day: Int,
        _ sku: Int32,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void
    ) throws {
        let cells = try entries.filter(\.isAnything).map { try RouteCell($0) }
        if !cells.isEmpty { try body(day, Int64(sku), cells) }
    }

    /// Passes cells that are sorted by their keys SKU by SKU.
    private static func forEachSKU(
        of entries: [CellTable.Entry],
        _ body: (Int32, [CellTable.Entry]) throws -> Void
    ) rethrows {
        var rest = entries[...]
        while let sku = rest.first?.key.sku {
            let own = rest.prefix { $0.key.sku == sku }
            try body(sku, Array(own))
            rest = rest.dropFirst(own.count)
        }
    }

    /// What was known is a prefix of the log, which no stored sum matches.
    private func folded(upTo: Instant?, last: Int64, skus: [Int64]?) throws -> Sums {
        let single = skus.flatMap { $0.count == 1 ? $0.first : nil }
        return try LogFold(zone: view.zone, openings: view.openings)
            .sums(database, first: 1, last: last, occurredUpTo: upTo, sku: single)
    }

    /// Passes cells of each month that add up to everything up to an instant: whole days, then the events of the last,
    /// partial day.
    private func forEachStoredTotal(
        upTo: Instant?,
        sku: Int64?,
        after month: Int?,
        _ body: (CellTable.Entry) throws -> Void
    ) throws {
        let first = month.map { CalendarDate.firstDayNumber(ofMonth: $0 + 1) }
        if let days = Self.days(from: first, through: lastWholeDay(upTo)) {
            try table.forEachSum(of: days, sku: sku, body)
        }
        try forEachEventOfPartialDay(upTo, sku: sku, isSorted: false) { try body($1) }
    }

    /// Passes the cells of each day and SKU up to an instant: whole days, then the events of the last, partial day.
    private func forEachStoredDay(
        upTo: Instant?,
        sku: Int64?,
        having isWanted: ((RoutePhase) -> Bool)?,
        _ body: (_ day: Int, _ sku: Int64, [RouteCell]) throws -> Void
    ) throws {
        if let days = Self.days(from: nil, through: lastWholeDay(upTo)) {
            try table.forEachDay(of: days, sku: sku, having: isWanted, body)
        }
        var (day, current, cells) = (0, Int32(0), [RouteCell]())
        func close() throws {
            if !cells.isEmpty { try body(day, Int64(current), cells) }
            cells.removeAll(keepingCapacity: true)
        }
        try forEachEventOfPartialDay(upTo, sku: sku, isSorted: true) {
            if current != $1.key.sku { try close() }
            (day, current) = ($0, $1.key.sku)
            cells.append(try RouteCell($1))
        }
        try close()
    }

    /// The last day that has ended by an instant; nil without one.
    private func lastWholeDay(_ upTo: Instant?) -> Int? {
        upTo.map { view.zone.day(of: $0) - (isEndOfDay($0) ? 0 : 1) }
    }

    private func isEndOfDay(_ instant: Instant) -> Bool {
        instant == view.zone.end(ofDay: view.zone.day(of: instant))
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

    /// Passes the events of the day of an instant up to it; none if the day ends with it.
    ///
    /// - Parameter isSorted: whether the events of a SKU must be passed together.
    private func forEachEventOfPartialDay(
        _ upTo: Instant?,
        sku: Int64?,
        isSorted: Bool,
        _ body: (_ day: Int, CellTable.Entry) throws -> Void
    ) throws {
        guard let upTo, !isEndOfDay(upTo) else { return }
        let day = view.zone.day(of: upTo)
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
