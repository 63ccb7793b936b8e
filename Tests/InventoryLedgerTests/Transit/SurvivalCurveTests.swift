import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct SurvivalCurveTests {
    private let curve = SurvivalCurve(ended: [52, 38, 47, 41], running: [49, 30])

    @Test func `shipments that are still under way count until today`() {
        #expect(curve.steps.map(\.duration) == [38, 41, 47, 52])
        for (step, share) in zip(curve.steps, [0.8, 0.6, 0.4, 0]) {
            #expect((step.stillRunning - share).magnitude < 1e-12)
        }
        #expect(curve.quantile(0.5)?.duration == 47)
        #expect(curve.quantile(0.8)?.duration == 52)
        #expect(SurvivalCurve(ended: [38, 41, 47, 52], running: []).quantile(0.5)?.duration == 41)
    }

    @Test func `what has taken 30 days ends by day 41 with a probability of two fifths`() throws {
        let range = LegEstimate(range: 25...35)
        #expect(range.durations(for: 0.9, elapsed: 30).map(\.days) == [35])
        let measured = try #require(LegEstimate(curve, endedMin: 4))
        let left = measured.durations(for: 0.9, elapsed: 30)
        #expect((left.filter { $0.days <= 41 }.reduce(0) { $0 + $1.probability } - 0.4).magnitude < 1e-12)
    }

    @Test func `a share that is never reached gives the longest seen, and says so`() throws {
        let stuck = SurvivalCurve(ended: [10, 20], running: [90, 91])
        let found = try #require(stuck.quantile(0.8))
        #expect(found.duration == 91 && found.isOpenTail)
        #expect(stuck.hasOpenTail)
        #expect(stuck.shares.map(\.duration) == [10, 20, 91])
        #expect(stuck.shares.reduce(0) { $0 + $1.share } == 1)
        #expect(SurvivalCurve(ended: [], running: []).quantile(0.5) == nil)
    }

    @Test func `without shipments under way a quantile is the nearest rank`() {
        let values = (1...10).map { Int64($0 * 3) }
        let curve = SurvivalCurve(ended: values, running: [])
        for percent in 1...100 {
            #expect(curve.quantile(Double(percent) / 100)?.duration == values[(10 * percent + 99) / 100 - 1])
        }
    }

    /// The weights of running legs are handed to what is longer, one leg after the other ("redistribution to the
    /// right"), which shares nothing with a product of fractions.
    @Test(arguments: seeds(20))
    func `the curve is that of handing on the weight of every running leg`(seed: UInt64) {
        var draws = SeededDraws(seed: seed)
        var legs: [(duration: Int64, hasEnded: Bool)] = (0..<Int.random(in: 1...60, using: &draws)).map { _ in
            (Int64.random(in: 0...40, using: &draws), Int.random(in: 0..<3, using: &draws) > 0)
        }
        let curve = SurvivalCurve(
            ended: legs.filter(\.hasEnded).map(\.duration),
            running: legs.filter { !$0.hasEnded }.map(\.duration)
        )
        // At one duration the ended legs come first.
        legs.sort { ($0.duration, $0.hasEnded ? 0 : 1) < ($1.duration, $1.hasEnded ? 0 : 1) }
        var weights = Array(repeating: 1 / Double(legs.count), count: legs.count)
        for index in legs.indices where !legs[index].hasEnded {
            let later = legs.count - index - 1
            guard later > 0 else { continue }
            for other in index + 1..<legs.count { weights[other] += weights[index] / Double(later) }
            weights[index] = 0
        }
        for duration in Int64(0)...41 {
            let ended = zip(legs, weights).filter { $0.0.hasEnded && $0.0.duration <= duration }
                .reduce(0) { $0 + $1.1 }
            #expect((1 - curve.stillRunning(after: duration) - ended).magnitude < 1e-9)
        }
    }

    @Test func `fewer than ten ended legs are not relied on`() {
        #expect(LegEstimate(SurvivalCurve(ended: Array(repeating: 3, count: 9), running: [])) == nil)
        #expect(
            LegEstimate(SurvivalCurve(ended: Array(repeating: 3, count: 10), running: []))?.days(0.5) == 3
        )
        #expect(LegEstimate.usual(.dispatchPort, by: .sea)?.days(0.5) == 30)
        #expect(LegEstimate.usual(.dispatchPort, by: .sea)?.days(0.8) == 35)
        #expect(LegEstimate.usual(.dispatchPort, by: .air)?.days(0.9) == 12)
        #expect(LegEstimate.usual(.portRelease, by: .sea)?.days(0.9) == 7)
        #expect(LegEstimate.usual(.releaseShelf, by: .air)?.days(0.9) == 5)
        #expect(LegEstimate.usual(.dispatchPort, by: nil)?.days(0.9) == nil)
    }

    @Test(arguments: [
        ("Sea", TransportMode.sea), ("MARÍTIMO", .sea), ("海运", .sea), ("aéreo", .air), ("空运", .air),
    ])
    func `a mode is understood in three languages`(text: String, mode: TransportMode) {
        #expect(TransportMode(written: text) == mode)
        #expect(TransportMode(written: "truck") == nil)
    }
}
