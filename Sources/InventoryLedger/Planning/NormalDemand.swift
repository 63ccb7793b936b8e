/// A day on which the stock of a SKU in a warehouse changed, or some was ordered. Packed, because a large ledger has
/// millions.
struct DemandDay: Hashable, Sendable {
    private let dayNumber: Int32
    /// Whether units are available at the end of the day.
    let endsInStock: Bool
    /// Units ordered on the day.
    let ordered: Int64

    /// Days since 1970-01-01.
    var day: Int { Int(dayNumber) }

    /// - Parameter available: the units available at the end of the day.
    init(day: Int, available: Int64, ordered: Int64) {
        // Every day that an event can be on fits.
        dayNumber = Int32(clamping: day)
        endsInStock = available > 0
        self.ordered = ordered
    }
}

/// Units ordered over some days in stock.
struct NormalDemand: Hashable, Sendable {
    let ordered: Int64
    let days: Int

    /// Units per day; nil without a day in stock.
    var perDay: Fraction? { days == 0 ? nil : try? Fraction(Int128(ordered), over: Int128(days)) }

    /// Units ordered over the latest in-stock days up to a day. A day is in stock if units were available at its start
    /// or its end.
    ///
    /// - Parameters:
    ///   - course: the days with changes, ascending.
    ///   - last: the last day that counts.
    ///   - count: how many in-stock days are wanted.
    ///   - leftOut: days that do not count, such as those of promotions.
    init(_ course: [DemandDay], upTo last: Int, count: Int, without leftOut: DaySet) throws {
        var ordered: Int64 = 0
        var found = 0
        var index = Self.lastIndex(of: course, upTo: last)
        var day = last
        while found < count, index >= 0, day >= course[0].day {
            let entry = course[index]
            let isEntryDay = entry.day == day
            let startsInStock = isEntryDay ? index > 0 && course[index - 1].endsInStock : entry.endsInStock
            if entry.endsInStock || startsInStock, !leftOut.contains(day) {
                found += 1
                if isEntryDay { ordered = try ordered.adding(entry.ordered) }
            }
            if isEntryDay { index -= 1 }
            day -= 1
        }
        self.ordered = ordered
        days = found
    }

    init(ordered: Int64, days: Int) {
        self.ordered = ordered
        self.days = days
    }

    /// The place of the last change up to a day; -1 if there is none.
    static func lastIndex(of course: [DemandDay], upTo day: Int) -> Int {
        var low = 0
        var high = course.count
        while low < high {
            let middle = (low + high) / 2
            if course[middle].day <= day { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
