import InventoryLedger
import Synchronization
import TestSupport

/// A clock that goes as the simulation sets it.
final class SimulatedClock: Sendable {
    private let time = Mutex(Book.now)

    var now: Instant { time.withLock { $0 } }

    func move(milliseconds: Int64) {
        time.withLock { $0 = Instant(milliseconds: $0.milliseconds + milliseconds) }
    }
}
