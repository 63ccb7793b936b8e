import Foundation
import Glibc
import Synchronization

/// Ctrl-C: noticed, so that an import can leave the ledger as it was and say so.
enum Interruption {
    private static let count = Atomic<Int>(0)

    static var isWanted: Bool { count.load(ordering: .relaxed) > 0 }

    /// The first Ctrl-C asks a running import to stop, which it does between two chunks; a second one ends the
    /// process. The ledger is as it was either way: what was not committed never happened.
    static func watch() { _ = watching }

    private static let watching: Void = {
        // Every thread made from here on leaves the signal to the one that waits for it.
        var interrupt = sigset_t()
        sigemptyset(&interrupt)
        sigaddset(&interrupt, SIGINT)
        pthread_sigmask(SIG_BLOCK, &interrupt, nil)
        Thread.detachNewThread { [interrupt] in
            var awaited = interrupt
            var received: Int32 = 0
            while sigwait(&awaited, &received) == 0 {
                if count.add(1, ordering: .relaxed).newValue > 1 {
                    ProgressBar.wipe()
                    _exit(ExitStatus.interrupted.rawValue)
                }
            }
        }
    }()
}
