/// Writes moments as `2025-11-01T06:00:00Z`, working a date out only when the day changes.
struct Timestamp {
    /// 2025-11-01T00:00:00-06:00 in seconds since 1970-01-01T00:00:00Z.
    private static let start = 1_761_976_800

    private var day = -1
    /// `2025-11-01T`, for the day above.
    private var date: [UInt8] = []

    /// Writes the moment that many seconds after the start.
    mutating func write(secondsFromStart: Int, to output: inout Output) {
        let seconds = Self.start + secondsFromStart
        if seconds / 86_400 != day {
            day = seconds / 86_400
            date = Self.date(ofDay: day)
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

    /// The Gregorian date of a day counted from 1970-01-01 (not before it), with the `T` after it.
    ///
    /// Howard Hinnant's `civil_from_days`: years run from March, so that the leap day is the last.
    private static func date(ofDay day: Int) -> [UInt8] {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return Array("\(year)-\(twoDigits(month))-\(twoDigits(dayOfMonth))T".utf8)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
