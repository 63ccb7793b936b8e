import InventoryLedger

/// Instants as people read them: on the ledger's clock, with its offset, to the second, and without seconds that are
/// zero.
enum LocalTime {
    static func text(_ instant: Instant, in zone: BusinessZone) -> String {
        let offset = zone.offset(at: instant)
        // An offset is at most a day. Wrapping only makes an impossible instant another impossible one.
        let local = Instant(milliseconds: (instant.milliseconds &+ offset) / 1000 * 1000).description
        var clock = local.hasSuffix("Z") ? local.dropLast() : local[...]
        if clock.hasSuffix(":00") { clock = clock.dropLast(3) }
        return clock.replacing("T", with: " ") + text(offset: offset)
    }

    private static func text(offset milliseconds: Int64) -> String {
        if milliseconds == 0 { return "Z" }
        let minutes = milliseconds.magnitude / 60_000
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (milliseconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
    }
}
