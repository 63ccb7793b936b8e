/// One day of a calendar.
public struct CalendarDay: Hashable, Sendable {
    /// The day.
    public let date: CalendarDate
    /// Whether nothing moves on that day.
    public let isClosed: Bool
    /// What the day is called.
    public let name: String?
    /// Where the answer comes from.
    public let basis: Basis

    /// Where the answer of a calendar comes from.
    public enum Basis: String, Sendable, CaseIterable {
        /// A law or a notice that was published for the year.
        case published
        /// A rule, because the year's days have not been published.
        case estimated
        /// A declaration of this ledger.
        case declared
    }
}

/// Which days are open. Weekends are open unless a declaration closes them.
///
/// A calendar asks its own declared periods first, then the built-in days of its name, then the next wider calendar.
public struct WorkCalendar: Sendable {
    /// The name of the calendar.
    public let name: CalendarName
    /// The declared periods and the built-in days, the narrowest first.
    private let layers: [Layer]

    private struct Layer: Sendable {
        /// Sorted by their first day; they do not overlap.
        let periods: [CalendarPeriod]
        let builtIn: BuiltIn?
    }

    private enum BuiltIn: Sendable {
        case mexico, china

        init?(_ name: CalendarName) {
            switch name {
            case .mexico: self = .mexico
            case .china: self = .china
            default: return nil
            }
        }

        func holidays(of year: Int) -> [Holiday] {
            switch self {
            case .mexico: MexicanHolidays.holidays(of: year)
            case .china: ChineseHolidays.holidays(of: year)
            }
        }

        func isEstimated(_ year: Int) -> Bool {
            switch self {
            case .mexico: false
            case .china: ChineseHolidays.isEstimated(year)
            }
        }
    }

    /// The calendar of a name, with what was declared of it and of wider ones.
    public init(_ name: CalendarName, declared: [CalendarName: [CalendarPeriod]] = [:]) {
        self.name = name
        var layers: [Layer] = []
        var next: CalendarName? = name
        while let layer = next {
            layers.append(
                Layer(
                    periods: (declared[layer] ?? []).sorted { ($0.from, $0.to) < ($1.from, $1.to) },
                    builtIn: BuiltIn(layer)
                )
            )
            next = layer.wider
        }
        self.layers = layers
    }

    /// What the calendar says of a day; nil if it is an ordinary open one.
    public func day(_ date: CalendarDate) -> CalendarDay? {
        for layer in layers {
            if let period = layer.periods.last(where: { $0.from <= date }), date <= period.to {
                return CalendarDay(date: date, isClosed: period.isClosed, name: period.name, basis: .declared)
            }
            guard let builtIn = layer.builtIn else { continue }
            // A holiday at the turn of a year may be stated with either one.
            for year in date.year - 1...date.year + 1 {
                guard
                    let holiday = builtIn.holidays(of: year).first(where: { $0.from <= date && date <= $0.to }
                    )
                else { continue }
                return CalendarDay(
                    date: date,
                    isClosed: true,
                    name: holiday.name,
                    basis: builtIn.isEstimated(year) ? .estimated : .published
                )
            }
        }
        return nil
    }

    /// Whether the days of a year are estimated, unless they were declared.
    public func isEstimated(year: Int) -> Bool {
        layers.contains { $0.builtIn?.isEstimated(year) ?? false }
    }

    /// Whether a declaration says something of a day.
    func isDeclared(_ date: CalendarDate) -> Bool {
        layers.contains { layer in
            layer.periods.last { $0.from <= date }.map { date <= $0.to } ?? false
        }
    }

    /// Passes the closed days of a span, as day numbers; declared open days are passed as open.
    func forEachSpan(from: Int, to: Int, _ body: (ClosedRange<Int>, _ isClosed: Bool) -> Void) {
        // From the widest to the narrowest, so that the narrower one is passed last and wins.
        let years =
            CalendarDate(dayNumber: from).year
            - 1...max(
                CalendarDate(dayNumber: from).year - 1,
                CalendarDate(dayNumber: to).year + 1
            )
        for layer in layers.reversed() {
            if let builtIn = layer.builtIn {
                for year in years {
                    for holiday in builtIn.holidays(of: year) {
                        // proven: a built-in holiday ends on or after its first day.
                        body(holiday.from.dayNumber...holiday.to.dayNumber, true)
                    }
                }
            }
            // proven: a period ends on or after its first day.
            for period in layer.periods { body(period.from.dayNumber...period.to.dayNumber, period.isClosed) }
        }
    }
}
