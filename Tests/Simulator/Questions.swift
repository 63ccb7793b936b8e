import Synchronization

/// Counts how often it is asked.
final class Questions: Sendable {
    private let count = Mutex(0)

    /// The so-manieth question, from 1.
    func ask() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
