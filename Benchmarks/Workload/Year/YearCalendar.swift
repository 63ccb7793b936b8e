/// The days of 2025 in UTC-06:00, counted from 0, and how busy each is.
enum YearCalendar {
    static let days = 365
    static let daySeconds = 86_400

    /// 13 to 17 November.
    static let buenFin = 316...320
    /// 26 May to 3 June.
    static let hotSale = 145...153

    /// Tenths of an ordinary day.
    static func busyness(ofDay day: Int) -> UInt64 {
        if buenFin.contains(day) { return [45, 50, 45, 40, 25][day - buenFin.lowerBound] }
        if hotSale.contains(day) { return [40, 35, 30, 25, 25, 30, 25, 25, 20][day - hotSale.lowerBound] }
        // The first of January 2025 was a Wednesday: days 3 and 4 are a weekend.
        let ordinary: UInt64 = (day % 7 == 3 || day % 7 == 4) ? 12 : 10
        return day >= 330 && day < 358 ? ordinary + 4 : ordinary
    }

    /// Whether prices are cut.
    static func isPromotion(_ day: Int) -> Bool { buenFin.contains(day) || hotSale.contains(day) }
}
