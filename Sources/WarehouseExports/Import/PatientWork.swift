import Dispatch
import Synchronization

/// Work on a thread of its own that may wait for long, such as opening a pipe that nobody writes to yet.
final class PatientWork<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// How long a wait lasts before whoever waits looks up.
    static var slice: DispatchTimeInterval { .milliseconds(100) }

    /// Starts the work.
    init(_ work: @escaping @Sendable () throws -> Value) {
        DispatchQueue.global(qos: .userInitiated).async {
            let result = Result { try work() }
            self.result.withLock { $0 = result }
            self.isDone.signal()
        }
    }

    /// Waits for the work; nil where it is no longer wanted before it is done. To be called once.
    func value(while isWanted: () -> Bool) throws -> Value? {
        while isDone.wait(timeout: .now() + Self.slice) == .timedOut {
            if !isWanted() { return nil }
        }
        return try result.withLock { $0 }?.get()
    }
}
