/// Sums over a part of the log. Parts are added in any order: folded in pieces, in parallel or at once, the result
/// is the same.
struct Sums {
    /// Units and events of one SKU on one route and business day.
    struct Cell: Hashable {
        let day: Int32
        let sku: Int32
        let route: Int32
        /// From before the opening of the route's warehouse.
        let isBeforeOpening: Bool

        // Two words instead of four values: a fold hashes one cell per event.
        func hash(into hasher: inout Hasher) {
            hasher.combine(Int64(day) << 32 | Int64(UInt32(bitPattern: sku)))
            hasher.combine(Int64(route) << 1 | (isBeforeOpening ? 1 : 0))
        }
    }

    struct Sum: Equatable {
        var units: Int64
        var events: Int64
    }

    private(set) var cells: [Cell: Sum] = [:]
    /// Live events per route, milestones and assertions included.
    private(set) var routeUse: [Int32: Int64] = [:]

    var isEmpty: Bool { cells.isEmpty && routeUse.isEmpty }

    /// Makes room for the cells of so many events, as far as that is worth it.
    mutating func reserve(events: Int64) {
        cells.reserveCapacity(Int(min(events / 4, 200_000)))
    }

    /// Adds one event. A reversal carries the reversed units negated and counts as minus one.
    ///
    /// - Throws: `sumOverflow` where a sum leaves Int64.
    mutating func add(
        day: Int32,
        sku: Int32,
        route: Route,
        isBeforeOpening: Bool,
        units: Int64,
        isReversal: Bool
    )
        throws
    {
        let events: Int64 = isReversal ? -1 : 1
        let id = Int32(truncatingIfNeeded: route.id)
        routeUse[id, default: 0] += events
        guard route.isSummed else { return }
        try add(
            Sum(units: units, events: events),
            to: Cell(day: day, sku: sku, route: id, isBeforeOpening: isBeforeOpening)
        )
    }

    /// Adds one live event of a route that is summed, without its use of the route.
    mutating func add(day: Int32, sku: Int32, route: Int32, isBeforeOpening: Bool, units: Int64) throws {
        try add(
            Sum(units: units, events: 1),
            to: Cell(day: day, sku: sku, route: route, isBeforeOpening: isBeforeOpening)
        )
    }

    /// Notes so many live events of a route.
    mutating func note(events: Int64, of route: Int32) { routeUse[route, default: 0] += events }

    /// Adds the sums of another part of the log.
    mutating func merge(_ other: Sums) throws {
        for (cell, sum) in other.cells { try add(sum, to: cell) }
        for (route, events) in other.routeUse { routeUse[route, default: 0] += events }
    }

    private mutating func add(_ sum: Sum, to cell: Cell) throws {
        var overflows = false
        func combine(_ old: inout Sum) {
            (old.units, overflows) = old.units.addingReportingOverflow(sum.units)
            old.events += sum.events
        }
        combine(&cells[cell, default: Sum(units: 0, events: 0)])
        if overflows { throw LedgerError.sumOverflow }
    }

    /// The cells by month instead of by day. `Cell.day` holds the month's number.
    func byMonth() throws -> [Cell: Sum] {
        var months = Sums()
        var monthOfDay: [Int32: Int32] = [:]
        for (cell, sum) in cells {
            let month =
                monthOfDay[cell.day] ?? Int32(CalendarDate(dayNumber: Int(cell.day)).monthNumber)
            monthOfDay[cell.day] = month
            try months.add(
                sum,
                to: Cell(day: month, sku: cell.sku, route: cell.route, isBeforeOpening: cell.isBeforeOpening)
            )
        }
        return months.cells
    }
}

/// Units of SKUs at places, as sums of moves.
struct PositionSums {
    struct Key: Hashable {
        let sku: Int64
        let place: PlaceKey
    }

    private(set) var units: [Key: Int64] = [:]

    /// Takes units from one end of a route and gives them to the other.
    ///
    /// - Throws: `sumOverflow` where a sum leaves Int64.
    mutating func add(sku: Int64, ends: RouteEnds, units moved: Int64) throws {
        guard moved != .min else { throw LedgerError.sumOverflow }
        try add(-moved, at: Key(sku: sku, place: ends.from))
        try add(moved, at: Key(sku: sku, place: ends.to))
    }

    /// Adds units that are known to be at a place.
    mutating func add(sku: Int64, place: PlaceKey, units: Int64) throws {
        try add(units, at: Key(sku: sku, place: place))
    }

    private mutating func add(_ moved: Int64, at key: Key) throws {
        let (sum, overflows) = units[key, default: 0].addingReportingOverflow(moved)
        if overflows { throw LedgerError.sumOverflow }
        units[key] = sum
    }
}

extension LedgerError {
    static let sumOverflow = LedgerError(
        .sumOverflow,
        "a sum of quantities leaves the range of 64 bits; see whether a quantity was mistyped"
    )
}
