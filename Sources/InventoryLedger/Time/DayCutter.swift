/// Finds business days for instants that mostly fall on the day of the one before, as those of files and logs do.
struct DayCutter {
    private let zone: BusinessZone
    private var day = 0
    /// The first and the last millisecond of `day`.
    private var span: ClosedRange<Int64> = 1...1

    init(_ zone: BusinessZone) {
        self.zone = zone
    }

    /// The business day an instant falls on, in days since 1970-01-01.
    mutating func day(of instant: Instant) -> Int32 {
        if !span.contains(instant.milliseconds) {
            day = zone.day(of: instant)
            span = zone.start(ofDay: day).milliseconds...zone.end(ofDay: day).milliseconds
        }
        return Int32(truncatingIfNeeded: day)
    }
}
