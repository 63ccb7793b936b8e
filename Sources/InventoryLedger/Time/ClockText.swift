extension BusinessZone {
    /// An instant as people read it: on the local clock, with its offset, to the second, and without seconds that are
    /// zero.
    package func clock(_ instant: Instant) -> String {
        let offset = offset(at: instant)
        // An offset is at most a day. Wrapping only makes an impossible instant another impossible one.
        let local = (instant.milliseconds &+ offset) / 1000 * 1000
        let (day, rest) = local.quotientAndRemainderFloored(by: Instant.dayMilliseconds)
        let seconds = Int(rest / 1000)
        var text: [UInt8] = []
        text.reserveCapacity(26)
        text.append(CalendarDate(dayNumber: Int(day)))
        text.append(UInt8(ascii: " "))
        text.append(clock: seconds, showsSeconds: seconds % 60 != 0)
        text.append(offset: offset)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func append(offset milliseconds: Int64) {
        if milliseconds == 0 { return append(UInt8(ascii: "Z")) }
        append(UInt8(ascii: milliseconds < 0 ? "-" : "+"))
        append(clock: Int(milliseconds.magnitude / 1000), showsSeconds: false)
    }
}
