/// The open days of a calendar over a span of days, for counting and walking.
///
/// A leg is learned in open days and spent in open days: what took from a Monday over a closed Wednesday to a Friday
/// took 3 open days. Beyond the span every day is open.
struct OpenDays: Sendable {
    private let first: Int
    private let last: Int
    /// How many open days there are in the span before each of its days.
    private let before: [Int]

    /// The longest span in days, several times that of any plan.
    static let daysMax = 100_000

    /// Every day is open.
    static let always = OpenDays()

    private init() {
        first = 0
        last = 0
        before = [0, 1]
    }

    /// - Parameters:
    ///   - from: the first day of the span, in days since 1970-01-01.
    ///   - to: its last day; days beyond `daysMax` after the first are treated as open.
    init(_ calendar: WorkCalendar, from: Int, to: Int) {
        let first = max(from, -Self.daysMax)
        let last = min(max(to, first), first + Self.daysMax)
        var isOpen = Array(repeating: true, count: max(0, last - first + 1))
        calendar.forEachSpan(from: first, to: last) { span, isClosed in
            var day = max(span.lowerBound, first)
            while day <= min(span.upperBound, last) {
                isOpen[day - first] = !isClosed
                day += 1
            }
        }
        var count = 0
        var before = [0]
        before.reserveCapacity(isOpen.count + 1)
        for open in isOpen {
            if open { count += 1 }
            before.append(count)
        }
        self.first = first
        self.last = last
        self.before = before
    }

    /// Open days from the first of the span to before a day; negative before the span.
    private func rank(_ day: Int) -> Int {
        if day <= first { return day - first }
        if day > last { return before[last - first + 1] + day - last - 1 }
        return before[day - first]
    }

    func isOpen(_ day: Int) -> Bool {
        guard day >= first, day <= last else { return true }
        return before[day - first + 1] > before[day - first]
    }

    /// The open days after a day, up to and including another one; 0 if that is not later.
    func count(after day: Int, through end: Int) -> Int {
        end <= day ? 0 : rank(end + 1) - rank(day + 1)
    }

    /// The day so many open days after another: that day itself for 0.
    func day(_ count: Int, after day: Int) -> Int {
        guard count > 0 else { return day }
        let wanted = rank(day + 1) + count
        var low = day + 1
        // Every closed day lies in the span, so the answer is at most its length further.
        var high = day + count + (last - first + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if rank(middle + 1) >= wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The latest open day on or before a day.
    func latest(onOrBefore day: Int) -> Int {
        var day = day
        while day >= first, !isOpen(day) { day -= 1 }
        return day
    }
}

extension WorkCalendar {
    /// The days between two days, both included, that are not ordinary open ones.
    public func days(from: CalendarDate, to: CalendarDate) -> [CalendarDay] {
        let open = OpenDays(self, from: from.dayNumber, to: to.dayNumber)
        guard from <= to else { return [] }
        return (from.dayNumber...to.dayNumber).compactMap { number in
            // A declared open day may be an ordinary one too, so that only closed days can be skipped by the table.
            let date = CalendarDate(dayNumber: number)
            return open.isOpen(number) && !isDeclared(date) ? nil : day(date)
        }
    }
}
