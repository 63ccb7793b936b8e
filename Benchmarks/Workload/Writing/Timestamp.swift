/// Writes instants as `2025-11-01T06:00:00Z`. The date is computed only when the day changes.
struct Timestamp {
    /// 2025-11-01T00:00:00-06:00 in seconds since 1970-01-01T00:00:00Z.
    static let november = 1_761_976_800
    /// 2025-01-01T00:00:00-06:00.
    static let newYear = 1_735_711_200

    private let start: Int
    private var day = -1
    /// `2025-11-01T`, for the day above.
    private var date: [UInt8] = []

    init(start: Int) {
        self.start = start
    }

    /// Writes the instant this many seconds after the start.
    mutating func write(secondsFromStart: Int, to output: inout Output) {
        let seconds = start + secondsFromStart
        if seconds / 86_400 != day {
            day = seconds / 86_400
            date = Array("\(CalendarDay(day))T".utf8)
        }
        let inDay = UInt64(seconds % 86_400)
        output.append(date)
        output.append(decimal: inDay / 3600, width: 2)
        output.append(UInt8(ascii: ":"))
        output.append(decimal: inDay / 60 % 60, width: 2)
        output.append(UInt8(ascii: ":"))
        output.append(decimal: inDay % 60, width: 2)
        output.append(UInt8(ascii: "Z"))
    }
}
