/// Spreads the lines of a file over its days, ascending: a day curve, and a promotion of up to four days.
struct OrderTimes {
    /// How busy each local hour (UTC-06:00) is, relative to the others: quiet nights, lunch, late evening.
    private static let hourWeights: [UInt64] = [
        4, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 9, 10, 10, 9, 8, 8, 8, 9, 10, 12, 12, 10, 7,
    ]
    /// How many times busier than usual the promotion's days are: two in full, two fading.
    private static let promotion: [UInt64] = [4, 4, 3, 2]

    /// Each hour's weight; every second of an hour has the weight of the hour.
    private let weights: [UInt64]
    private let events: UInt64
    /// The weights of all the seconds together.
    private let total: UInt64
    /// The hour reached so far, and the weight of all seconds before it.
    private var hour = 0
    private var before: UInt64 = 0

    /// The promotion starts two fifths of the way in: with 30 days on 13 November.
    init(days: Int, events: Int) {
        let start = days * 2 / 5
        weights = (0..<days).flatMap { day in
            let sinceStart = day - start
            let factor = Self.promotion.indices.contains(sinceStart) ? Self.promotion[sinceStart] : 1
            return Self.hourWeights.map { $0 * factor }
        }
        self.events = UInt64(events)
        total = weights.reduce(0, +) * 3600
    }

    /// Whole seconds from the start of the first day to the line with this index.
    ///
    /// Each line has an equal share of the total weight and a random place in it. Indices must ascend,
    /// and an hour once passed is not gone back to. The product stays below 2^63: the largest file is
    /// 10^8 lines over 366 days, whose total is below 10^9.
    mutating func seconds(ofLine index: Int, random: inout SplitMix64) -> Int {
        let low = UInt64(index) * total / events
        let high = (UInt64(index) + 1) * total / events
        let place = low + random.below(high - low)
        while hour < weights.count - 1, place >= before + weights[hour] * 3600 {
            before += weights[hour] * 3600
            hour += 1
        }
        return hour * 3600 + Int((place - before) / weights[hour])
    }
}
