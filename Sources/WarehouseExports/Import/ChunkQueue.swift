import Dispatch
import Synchronization

/// A short queue between a thread that reads rows and one that records them.
///
/// It contains only a few chunks, so memory does not grow if reading is faster than recording.
final class ChunkQueue: Sendable {
    private struct State {
        var chunks: [MappedChunk] = []
        var end: Result<[UInt8], any Error>?
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let free = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    init(chunksMax: Int) {
        // Counted up from zero, because a semaphore must not be freed below its initial value.
        for _ in 0..<chunksMax { free.signal() }
    }

    /// Adds a chunk, waiting for room. Returns false if the consumer has stopped.
    func add(_ chunk: MappedChunk) -> Bool {
        free.wait()
        let isWanted = state.withLock { state in
            if !state.isAbandoned { state.chunks.append(chunk) }
            return !state.isAbandoned
        }
        filled.signal()
        return isWanted
    }

    /// Ends the queue with the file's digest or an error.
    func end(_ result: Result<[UInt8], any Error>) {
        state.withLock { $0.end = result }
        filled.signal()
    }

    /// Waits for the next chunk; nil at the end, or if it is no longer wanted.
    func next(while isWanted: () -> Bool = { true }) -> MappedChunk? {
        while filled.wait(timeout: .now() + PatientWork<Void>.slice) == .timedOut {
            if !isWanted() { return nil }
        }
        return state.withLock { state in
            guard !state.chunks.isEmpty else { return nil }
            free.signal()
            // proven: not empty, as checked above.
            return state.chunks.removeFirst()
        }
    }

    /// The result of reading. Valid after `next` has returned nil.
    func digest() throws -> [UInt8] {
        try state.withLock { $0.end }?.get() ?? []
    }

    /// Lets the reading thread end.
    func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            state.chunks.removeAll()
        }
        free.signal()
    }
}
