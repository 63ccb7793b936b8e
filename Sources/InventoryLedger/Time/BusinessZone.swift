import Foundation
import Synchronization

/// A time zone that cuts days and reads local times.
///
/// Offsets are looked up once per UTC day and kept, since an import asks for one per row.
public final class BusinessZone: Sendable {
    /// The zone's name in the tz database, such as `America/Mexico_City`.
    public let identifier: String
    private let timeZone: TimeZone
    private let days = Mutex<[Int64: ZoneDay]>([:])

    /// Nil if the tz database has no such zone.
    public init?(_ identifier: String) {
        guard identifier.contains("/") || identifier == "UTC" || identifier == "GMT",
            let timeZone = TimeZone(identifier: identifier)
        else { return nil }
        self.identifier = identifier
        self.timeZone = timeZone
    }

    /// Milliseconds to add to UTC to get the local clock at an instant.
    public func offset(at instant: Instant) -> Int64 {
        let instant = instant.withinArithmetic
        let day = instant.milliseconds.quotientAndRemainderFloored(by: Instant.dayMilliseconds).quotient
        return zoneDay(day).offset(at: instant)
    }

    /// The offsets in force during a UTC day, counted from 1970-01-01.
    func zoneDay(_ utcDay: Int64) -> ZoneDay {
        days.withLock { days in
            if let known = days[utcDay] { return known }
            let fresh = lookUp(day: utcDay)
            days[utcDay] = fresh
            return fresh
        }
    }

    /// Whether the clocks are not changed within a day and a half before and after an instant, so that every local time of
    /// its hour is read with one offset.
    package func isSteady(around instant: Instant) -> Bool {
        let day = instant.withinArithmetic.milliseconds
            .quotientAndRemainderFloored(by: Instant.dayMilliseconds).quotient
        let offset = zoneDay(day).before
        return (day - 2...day + 2).allSatisfy { zoneDay($0).before == offset && zoneDay($0).after == offset }
    }

    /// The business day an instant falls on, in days since 1970-01-01.
    public func day(of instant: Instant) -> Int {
        let local = instant.withinArithmetic.milliseconds + offset(at: instant)
        return Int(local.quotientAndRemainderFloored(by: Instant.dayMilliseconds).quotient)
    }

    /// The first instant of a business day.
    public func start(ofDay day: Int) -> Instant {
        let day = min(max(day, -CalendarDate.farthestDay), CalendarDate.farthestDay)
        let midnight = Int64(day) * Instant.dayMilliseconds
        if let first = instants(local: midnight).first { return first }
        // If the clocks skip midnight, the day begins where they land.
        var low = midnight - Instant.dayMilliseconds
        var high = midnight + Instant.dayMilliseconds
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.day(of: Instant(milliseconds: middle)) < day { low = middle } else { high = middle }
        }
        return Instant(milliseconds: high)
    }

    /// The last millisecond of a business day.
    public func end(ofDay day: Int) -> Instant {
        start(ofDay: day &+ 1).advanced(byMilliseconds: -1)
    }

    /// The instant of a local time: the first one if the hour is repeated, nil if it is skipped.
    public func instant(date: CalendarDate, millisecondOfDay: Int64) -> Instant? {
        instants(local: Int64(date.dayNumber) * Instant.dayMilliseconds + millisecondOfDay).first
    }

    /// The instants at which local clocks show this reading, earliest first.
    private func instants(local: Int64) -> [Instant] {
        let dayBefore = offset(at: Instant(milliseconds: local - Instant.dayMilliseconds))
        let dayAfter = offset(at: Instant(milliseconds: local + Instant.dayMilliseconds))
        let candidates = dayBefore == dayAfter ? [dayBefore] : [dayBefore, dayAfter]
        return
            candidates
            .map { Instant(milliseconds: local - $0) }
            .filter { $0.milliseconds + offset(at: $0) == local }
            .sorted()
    }

    private func lookUp(day: Int64) -> ZoneDay {
        let start = day * Instant.dayMilliseconds
        let end = start + Instant.dayMilliseconds - 1
        let before = rawOffset(at: start)
        let after = rawOffset(at: end)
        guard before != after else {
            return ZoneDay(utcDay: day, before: before, changesAt: .max, after: after)
        }
        var low = start
        var high = end
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if rawOffset(at: middle) == before { low = middle } else { high = middle }
        }
        return ZoneDay(utcDay: day, before: before, changesAt: high, after: after)
    }

    private func rawOffset(at milliseconds: Int64) -> Int64 {
        // A Double is exact here, because the tz database changes offsets on whole seconds.
        let seconds = milliseconds.quotientAndRemainderFloored(by: 1000).quotient
        return Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) * 1000
    }
}

/// The offsets of a zone in force during one UTC day, with at most one change.
struct ZoneDay: Sendable {
    let utcDay: Int64
    let before: Int64
    /// The first instant of the later offset.
    let changesAt: Int64
    let after: Int64

    /// Milliseconds to add to UTC to get the local clock at an instant of the day.
    func offset(at instant: Instant) -> Int64 { instant.milliseconds < changesAt ? before : after }
}

extension Instant {
    /// The instant, limited to the range in which days can be computed. A damaged file may contain any number.
    var withinArithmetic: Instant {
        let farthest = Int64(CalendarDate.farthestDay) * Self.dayMilliseconds
        return Instant(milliseconds: min(max(milliseconds, -farthest), farthest))
    }
}
