import Foundation

/// Runs blocking work on its own thread, so that the pool of the other tests is not blocked. A concurrent queue would run
/// only as much at once as there are cores.
public func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Runs blocking work on so many threads at once, numbered from 0, and waits for all of them.
public func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
        for number in 0..<count { group.addTask { try await onThread { try body(number) } } }
        try await group.waitForAll()
    }
}
