import Dispatch
import InventoryLedger
import Synchronization

/// Work on a thread of its own that may wait for long, such as opening a pipe that nobody writes to yet.
final class PatientWork<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// How long a wait lasts before whoever waits looks up.
    static var slice: DispatchTimeInterval { .milliseconds(100) }

    /// Starts the work.
    ///
    /// - Throws: `noThread`.
    init(_ work: @escaping @Sendable () throws -> Value) throws {
        let hasThread = OwnThread.start {
            let result = Result { try work() }
            self.result.withLock { $0 = result }
            self.isDone.signal()
        }
        guard hasThread else { throw LedgerError.noThread(to: "open the file on") }
    }

    /// Waits for the work; nil where it is no longer wanted before it is done. To be called once.
    func value(while isWanted: () -> Bool) throws -> Value? {
        while isDone.wait(timeout: .now() + Self.slice) == .timedOut {
            if !isWanted() { return nil }
        }
        return try result.withLock { $0 }?.get()
    }
}
