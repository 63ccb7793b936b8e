/// The public holidays of China: published ones by the notices of the State Council, later ones by rule.
///
/// Source: the notices of the General Office of the State Council on the arrangement of holidays for 2020 to 2026; that
/// for 2026 was published on 2025-11-04. The days agree with the Python packages `chinesecalendar` 1.11 and `holidays`
/// 0.109. The lunar dates up to 2050 are those of `holidays`. Make-up work days fall on weekends, which are open here
/// anyway. Factories close for longer than the law at Spring Festival: declare a calendar for that.
enum ChineseHolidays {
    /// The years whose days have been published.
    static let publishedYears = 2020...2026
    /// The last year whose lunar festivals are known here.
    static let lastLunarYear = 2050

    static func isEstimated(_ year: Int) -> Bool { !publishedYears.contains(year) }

    static func holidays(of year: Int) -> [Holiday] {
        guard let days = published[year] else { return estimate(of: year) }
        return days.compactMap { $0.holiday(in: year) }
    }

    private struct Days {
        let from: (month: Int, day: Int)
        let to: (month: Int, day: Int)
        let name: String

        init(_ month: Int, _ day: Int, _ lastMonth: Int, _ lastDay: Int, _ name: String) {
            from = (month, day)
            to = (lastMonth, lastDay)
            self.name = name
        }

        func holiday(in year: Int) -> Holiday? {
            guard let from = CalendarDate(year: year, month: from.month, day: from.day),
                let to = CalendarDate(year: year, month: to.month, day: to.day)
            else { return nil }
            return Holiday(from: from, to: to, name: name)
        }
    }

    private static let published: [Int: [Days]] = [
        2020: [
            Days(1, 1, 1, 1, newYear), Days(1, 24, 2, 2, spring), Days(4, 4, 4, 6, qingming),
            Days(5, 1, 5, 5, labour), Days(6, 25, 6, 27, dragonBoat), Days(10, 1, 10, 8, national),
        ],
        2021: [
            Days(1, 1, 1, 3, newYear), Days(2, 11, 2, 17, spring), Days(4, 3, 4, 5, qingming),
            Days(5, 1, 5, 5, labour), Days(6, 12, 6, 14, dragonBoat), Days(9, 19, 9, 21, midAutumn),
            Days(10, 1, 10, 7, national),
        ],
        2022: [
            Days(1, 1, 1, 3, newYear), Days(1, 31, 2, 6, spring), Days(4, 3, 4, 5, qingming),
            Days(4, 30, 5, 4, labour), Days(6, 3, 6, 5, dragonBoat), Days(9, 10, 9, 12, midAutumn),
            Days(10, 1, 10, 7, national), Days(12, 31, 12, 31, newYear),
        ],
        2023: [
            Days(1, 1, 1, 2, newYear), Days(1, 21, 1, 27, spring), Days(4, 5, 4, 5, qingming),
            Days(4, 29, 5, 3, labour), Days(6, 22, 6, 24, dragonBoat), Days(9, 29, 10, 6, national),
            Days(12, 30, 12, 31, newYear),
        ],
        2024: [
            Days(1, 1, 1, 1, newYear), Days(2, 10, 2, 17, spring), Days(4, 4, 4, 6, qingming),
            Days(5, 1, 5, 5, labour), Days(6, 8, 6, 10, dragonBoat), Days(9, 15, 9, 17, midAutumn),
            Days(10, 1, 10, 7, national),
        ],
        2025: [
            Days(1, 1, 1, 1, newYear), Days(1, 28, 2, 4, spring), Days(4, 4, 4, 6, qingming),
            Days(5, 1, 5, 5, labour), Days(5, 31, 6, 2, dragonBoat), Days(10, 1, 10, 8, national),
        ],
        2026: [
            Days(1, 1, 1, 3, newYear), Days(2, 15, 2, 23, spring), Days(4, 4, 4, 6, qingming),
            Days(5, 1, 5, 5, labour), Days(6, 19, 6, 21, dragonBoat), Days(9, 25, 9, 27, midAutumn),
            Days(10, 1, 10, 7, national),
        ],
    ]

    private static let newYear = "元旦"
    private static let spring = "春节"
    private static let qingming = "清明节"
    private static let labour = "劳动节"
    private static let dragonBoat = "端午节"
    private static let midAutumn = "中秋节"
    private static let national = "国庆节"

    // MARK: Estimates

    /// The days of a year by the habit of the published years. A festival of one day is joined with the weekend beside
    /// it, Spring Festival runs from its eve to the seventh day. Years without known lunar dates have fewer days.
    static func estimate(of year: Int) -> [Holiday] {
        var days: [Holiday] = []
        func add(_ name: String, _ month: Int, _ day: Int, _ span: (Int) -> ClosedRange<Int>) {
            guard let date = CalendarDate(year: year, month: month, day: day) else { return }
            let span = span(date.dayNumber)
            days.append(
                Holiday(
                    from: CalendarDate(dayNumber: span.lowerBound),
                    to: CalendarDate(dayNumber: span.upperBound),
                    name: name
                )
            )
        }
        let lunar = lunar[year]
        add(newYear, 1, 1, joined)
        if let day = lunar?.spring { add(spring, day.month, day.day) { $0 - 1...$0 + 6 } }
        // The sun reaches 15° a little earlier in leap years and the year after, and later also in the next one.
        add(qingming, 4, year % 4 < (year < 2040 ? 2 : 3) ? 4 : 5, joined)
        add(labour, 5, 1) { $0...$0 + 4 }
        if let day = lunar?.dragonBoat { add(dragonBoat, day.month, day.day, joined) }
        let moon = lunar.flatMap {
            CalendarDate(year: year, month: $0.midAutumn.month, day: $0.midAutumn.day)?.dayNumber
        }
        guard let first = CalendarDate(year: year, month: 10, day: 1)?.dayNumber else { return days }
        // A Mid-Autumn Festival beside the national days is joined with them and adds a day.
        if let moon, moon >= first - 2, moon <= first + 7 {
            add(national, 10, 1) { min(moon, $0)...min(moon, $0) + 7 }
        } else {
            if let day = lunar?.midAutumn { add(midAutumn, day.month, day.day, joined) }
            add(national, 10, 1) { $0...$0 + 6 }
        }
        return days
    }

    /// A festival with the weekend that its day of the week is joined with.
    private static func joined(_ day: Int) -> ClosedRange<Int> {
        switch CalendarDate(dayNumber: day).weekday {
        case 0: day - 2...day
        case 1: day - 2...day
        case 2: day...day
        case 3, 4, 5: day...day + 2
        default: day - 1...day + 1
        }
    }

    private typealias Lunar = (
        spring: (month: Int, day: Int), dragonBoat: (month: Int, day: Int), midAutumn: (month: Int, day: Int)
    )

    /// New Year, the fifth day of the fifth month, and the fifteenth day of the eighth month.
    private static let lunar: [Int: Lunar] = [
        2020: ((1, 25), (6, 25), (10, 1)), 2021: ((2, 12), (6, 14), (9, 21)), 2022: ((2, 1), (6, 3), (9, 10)),
        2023: ((1, 22), (6, 22), (9, 29)), 2024: ((2, 10), (6, 10), (9, 17)),
        2025: ((1, 29), (5, 31), (10, 6)),
        2026: ((2, 17), (6, 19), (9, 25)), 2027: ((2, 6), (6, 9), (9, 15)), 2028: ((1, 26), (5, 28), (10, 3)),
        2029: ((2, 13), (6, 16), (9, 22)), 2030: ((2, 3), (6, 5), (9, 12)), 2031: ((1, 23), (6, 24), (10, 1)),
        2032: ((2, 11), (6, 12), (9, 19)), 2033: ((1, 31), (6, 1), (9, 8)), 2034: ((2, 19), (6, 20), (9, 27)),
        2035: ((2, 8), (6, 10), (9, 16)), 2036: ((1, 28), (5, 30), (10, 4)),
        2037: ((2, 15), (6, 18), (9, 24)),
        2038: ((2, 4), (6, 7), (9, 13)), 2039: ((1, 24), (5, 27), (10, 2)), 2040: ((2, 12), (6, 14), (9, 20)),
        2041: ((2, 1), (6, 3), (9, 10)), 2042: ((1, 22), (6, 22), (9, 28)), 2043: ((2, 10), (6, 11), (9, 17)),
        2044: ((1, 30), (5, 31), (10, 5)), 2045: ((2, 17), (6, 19), (9, 25)), 2046: ((2, 6), (6, 8), (9, 15)),
        2047: ((1, 26), (5, 29), (10, 4)), 2048: ((2, 14), (6, 15), (9, 22)), 2049: ((2, 2), (6, 4), (9, 11)),
        2050: ((1, 23), (6, 23), (9, 30)),
    ]
}
