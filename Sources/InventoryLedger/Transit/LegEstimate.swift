/// A leg of the way from China to the shelf.
public enum TransitLeg: String, Sendable, Codable, CaseIterable {
    /// From the dispatch to the port, on any day.
    case dispatchPort = "dispatch-port"
    /// From the port to the customs release, on open days of the customs.
    case portRelease = "port-release"
    /// From the release to the shelf, on open days of the warehouse.
    case releaseShelf = "release-shelf"
    /// From a warehouse to another one, on open days of the destination.
    case transfer
}

/// How many open days a leg takes: measured, or what the trade reckons with.
struct LegEstimate: Sendable {
    /// Where the figures come from.
    enum Basis: Hashable, Sendable {
        /// Learned from this many ended and running legs.
        case measured(ended: Int, running: Int)
        /// Too few have ended; the trade's range in days.
        case range(ClosedRange<Int>)
    }

    let basis: Basis
    /// Nil if the trade's range is used.
    private let curve: SurvivalCurve?

    /// From this number of ended legs on, they are relied on.
    static let endedMin = 10
    /// From this number of ended legs on, those of one forwarder are relied on.
    static let endedMinOfForwarder = 30

    /// What was measured; nil if too few have ended.
    init?(_ curve: SurvivalCurve, endedMin: Int = Self.endedMin) {
        guard curve.ended >= endedMin else { return nil }
        self.curve = curve
        basis = .measured(ended: curve.ended, running: curve.running)
    }

    /// The trade's range.
    init(range: ClosedRange<Int>) {
        curve = nil
        basis = .range(range)
    }

    /// What the trade reckons with; nil for a mode without a usual range.
    ///
    /// Source: the ranges that forwarders from China to Mexico quote, and the buffer of 5 to 7 days for customs.
    static func usual(_ leg: TransitLeg, by mode: TransportMode?) -> LegEstimate? {
        switch (leg, mode) {
        case (.dispatchPort, .sea?): LegEstimate(range: 25...35)
        case (.dispatchPort, .air?): LegEstimate(range: 7...12)
        case (.dispatchPort, nil): nil
        case (.portRelease, _): LegEstimate(range: 5...7)
        case (.releaseShelf, _), (.transfer, _): LegEstimate(range: 3...5)
        }
    }

    /// Whether some legs may take longer than any that was seen to end.
    var hasOpenTail: Bool { curve?.hasOpenTail ?? false }

    /// The days within which at least a share of legs end. Of a range, the upper end from .8 on, else the middle.
    func days(_ share: Double) -> Int? {
        switch basis {
        case .range(let range): Self.days(of: range, share)
        case .measured: curve?.quantile(share).map { Int(clamping: $0.duration) }
        }
    }

    private static func days(of range: ClosedRange<Int>, _ share: Double) -> Int {
        share >= 0.8 - SurvivalCurve.tolerance
            ? range.upperBound : range.lowerBound + (range.upperBound - range.lowerBound) / 2
    }

    /// The days that the leg still takes, with their probabilities, given the days that have passed.
    ///
    /// - Parameters:
    ///   - share: decides which end of a range is used.
    ///   - elapsed: open days since the leg began; nil if it has not begun.
    /// - Returns: empty if it has taken longer than any known one.
    func durations(for share: Double, elapsed: Int? = nil) -> [(days: Int, probability: Double)] {
        switch basis {
        case .range(let range):
            let days = Self.days(of: range, share)
            guard let elapsed else { return [(days, 1)] }
            if elapsed < days { return [(days, 1)] }
            return elapsed < range.upperBound ? [(range.upperBound, 1)] : []
        case .measured:
            let all = (curve?.shares ?? []).map { (days: Int(clamping: $0.duration), probability: $0.share) }
            guard let elapsed else { return all }
            let left = all.filter { $0.days > elapsed }
            let whole = left.reduce(0) { $0 + $1.probability }
            guard whole > SurvivalCurve.tolerance else { return [] }
            return left.map { ($0.days, $0.probability / whole) }
        }
    }
}
