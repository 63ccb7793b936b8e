/// Spreads the lines of a file over its days in ascending order, by the hour and by how busy each day is.
struct OrderTimes {
    /// How busy each local hour (UTC-06:00) is, relative to the others: quiet nights, lunch, late evening.
    private static let hourWeights: [UInt64] = [
        4, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 9, 10, 10, 9, 8, 8, 8, 9, 10, 12, 12, 10, 7,
    ]

    /// Each hour's weight; every second of an hour has the weight of the hour.
    private let weights: [UInt64]
    private let lines: UInt64
    /// The weights of all the seconds together.
    private let total: UInt64
    /// The hour reached so far, and the weight of all seconds before it.
    private var hour = 0
    private var before: UInt64 = 0

    /// - Parameter busyness: how busy each day is, relative to the others; at most 100.
    init(busyness: [UInt64], lines: Int) {
        weights = busyness.flatMap { factor in Self.hourWeights.map { $0 * factor } }
        self.lines = UInt64(lines)
        total = weights.reduce(0, +) * 3600
    }

    /// Ordinary days and a promotion, two days in full and two fading, that starts two fifths of the way in: with 30
    /// days on the thirteenth.
    static func month(days: Int) -> [UInt64] {
        let promotion: [UInt64] = [4, 4, 3, 2]
        return (0..<days).map { day in
            let sinceStart = day - days * 2 / 5
            return promotion.indices.contains(sinceStart) ? promotion[sinceStart] : 1
        }
    }

    /// Whole seconds from the start of the first day to the line with this index.
    ///
    /// Each line has an equal share of the total weight and a random place in it. Indices must ascend,
    /// because a past hour is never revisited. The product stays below 2^63: the largest file is
    /// 10^8 lines over 366 days, whose total is below 3 x 10^10.
    mutating func seconds(ofLine index: Int, random: inout SplitMix64) -> Int {
        let low = UInt64(index) * total / lines
        let high = (UInt64(index) + 1) * total / lines
        let place = low + random.below(high - low)
        while hour < weights.count - 1, place >= before + weights[hour] * 3600 {
            before += weights[hour] * 3600
            hour += 1
        }
        return hour * 3600 + Int((place - before) / weights[hour])
    }
}
