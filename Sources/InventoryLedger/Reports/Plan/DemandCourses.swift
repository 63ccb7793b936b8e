/// sums by day -> the stock and the demand of each SKU in each warehouse, day by day.
struct DemandCourses {
    struct Position: Hashable {
        let sku: Int64
        let warehouse: Int64
    }

    /// Numbered, so that each can be changed in place.
    private(set) var all: [(position: Position, days: [DemandDay])] = []
    private var numbers: [Position: Int] = [:]

    /// - Parameter skus: the SKUs to read; nil for all.
    init(_ view: BookView, skus: [Int64]?, demand: DemandRule) throws {
        var changes: [(warehouse: Int64, available: Int64, ordered: Int64)] = []
        try MovementTotals(view).forEachDay(upTo: view.time.asOf, skus: skus) { day, sku, cells in
            changes.removeAll(keepingCapacity: true)
            for cell in cells {
                let sign = cell.route.availableSign(isBeforeOpening: cell.isBeforeOpening)
                let isDemand = demand.isDemand(cell.route)
                guard sign != 0 || isDemand else { continue }
                let warehouse = cell.route.key.warehouse
                let place = changes.firstIndex { $0.warehouse == warehouse } ?? changes.count
                if place == changes.count { changes.append((warehouse, 0, 0)) }
                guard cell.units != .min else { throw LedgerError.sumOverflow }
                changes[place].available = try changes[place].available.adding(sign * cell.units)
                if isDemand { changes[place].ordered = try changes[place].ordered.adding(cell.units) }
            }
            for change in changes {
                let number = number(Position(sku: sku, warehouse: change.warehouse))
                let before = all[number].days.last?.available ?? 0
                all[number].days.append(
                    DemandDay(
                        day: day,
                        available: try before.adding(change.available),
                        ordered: change.ordered
                    )
                )
            }
        }
    }

    private mutating func number(_ position: Position) -> Int {
        if let number = numbers[position] { return number }
        numbers[position] = all.count
        all.append((position, []))
        return all.count - 1
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
        without promotionDays: Set<Int>
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
        guard index >= 0, course[index].available > 0 else { return nil }
        var ordered: Int64 = 0
        index += 1
        while index < course.count, course[index].day <= end {
            guard course[index].available > 0 else { return nil }
            ordered = try ordered.adding(course[index].ordered)
            index += 1
        }
        return ordered
    }
}
