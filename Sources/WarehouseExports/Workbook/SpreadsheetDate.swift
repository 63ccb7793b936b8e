import InventoryLedger

/// The day numbers of workbooks.
enum SpreadsheetDate {
    /// A date, a time of day, or both, as ISO 8601 without an offset; nil for a number outside of our time.
    ///
    /// - Parameters:
    ///   - serial: days, with the time of day as a fraction.
    ///   - isFrom1904: whether day 0 is 1904-01-01; otherwise it is 1899-12-31, counting a 29 February 1900 that did
    ///   not exist.
    static func text(_ serial: Double, isFrom1904: Bool) -> String? {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        var day = Int(serial)
        var milliseconds = Int(((serial - Double(day)) * 86_400_000).rounded())
        if milliseconds == 86_400_000 {
            day += 1
            milliseconds = 0
        }
        if serial < 1 { return clock(milliseconds) }
        // Dates before 1970 are not goods, so the day that did not exist does not matter.
        let dayNumber = day - (isFrom1904 ? 24_107 : 25_569)
        guard dayNumber >= 0 else { return nil }
        let date = CalendarDate(dayNumber: dayNumber).description
        return milliseconds == 0 ? date : date + "T" + clock(milliseconds)
    }

    private static func clock(_ milliseconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = milliseconds / 1000
        let clock = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let fraction = milliseconds % 1000
        return fraction == 0 ? clock : clock + "." + String(1000 + fraction).dropFirst()
    }
}
