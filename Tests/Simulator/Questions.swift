import Synchronization

/// Counts questions.
final class Questions: Sendable {
    private let count = Mutex(0)

    /// The number of this question, from 1.
    func ask() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
