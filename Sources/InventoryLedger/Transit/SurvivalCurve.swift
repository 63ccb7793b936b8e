/// How long a leg takes, learned from ended legs and from those still under way (Kaplan-Meier).
///
/// Ended legs alone flatter: what is stuck has not ended. A running leg counts as being at risk of ending up to the
/// time it has taken so far. The share still running after each duration is the product of (1 - ended / at risk).
struct SurvivalCurve: Hashable, Sendable {
    /// The durations at which a leg ended, ascending, each with the share still running after it.
    let steps: [Step]
    /// The longest duration seen, of an ended or of a running leg; nil if there are none.
    let longest: Int64?
    /// The number of ended legs.
    let ended: Int
    /// The number of legs under way.
    let running: Int

    struct Step: Hashable, Sendable {
        let duration: Int64
        let stillRunning: Double
    }

    init(ended: [Int64], running: [Int64]) {
        let ended = ended.sorted()
        let running = running.sorted()
        self.ended = ended.count
        self.running = running.count
        longest = [ended.last, running.last].compactMap { $0 }.max()
        var steps: [Step] = []
        var share = 1.0
        var index = 0
        var past = 0
        while index < ended.count {
            let duration = ended[index]
            var end = index
            while end < ended.count, ended[end] == duration { end += 1 }
            // A leg that has taken just this long so far was at risk of ending.
            while past < running.count, running[past] < duration { past += 1 }
            let atRisk = ended.count - index + running.count - past
            share = end - index == atRisk ? 0 : share * (1 - Double(end - index) / Double(atRisk))
            steps.append(Step(duration: duration, stillRunning: share))
            index = end
        }
        self.steps = steps
    }

    /// Shares are compared up to this, because products of fractions are rounded.
    static let tolerance = 1e-9

    /// The share of legs that take longer than a duration.
    func stillRunning(after duration: Int64) -> Double {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].duration <= duration { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 1 : steps[low - 1].stillRunning
    }

    /// The first duration within which at least a share of legs end. If none is known, the longest seen, and
    /// `isOpenTail` says so. Nil without legs.
    func quantile(_ share: Double) -> (duration: Int64, isOpenTail: Bool)? {
        if let step = steps.first(where: { 1 - $0.stillRunning >= share - Self.tolerance }) {
            return (step.duration, false)
        }
        return longest.map { ($0, true) }
    }

    /// The durations with the share of legs that end at each; what has not ended by the longest is taken to end there.
    var shares: [(duration: Int64, share: Double)] {
        var shares: [(duration: Int64, share: Double)] = []
        var before = 1.0
        for step in steps {
            shares.append((step.duration, before - step.stillRunning))
            before = step.stillRunning
        }
        guard before > Self.tolerance, let longest else { return shares }
        if let last = shares.last, last.duration == longest {
            shares[shares.count - 1].share += before
        } else {
            shares.append((longest, before))
        }
        return shares
    }

    /// Whether some of the legs may take longer than any that was seen to end.
    var hasOpenTail: Bool { (steps.last?.stillRunning ?? 1) > Self.tolerance }
}
