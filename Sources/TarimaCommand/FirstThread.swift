import Dispatch
import InventoryLedger
import Shortage
import Synchronization

/// The first thread of the process, whose stack is limited by the user (`ulimit -s`).
enum FirstThread {
    /// The smallest stack that is enough for the command.
    private static let stackBytesMin: UInt = 2 << 20

    /// Runs the command on this thread, or on a new one if the stack is too small.
    static func run(_ command: @escaping @Sendable () -> ExitStatus) -> ExitStatus {
        guard shortage_stack_bytes() < stackBytesMin else { return command() }
        let ending = Ending()
        let hasThread = OwnThread.start {
            ending.status.withLock { $0 = command() }
            ending.isReached.signal()
        }
        guard hasThread else {
            return ErrorReport.print(
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
