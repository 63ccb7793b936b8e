import Foundation
import Glibc

/// Something that was waited for has not come.
public struct NeverCame: Error, CustomStringConvertible {
    public let description: String
}

/// How long anything may take before it is held to stand still. So long that no load of the machine comes near it: what
/// depends on it is whether a test ends, never what it says.
public let longPatience: Duration = .seconds(600)

/// Waits for something that another thread or program brings about.
///
/// - Throws: `NeverCame` where it has not come after `longPatience`; whatever the condition throws.
public func waitUntil(_ what: String, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + longPatience
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            throw NeverCame(description: "waited \(longPatience) in vain: \(what)")
        }
        usleep(2000)
    }
}

/// The time of the processor that a block takes on its thread, which other programs do not make longer.
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
