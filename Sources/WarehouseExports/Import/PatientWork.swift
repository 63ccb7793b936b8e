import Dispatch
import InventoryLedger
import Synchronization

/// Work on its own thread that may wait long, such as opening a pipe without a writer.
final class PatientWork<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// How long to wait before checking whether the work is still wanted.
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

    /// Waits for the work; nil if it is no longer wanted. Must be called once.
    func value(while isWanted: () -> Bool) throws -> Value? {
        while isDone.wait(timeout: .now() + Self.slice) == .timedOut {
            if !isWanted() { return nil }
        }
        return try result.withLock { $0 }?.get()
    }
}
