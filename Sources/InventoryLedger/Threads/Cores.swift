import Dispatch
import Foundation
import Synchronization

/// Work that is done on all cores.
enum Cores {
    /// Runs a block for every number below a count, on as many threads as there are cores and as the system gives: on
    /// this one alone where it gives none.
    static func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let turns = Turns(count, body)
        for _ in 1..<max(1, min(count, ProcessInfo.processInfo.activeProcessorCount)) {
            guard turns.takeBeside() else { break }
        }
        turns.takeAll()
        turns.helpers.wait()
    }

    /// The numbers, each of which one thread takes.
    private final class Turns: Sendable {
        let helpers = DispatchGroup()
        private let count: Int
        private let body: @Sendable (Int) -> Void
        private let next = Atomic<Int>(0)

        init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.body = body
        }

        /// False where the system gives no thread.
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
