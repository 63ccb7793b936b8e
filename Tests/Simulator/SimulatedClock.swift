import InventoryLedger
import Synchronization
import TestSupport

/// A clock that goes as the simulation sets it, forwards and back, but never more than a day behind where it has been: what
/// is recorded by such a clock is refused.
final class SimulatedClock: Sendable {
    private struct Time {
        var now = Book.now
        var latest = Book.now
    }

    private let time = Mutex(Time())

    var now: Instant { time.withLock { $0.now } }

    func move(milliseconds: Int64) {
        time.withLock { time in
            let earliest = time.latest.advanced(byMilliseconds: -Instant.dayMilliseconds)
            time.now = max(time.now.advanced(byMilliseconds: milliseconds), earliest)
            time.latest = max(time.latest, time.now)
        }
    }
}
