/// How far demand exceeded what was expected, in past windows of one length and distance, by volume.
///
/// What sells little swings more: a flat margin suits best sellers only. A class of volume is used once it has enough
/// pairs of an expected and an actual demand.
struct LearnedSafety: Sendable {
    /// The classes: expected units below each of these, and the rest.
    static let classLimits = [3, 10, 30, 100, 300].map { Fraction($0) }
    /// From this number of pairs on, a class is relied on.
    static let pairsMin = 30

    /// The ratios of actual to expected demand, ascending, by class.
    private var ratios: [[Fraction]] = Array(repeating: [], count: 6)

    /// The class of an expected demand.
    static func classNumber(_ expected: Fraction) -> Int {
        classLimits.firstIndex { expected < $0 } ?? classLimits.count
    }

    /// Adds pairs; those without an expected demand are left out.
    init(_ pairs: some Sequence<(expected: Fraction, actual: Int64)>) throws {
        for (expected, actual) in pairs where expected > .zero {
            ratios[Self.classNumber(expected)].append(try Fraction(actual) / expected)
        }
        for number in ratios.indices { ratios[number].sort() }
    }

    /// The number of pairs in the class of an expected demand.
    func count(for expected: Fraction) -> Int { ratios[Self.classNumber(expected)].count }

    /// The ratio that a share of the windows did not exceed (nearest rank), cut after six decimals; nil if the class
    /// has too few pairs.
    func factor(for expected: Fraction, share: Fraction) throws -> Fraction? {
        let sorted = ratios[Self.classNumber(expected)]
        guard sorted.count >= Self.pairsMin else { return nil }
        let rank = try (share * Fraction(Int64(sorted.count))).roundedUp()
        return try sorted[min(max(Int(clamping: rank), 1), sorted.count) - 1].roundedDown(decimals: 6)
    }
}
