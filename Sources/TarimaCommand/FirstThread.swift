import Dispatch
import InventoryLedger
import Shortage
import Synchronization

/// The thread that the process begins with, whose stack the user's limit bounds (`ulimit -s`).
enum FirstThread {
    /// The least stack for the command to run on this thread.
    private static let stackBytesMin: UInt = 2 << 20

    /// Runs the command on this thread, or on one with a stack of its own where this one's is too small.
    static func run(_ command: @escaping @Sendable () -> ExitStatus) -> ExitStatus {
        guard shortage_stack_bytes() < stackBytesMin else { return command() }
        let ending = Ending()
        let hasThread = OwnThread.start {
            ending.status.withLock { $0 = command() }
            ending.isReached.signal()
        }
        guard hasThread else {
            return ErrorReport.tell(
                LedgerError.noThread(to: "run on, and its stack is too small (ulimit -s)")
            )
        }
        ending.isReached.wait()
        return ending.status.withLock { $0 }
    }

    private final class Ending: Sendable {
        let status = Mutex(ExitStatus.unexpected)
        let isReached = DispatchSemaphore(value: 0)
    }
}
