/// sums by day -> the stock and the demand of each SKU in each warehouse, day by day.
struct DemandCourses {
    struct Position: Hashable {
        let sku: Int64
        let warehouse: Int64
    }

    /// Numbered, so that each can be changed in place.
    private(set) var all: [(position: Position, days: [DemandDay])] = []
    private var numbers = PositionNumbers()

    /// What the moves of a route do to the stock and the demand of its warehouse.
    private struct Effect {
        let warehouse: Int64
        let sign: Int64
        let isDemand: Bool
    }

    /// - Parameter skus: the SKUs to read; nil for all.
    init(_ view: BookView, skus: [Int64]?, demand: DemandRule) throws {
        var changes: [(warehouse: Int64, available: Int64, ordered: Int64)] = []
        /// The units of each position by its number.
        var available: [Int64] = []
        var effects = PhaseTable<Effect>()
        func effect(of phase: RoutePhase) throws -> Effect {
            if let known = effects[phase] { return known }
            let route = try view.names.routes.route(phase.route)
            let effect = Effect(
                warehouse: route.key.warehouse,
                sign: route.availableSign(isBeforeOpening: phase.isBeforeOpening),
                isDemand: demand.isDemand(route)
            )
            effects[phase] = effect
            return effect
        }
        try MovementTotals(view).forEachDay(upTo: view.time.asOf, skus: skus) { day, sku, cells in
            changes.removeAll(keepingCapacity: true)
            for cell in cells {
                let effect = try effect(of: cell.phase)
                guard effect.sign != 0 || effect.isDemand else { continue }
                let place = changes.firstIndex { $0.warehouse == effect.warehouse } ?? changes.count
                if place == changes.count { changes.append((effect.warehouse, 0, 0)) }
                guard cell.units != .min else { throw LedgerError.sumOverflow }
                changes[place].available = try changes[place].available.adding(effect.sign * cell.units)
                if effect.isDemand { changes[place].ordered = try changes[place].ordered.adding(cell.units) }
            }
            for change in changes {
                let number = number(Position(sku: sku, warehouse: change.warehouse))
                if number == available.count { available.append(0) }
                available[number] = try available[number].adding(change.available)
                all[number].days.append(
                    DemandDay(day: day, available: available[number], ordered: change.ordered)
                )
            }
        }
    }

    private mutating func number(_ position: Position) -> Int {
        let number = numbers.number(sku: position.sku, warehouse: position.warehouse)
        if number == all.count { all.append((position, [])) }
        return number
    }
}

extension LearnedSafety {
    /// Learns from past windows of one length that were foreseen from one distance, at the normal rate of then. Windows
    /// with a promotion or a stock-out are left out.
    ///
    /// - Parameters:
    ///   - length: the days of a window.
    ///   - distance: the days from the forecast to the first day of the window.
    ///   - today: the last day that is known.
    init(
        _ courses: [[DemandDay]],
        length: Int,
        distance: Int,
        today: Int,
        normalDays: Int,
        without promotionDays: DaySet
    ) throws {
        var pairs: [(expected: Fraction, actual: Int64)] = []
        let days = Fraction(Int64(length))
        for course in courses {
            guard let first = course.first?.day else { continue }
            for number in 0..<Self.windowsMax {
                let end = today - number * length
                let start = end - length + 1
                let foreseenOn = start - distance
                guard foreseenOn >= first else { break }
                guard (start...end).allSatisfy({ !promotionDays.contains($0) }),
                    let actual = try Self.ordered(course, from: start, through: end),
                    let rate = try NormalDemand(
                        course,
                        upTo: foreseenOn,
                        count: normalDays,
                        without: promotionDays
                    ).perDay
                else { continue }
                pairs.append((try rate * days, actual))
            }
        }
        try self.init(pairs)
    }

    /// More windows are too old to say how demand swings now.
    private static let windowsMax = 26

    /// The units ordered in a window; nil if stock ran out in it.
    private static func ordered(_ course: [DemandDay], from start: Int, through end: Int) throws -> Int64? {
        var index = NormalDemand.lastIndex(of: course, upTo: start - 1)
        guard index >= 0, course[index].endsInStock else { return nil }
        var ordered: Int64 = 0
        index += 1
        while index < course.count, course[index].day <= end {
            guard course[index].endsInStock else { return nil }
            ordered = try ordered.adding(course[index].ordered)
            index += 1
        }
        return ordered
    }
}
