import Dispatch
import Synchronization

/// Runs work in order on a separate thread, or at once if the system cannot start one.
///
/// One thread adds work and waits for it.
final class SideWork {
    private var line: Line?
    private var hasAskedForThread = false
    private var isUnderWay = false

    func add(_ work: @escaping @Sendable () -> Void) {
        if !hasAskedForThread {
            hasAskedForThread = true
            line = Line.start()
        }
        guard let line else { return work() }
        isUnderWay = true
        line.add(work)
    }

    /// Waits until all work is done.
    func finish() {
        guard isUnderWay, let line else { return }
        let isDone = DispatchSemaphore(value: 0)
        line.add { isDone.signal() }
        isDone.wait()
        isUnderWay = false
    }

    deinit { line?.end() }

    /// The work that is waiting for the thread.
    private final class Line: Sendable {
        private let works = Mutex<[@Sendable () -> Void]>([])
        /// Counts the waiting work, and the end as one more.
        private let count = DispatchSemaphore(value: 0)

        /// Nil if the system cannot start a thread.
        static func start() -> Line? {
            let line = Line()
            let hasThread = OwnThread.start {
                while let work = line.next() { work() }
            }
            return hasThread ? line : nil
        }

        func add(_ work: @escaping @Sendable () -> Void) {
            works.withLock { $0.append(work) }
            count.signal()
        }

        func end() { count.signal() }

        private func next() -> (@Sendable () -> Void)? {
            count.wait()
            // proven: not empty, as was just seen.
            return works.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }
}
