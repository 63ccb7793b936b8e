import Foundation
import TestSupport

/// Which of so many calls are struck: all where they are few, else some by lot.
///
/// `TARIMA_ROUNDS` says how many times as many are tried.
func numbersToStrike(of calls: Int, most: Int, _ draws: inout SeededDraws) -> [Int] {
    let rounds = ProcessInfo.processInfo.environment["TARIMA_ROUNDS"].flatMap { Int($0) } ?? 1
    let most = most * max(1, rounds)
    guard calls > most else { return calls < 1 ? [] : Array(1...calls) }
    var chosen: Set<Int> = []
    while chosen.count < most { chosen.insert(draws.number(1...calls)) }
    return chosen.sorted()
}
