/// The days that a ledger declares of a calendar.
public struct DeclaredCalendar: Hashable, Sendable {
    /// The calendar.
    public let name: CalendarName
    /// Its periods, by their first day. They do not overlap.
    public let periods: [CalendarPeriod]

    /// - Throws: `badCalendar` if two periods overlap.
    public init(_ name: CalendarName, _ periods: [CalendarPeriod]) throws {
        let sorted = periods.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        for (period, next) in zip(sorted, sorted.dropFirst()) where period.overlaps(next) {
            throw LedgerError(
                .badCalendar,
                "\(name): the period from \(next.from) overlaps the one from \(period.from) to \(period.to); "
                    + "give each day once"
            )
        }
        self.name = name
        self.periods = sorted
    }
}

/// The calendars of a ledger: the built-in ones with what it declares.
public struct CalendarBook: Sendable {
    private let declared: [CalendarName: [CalendarPeriod]]

    /// Calendars with declared periods.
    public init(_ calendars: [DeclaredCalendar] = []) {
        declared = Dictionary(calendars.map { ($0.name, $0.periods) }, uniquingKeysWith: { $1 })
    }

    /// The calendar of a name.
    public func calendar(_ name: CalendarName) -> WorkCalendar { WorkCalendar(name, declared: declared) }
}
