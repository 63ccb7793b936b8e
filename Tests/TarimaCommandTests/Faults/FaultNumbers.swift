import TestSupport

/// The calls to strike: all if they are few, else some at random.
func numbersToStrike(of calls: Int, most: Int, _ draws: inout SeededDraws) -> [Int] {
    guard calls > most else { return calls < 1 ? [] : Array(1...calls) }
    var chosen: Set<Int> = []
    while chosen.count < most { chosen.insert(draws.number(1...calls)) }
    return chosen.sorted()
}

/// A failing call.
struct Strike {
    let number: Int
    /// Whether all later calls fail too.
    let goesOn: Bool
    /// The seed that drew it.
    let seed: UInt64
}

/// The calls that seeds choose, a few per seed.
///
/// - Parameter run: a description of the run, so that each run is struck elsewhere.
func strikes(of calls: Int, most: Int, _ seeds: [UInt64], in run: String) -> [Strike] {
    seeds.flatMap { seed in
        var draws = SeededDraws(seed: run.utf8.reduce(seed) { $0 &* 1_000_003 &+ UInt64($1) })
        return numbersToStrike(of: calls, most: most, &draws).map {
            Strike(number: $0, goesOn: draws.chance(50), seed: seed)
        }
    }
}
