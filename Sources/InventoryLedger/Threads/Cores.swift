import Dispatch
import Foundation
import Synchronization

/// Runs work on all cores.
enum Cores {
    /// Runs a block for every number below a count, on one thread per core. If the system cannot start threads, the
    /// current thread does all the work.
    static func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let turns = Turns(count, body)
        for _ in 1..<max(1, min(count, ProcessInfo.processInfo.activeProcessorCount)) {
            guard turns.takeBeside() else { break }
        }
        turns.takeAll()
        turns.helpers.wait()
    }

    /// Hands out each number to one thread.
    private final class Turns: Sendable {
        let helpers = DispatchGroup()
        private let count: Int
        private let body: @Sendable (Int) -> Void
        private let next = Atomic<Int>(0)

        init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.body = body
        }

        /// False if the system cannot start a thread.
        func takeBeside() -> Bool {
            helpers.enter()
            let hasThread = OwnThread.start { [self] in
                takeAll()
                helpers.leave()
            }
            if !hasThread { helpers.leave() }
            return hasThread
        }

        func takeAll() {
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < count else { return }
                body(number)
            }
        }
    }
}
