/// A day of the Gregorian calendar, without a time or a zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// The year, such as 2026.
    public let year: Int
    /// The month, from 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// A date that exists, or nil: there is no 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard Instant.years.contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date this many days after 1970-01-01.
    ///
    /// Source of the arithmetic: the 400-year cycle of 146,097 days of the proleptic Gregorian calendar, counted from
    /// 1 March so that the leap day comes last. A number outside the range of the arithmetic, which only a damaged
    /// file contains, gives the nearest date.
    public init(dayNumber: Int) {
        let shifted = min(max(dayNumber, -Self.farthestDay), Self.farthestDay) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static let farthestDay = 1_000_000_000

    /// Days since 1970-01-01.
    public var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }

    /// Months since January 1970.
    public var monthNumber: Int { (year - 1970) * 12 + month - 1 }

    /// The first day of a month that is given as months since January 1970, in days since 1970-01-01.
    static func firstDayNumber(ofMonth monthNumber: Int) -> Int {
        let (years, month) = Int64(monthNumber).quotientAndRemainderFloored(by: 12)
        return dayNumber(year: 1970 + Int(years), month: Int(month) + 1, day: 1)
    }

    /// The days of a month, given as months since January 1970, in days since 1970-01-01. A month outside the range
    /// of the arithmetic gives the nearest one.
    static func days(ofMonth monthNumber: Int) -> ClosedRange<Int> {
        let month = min(max(monthNumber, -farthestMonth), farthestMonth)
        // proven: a month has days, so the next one begins after it.
        return firstDayNumber(ofMonth: month)...firstDayNumber(ofMonth: month + 1) - 1
    }

    private static let farthestMonth = 10_000_000

    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool {
        (lhs.year, lhs.month, lhs.day) < (rhs.year, rhs.month, rhs.day)
    }

    /// `2026-11-13`.
    public var description: String {
        var text: [UInt8] = []
        text.append(self)
        return String(decoding: text, as: UTF8.self)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension [UInt8] {
    /// Appends a date, such as `2026-11-13`.
    mutating func append(_ date: CalendarDate) {
        append(digits: date.year, atLeast: 1)
        append(UInt8(ascii: "-"))
        append(digits: date.month, atLeast: 2)
        append(UInt8(ascii: "-"))
        append(digits: date.day, atLeast: 2)
    }

    /// Appends a number, with zeros in front of it up to some digits.
    mutating func append(digits number: Int, atLeast count: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = self.count
        var rest = number.magnitude
        while rest > 0 || self.count - start < count {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        var (low, high) = (start, self.count - 1)
        while low < high {
            swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}
