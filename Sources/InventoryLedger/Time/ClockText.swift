extension BusinessZone {
    /// An instant as people read it: on the local clock, with its offset, to the second, and without seconds that are
    /// zero.
    package func clock(_ instant: Instant) -> String {
        let offset = offset(at: instant)
        // An offset is at most a day. Wrapping only makes an impossible instant another impossible one.
        let local = Instant(milliseconds: (instant.milliseconds &+ offset) / 1000 * 1000).description
        var clock = local.hasSuffix("Z") ? local.dropLast() : local[...]
        if clock.hasSuffix(":00") { clock = clock.dropLast(3) }
        return clock.replacing("T", with: " ") + Self.text(offset: offset)
    }

    private static func text(offset milliseconds: Int64) -> String {
        if milliseconds == 0 { return "Z" }
        let minutes = milliseconds.magnitude / 60_000
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (milliseconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
    }
}
