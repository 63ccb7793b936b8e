/// Sums over a part of the log. Parts are added in any order: folded in pieces, in parallel or at once, the result
/// is the same.
struct Sums {
    /// The cells of each day. A log is mostly in the order of time, so one small table after another is added to.
    private(set) var days: [(day: Int32, cells: CellTable)] = []
    /// Where a day stands in `days`, counted from `firstDay`; -1 for one that has no cells.
    private var places: [Int32] = []
    private var firstDay: Int32 = 0
    /// Live events per route, milestones and assertions included.
    private(set) var routeUse: [Int32: Int64] = [:]

    /// How many cells there are.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 && routeUse.isEmpty }

    /// Adds one event. A reversal carries the reversed units negated and counts as minus one.
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

    /// Adds to the sums of a cell.
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
        // One day is about as busy as another.
        days.append((day, CellTable(roomFor: days.last?.cells.count ?? 0)))
        return days.count - 1
    }

    /// The days of a ledger span two centuries at most, so places for all of them are few.
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
