/// One leg still ahead: its calendar and how long it takes.
struct LegAhead: Sendable {
    let leg: TransitLeg
    let open: OpenDays
    let estimate: LegEstimate
}

/// The legs from a dispatch to the shelf, and the days on which goods can be dispatched.
struct TransitRoute: Sendable {
    let dispatch: OpenDays
    let legs: [LegAhead]

    var hasOpenTail: Bool { legs.contains { $0.estimate.hasOpenTail } }

    /// The latest open dispatch day from which goods are on the shelf by a day with a probability.
    ///
    /// - Returns: nil if no day is early enough.
    func shipBy(_ readyBy: Int, service: Double) -> Int? {
        let chances = ArrivalChances(legs, by: readyBy, service: service)
        var day = readyBy
        while day >= chances.first {
            if dispatch.isOpen(day), chances[day] >= service - SurvivalCurve.tolerance { return day }
            day -= 1
        }
        return nil
    }

    /// The probability that goods dispatched on a day are on the shelf by another one.
    func probability(from day: Int, by readyBy: Int, service: Double) -> Double {
        ArrivalDays(from: day, over: legs, service: service)?.probability(by: readyBy) ?? 0
    }
}

/// The probability, for each day of a start, that legs end by one day. It is computed backwards, leg by leg, so that
/// one pass serves every start.
struct ArrivalChances: Sendable {
    /// The first day of a start that is known. From there on back, all durations fit.
    let first: Int
    private let last: Int
    private let chances: [Double]

    /// - Parameters:
    ///   - service: decides which end of a trade's range is used.
    ///   - start: no earlier start is asked for; nil for any.
    init(_ legs: [LegAhead], by last: Int, service: Double, from start: Int? = nil) {
        let longest = legs.reduce(0) { $0 + ($1.estimate.durations(for: service).map(\.days).max() ?? 0) }
        let whole = min(longest + Self.closedDaysMax, Self.reachMax)
        let reach = start.map { min(whole, max(0, last - $0)) } ?? whole
        let first = last - reach
        var chances = Array(repeating: 1.0, count: max(0, reach + 1))
        for leg in legs.reversed() {
            let durations = leg.estimate.durations(for: service)
            chances = (0...reach).map { index in
                durations.reduce(0) { sum, duration in
                    let end = leg.open.day(duration.days, after: first + index)
                    return end > last ? sum : sum + duration.probability * chances[end - first]
                }
            }
        }
        self.first = first
        self.last = last
        self.chances = chances
    }

    /// More closed days than calendars have on one way.
    private static let closedDaysMax = 120
    private static let reachMax = 3_000

    subscript(day: Int) -> Double {
        day > last ? 0 : day < first ? chances[0] : chances[day - first]
    }
}

/// The days on which legs may end, with their probabilities.
struct ArrivalDays: Sendable {
    /// Ascending; the probabilities add up to 1.
    let days: [(day: Int, probability: Double)]

    /// - Parameters:
    ///   - day: the day on which the first leg begins, or began.
    ///   - service: decides which end of a trade's range is used.
    ///   - elapsed: open days that the first leg has taken so far; nil if it has not begun.
    /// - Returns: nil if the first leg has taken longer than any known one, or if there is no leg.
    init?(from day: Int, over legs: [LegAhead], service: Double, elapsed: Int? = nil) {
        var chances = [day: 1.0]
        for (number, leg) in legs.enumerated() {
            let durations = leg.estimate.durations(for: service, elapsed: number == 0 ? elapsed : nil)
            guard !durations.isEmpty else { return nil }
            var next: [Int: Double] = [:]
            for (start, chance) in chances.sorted(by: { $0.key < $1.key }) {
                for duration in durations {
                    next[leg.open.day(duration.days, after: start), default: 0] +=
                        chance * duration.probability
                }
            }
            chances = next
        }
        guard !legs.isEmpty else { return nil }
        days = chances.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func probability(by day: Int) -> Double {
        days.reduce(0) { $1.day <= day ? $0 + $1.probability : $0 }
    }

    /// The first day by which the legs have ended with at least a probability.
    func day(_ share: Double) -> Int? {
        var sum = 0.0
        for (day, probability) in days {
            sum += probability
            if sum >= share - SurvivalCurve.tolerance { return day }
        }
        return days.last?.day
    }
}
