import TestSupport

/// Which of so many calls are struck: all where they are few, else some by lot.
func numbersToStrike(of calls: Int, most: Int, _ draws: inout SeededDraws) -> [Int] {
    guard calls > most else { return calls < 1 ? [] : Array(1...calls) }
    var chosen: Set<Int> = []
    while chosen.count < most { chosen.insert(draws.number(1...calls)) }
    return chosen.sorted()
}

/// A call that fails.
struct Strike {
    let number: Int
    /// Whether every later call fails too.
    let goesOn: Bool
    /// The seed that drew it.
    let seed: UInt64
}

/// The calls that seeds choose of so many, each seed a few.
///
/// - Parameter run: what meets them, in words: each run is struck somewhere else.
func strikes(of calls: Int, most: Int, _ seeds: [UInt64], in run: String) -> [Strike] {
    seeds.flatMap { seed in
        var draws = SeededDraws(seed: run.utf8.reduce(seed) { $0 &* 1_000_003 &+ UInt64($1) })
        return numbersToStrike(of: calls, most: most, &draws).map {
            Strike(number: $0, goesOn: draws.chance(50), seed: seed)
        }
    }
}
