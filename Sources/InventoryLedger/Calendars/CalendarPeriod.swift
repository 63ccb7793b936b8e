/// Days of a calendar that are closed, or open although a wider calendar closes them.
public struct CalendarPeriod: Hashable, Sendable, Codable {
    /// The first day.
    public let from: CalendarDate
    /// The last day, included.
    public let to: CalendarDate
    /// False if the days are open, such as work days that make up for a holiday.
    public let isClosed: Bool
    /// What the days are called.
    public let name: String?

    /// - Throws: `badCalendar` if the last day is before the first.
    public init(from: CalendarDate, to: CalendarDate, isClosed: Bool = true, name: String? = nil) throws {
        guard from <= to else {
            throw LedgerError(
                .badCalendar,
                "the period ends on \(to), before it starts on \(from); swap the days"
            )
        }
        self.from = from
        self.to = to
        self.isClosed = isClosed
        self.name = name
    }

    /// A declaration is checked when it is read back, because a damaged ledger may contain anything.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            from: values.decode(CalendarDate.self, forKey: .from),
            to: values.decode(CalendarDate.self, forKey: .to),
            isClosed: values.decode(Bool.self, forKey: .isClosed),
            name: values.decodeIfPresent(String.self, forKey: .name)
        )
    }

    /// Whether the periods share a day.
    public func overlaps(_ other: CalendarPeriod) -> Bool { from <= other.to && other.from <= to }
}

/// Closed days of a calendar that is built in.
struct Holiday: Hashable, Sendable {
    let from: CalendarDate
    let to: CalendarDate
    let name: String
}
