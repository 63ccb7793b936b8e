/// Local time in two hand-written zones, for the seasons of 2026.
public struct NaiveClock: Sendable {
    public let zone: String
    static let day: Int64 = 86_400_000
    static let hour: Int64 = 3_600_000

    public init(zone: String) { self.zone = zone }

    /// Hours to add to UTC: Mexico City has no change; Tijuana's clocks go forward on 8 March 2026 at 10:00 UTC and
    /// back on 1 November at 09:00 UTC.
    private func offset(at instant: Int64) -> Int64 {
        guard zone == "America/Tijuana" else { return -6 * Self.hour }
        let isSummer = instant >= 1_772_964_000_000 && instant < 1_793_523_600_000
        return (isSummer ? -7 : -8) * Self.hour
    }

    /// The instant of a local time: the first if it is repeated, an hour later if it is skipped.
    public func instant(day: Int, time: Int64) -> Int64 {
        let local = Int64(day) * Self.day + time
        for offset in [-6, -7, -8].map({ $0 * Self.hour }) where self.offset(at: local - offset) == offset {
            return local - offset
        }
        return instant(day: day, time: time + Self.hour)
    }

    /// The last millisecond of a local day.
    public func endOfDay(_ day: Int) -> Int64 { instant(day: day + 1, time: 0) - 1 }

    /// The local day and the milliseconds since its midnight by the clock on the wall.
    public func reading(_ instant: Int64) -> (day: Int, time: Int64) {
        let local = instant + offset(at: instant)
        return (Int(local / Self.day), local % Self.day)
    }

    /// The ways to write an instant that read back as the same one. A date means the start of the day, and for a
    /// count the end.
    public func spellings(_ instant: Int64, isAssertion: Bool) -> [String] {
        let (day, time) = reading(instant)
        let local = "\(Self.date(day)) \(Self.clock(time))"
        let hours = offset(at: instant) / Self.hour
        var spellings = [
            "\(Self.date(Int(instant / Self.day)))T\(Self.clock(instant % Self.day))Z",
            local + (hours == -6 ? "-06:00" : hours == -7 ? "-0700" : "-08"),
        ]
        if self.instant(day: day, time: time) == instant { spellings.append(local) }
        if instant == (isAssertion ? endOfDay(day) : self.instant(day: day, time: 0)) {
            spellings.append(Self.date(day))
        }
        return spellings
    }

    /// `2026-11-01` from days since 1970.
    static func date(_ day: Int) -> String {
        var year = 1970
        var rest = day
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }
        while rest >= (isLeap(year) ? 366 : 365) {
            rest -= isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while rest >= lengths[month] {
            rest -= lengths[month]
            month += 1
        }
        return "\(year)-\(padded(month + 1, 2))-\(padded(rest + 1, 2))"
    }

    private static func clock(_ time: Int64) -> String {
        let seconds = Int(time / 1000)
        let text = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return time % 1000 == 0 ? text : text + "." + padded(Int(time % 1000), 3)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
