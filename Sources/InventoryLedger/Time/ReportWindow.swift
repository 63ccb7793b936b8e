/// A period that a report looks at, and the baseline before it.
public struct ReportWindow: Hashable, Sendable, Codable {
    /// The first instant of the window.
    public let start: Instant
    /// The first instant after it.
    public let end: Instant
    /// The first instant of the baseline, which ends at the start of the window.
    public let baselineStart: Instant
    /// The zone of the window's days.
    public let timeZone: String

    /// The window of whole days, both included.
    ///
    /// - Throws: `badWindow` if the last day is before the first.
    public init(from: CalendarDate, to: CalendarDate, zone: BusinessZone, baselineDays: Int = 28) throws {
        guard from <= to else { throw Self.reversed("\(from)", "\(to)") }
        start = zone.start(ofDay: from.dayNumber)
        end = zone.start(ofDay: to.dayNumber + 1)
        baselineStart = zone.start(ofDay: from.dayNumber &- baselineDays)
        timeZone = zone.identifier
    }

    /// The half-open window between two instants.
    ///
    /// - Throws: `badWindow` if the end is not after the start.
    public init(start: Instant, end: Instant, zone: BusinessZone, baselineDays: Int = 28) throws {
        guard start < end else { throw Self.reversed("\(start)", "\(end)") }
        self.start = start
        self.end = end
        baselineStart = start.advanced(
            byMilliseconds: Int64(clamping: -Int128(baselineDays) * Int128(Instant.dayMilliseconds))
        )
        timeZone = zone.identifier
    }

    /// Whether an instant lies in the window.
    public func contains(_ instant: Instant) -> Bool { instant >= start && instant < end }

    private static func reversed(_ from: String, _ to: String) -> LedgerError {
        LedgerError(.badWindow, "the window ends at \(to), not after its start at \(from); swap the two")
    }
}
