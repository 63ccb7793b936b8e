import Foundation
import Glibc

/// Something that was waited for did not happen.
public struct NeverCame: Error, CustomStringConvertible {
    public let description: String
}

/// How long anything may take before it counts as hanging. So long that no load of the machine matters: it decides
/// only whether a test ends.
public let longPatience: Duration = .seconds(600)

/// Waits for something that another thread or program does.
///
/// - Throws: `NeverCame` after `longPatience`; any error of the condition.
public func waitUntil(_ what: String, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + longPatience
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            throw NeverCame(description: "waited \(longPatience) in vain: \(what)")
        }
        usleep(2000)
    }
}

/// The processor time of a block on its thread, which does not depend on other programs.
public func processorTime(_ body: () throws -> Void) rethrows -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let began = now()
    try body()
    return now() - began
}

/// Passes the numbers of rounds, from 1: so many, or in a long run as many as there is time for.
public func forEachRound(_ rounds: Int, _ body: (Int) throws -> Void) rethrows {
    let deadline = longRunSeconds.map { ContinuousClock.now + .seconds($0) }
    var round = 1
    while deadline.map({ ContinuousClock.now < $0 }) ?? (round <= rounds) {
        try body(round)
        round += 1
    }
}
