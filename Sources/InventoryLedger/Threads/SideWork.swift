import Dispatch
import Synchronization

/// Work that is done in its order beside other work: on a thread of its own, or at once where the system gives none.
///
/// One thread adds the work and waits for it.
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

    /// Waits until all is done.
    func finish() {
        guard isUnderWay, let line else { return }
        let isDone = DispatchSemaphore(value: 0)
        line.add { isDone.signal() }
        isDone.wait()
        isUnderWay = false
    }

    deinit { line?.end() }

    /// What waits for the thread.
    private final class Line: Sendable {
        private let works = Mutex<[@Sendable () -> Void]>([])
        /// Counts the works, and the end as one more.
        private let count = DispatchSemaphore(value: 0)

        /// Nil where the system gives no thread.
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
