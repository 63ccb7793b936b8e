import InventoryLedger
import Synchronization
import TestSupport

/// A clock set by the simulation, forwards and back, but never more than a day behind its latest time, because such
/// batches are refused.
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
