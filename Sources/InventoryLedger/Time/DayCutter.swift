/// Finds business days for instants that mostly fall on a few UTC days, as those of files and logs do.
struct DayCutter {
    private let zone: BusinessZone
    /// The offsets of UTC days, indexed by their last bits. So an instant needs neither a lock nor a hash.
    private var known: [ZoneDay?] = Array(repeating: nil, count: places)

    private static let places = 64

    init(_ zone: BusinessZone) {
        self.zone = zone
    }

    /// The business day an instant falls on, in days since 1970-01-01.
    mutating func day(of instant: Instant) -> Int32 {
        let instant = instant.withinArithmetic
        let utcDay = instant.milliseconds.quotientAndRemainderFloored(by: Instant.dayMilliseconds).quotient
        let place = Int(truncatingIfNeeded: utcDay) & (Self.places - 1)
        let day: ZoneDay
        if let there = known[place], there.utcDay == utcDay {
            day = there
        } else {
            day = zone.zoneDay(utcDay)
            known[place] = day
        }
        let local = instant.milliseconds + day.offset(at: instant)
        return Int32(
            truncatingIfNeeded: local.quotientAndRemainderFloored(by: Instant.dayMilliseconds).quotient
        )
    }
}
