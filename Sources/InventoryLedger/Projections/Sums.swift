/// Sums over a part of the log. Parts can be added in any order, so folding in pieces, in parallel or at once gives
/// the same result.
struct Sums {
    /// The cells of each day. A log is mostly sorted by time, so mostly one small table is used.
    private(set) var days: [(day: Int32, cells: CellTable)] = []
    /// The index of a day in `days`, counted from `firstDay`; -1 for a day without cells.
    private var places: [Int32] = []
    private var firstDay: Int32 = 0
    /// Live events per route, milestones and assertions included.
    private(set) var routeUse: [Int32: Int64] = [:]

    /// The number of cells in `days`.
    private(set) var count = 0
    /// Cells that were packed, in no particular order of days.
    private(set) var packed: [PackedRun] = []

    var isEmpty: Bool { count == 0 && packed.isEmpty && routeUse.isEmpty }

    /// Packs the cells so far. Later ones of the same days are summed apart from them.
    mutating func pack() {
        for (day, cells) in days where cells.count > 0 {
            packed.append(PackedRun(day: day, cells.sorted))
        }
        days = []
        places = []
        count = 0
    }

    /// Adds one event. A reversal has negated units and counts as minus one event.
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
        addUse(of: id, events: events)
        guard route.isSummed else { return }
        let key = CellKey(sku: sku, route: id, isBeforeOpening: isBeforeOpening)
        try add(units: units, events: events, to: key, day: day)
    }

    /// Adds to the sum of a cell.
    mutating func add(units: Int64, events: Int64, to key: CellKey, day: Int32) throws {
        let place = try place(of: day)
        let before = days[place].cells.count
        days[place].cells.add(units: units, events: events, to: key)
        count += days[place].cells.count - before
    }

    /// Adds to the live events of a route.
    mutating func addUse(of route: Int32, events: Int64) {
        routeUse[route, default: 0] += events
    }

    private mutating func place(of day: Int32) throws -> Int {
        if day < firstDay || Int(day) - Int(firstDay) >= places.count { try makeRoom(for: day) }
        let offset = Int(day - firstDay)
        if places[offset] >= 0 { return Int(places[offset]) }
        places[offset] = Int32(truncatingIfNeeded: days.count)
        // Days are about equally busy.
        days.append((day, CellTable(roomFor: days.last?.cells.count ?? 0)))
        return days.count - 1
    }

    /// A ledger spans at most two centuries of days, so an array for all of them is small.
    private mutating func makeRoom(for day: Int32) throws {
        guard Projections.days.contains(Int64(day)) else {
            throw LedgerError(.damaged, "an event has a day outside the range of a ledger; run verify")
        }
        if places.isEmpty { firstDay = day }
        let margin = Int32(truncatingIfNeeded: places.count + 32)
        let first = min(firstDay, day < firstDay ? day - margin : day)
        let last = max(
            firstDay + Int32(truncatingIfNeeded: places.count),
            day >= firstDay ? day + margin : day
        )
        var wider = [Int32](repeating: -1, count: Int(last - first) + 1)
        for (offset, place) in places.enumerated() { wider[Int(firstDay - first) + offset] = place }
        firstDay = first
        places = wider
    }
}
