import Dispatch
import Synchronization

/// A short queue between two threads: one reads rows while the other records them.
///
/// It holds a few chunks at most, so memory does not grow where reading is faster than recording.
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

    /// Adds a chunk, waiting for room. False where nobody wants more.
    func add(_ chunk: MappedChunk) -> Bool {
        free.wait()
        let isWanted = state.withLock { state in
            if !state.isAbandoned { state.chunks.append(chunk) }
            return !state.isAbandoned
        }
        filled.signal()
        return isWanted
    }

    /// Says that no chunk follows: with the file's digest, or with what went wrong.
    func end(_ result: Result<[UInt8], any Error>) {
        state.withLock { $0.end = result }
        filled.signal()
    }

    /// The next chunk, waiting for it; nil at the end, or where it is no longer wanted before it comes.
    func next(while isWanted: () -> Bool = { true }) -> MappedChunk? {
        while filled.wait(timeout: .now() + PatientWork<Void>.slice) == .timedOut {
            if !isWanted() { return nil }
        }
        return state.withLock { state in
            guard !state.chunks.isEmpty else { return nil }
            free.signal()
            // proven: not empty, as was just seen.
            return state.chunks.removeFirst()
        }
    }

    /// How reading ended. Valid once `next` has returned nil.
    func digest() throws -> [UInt8] {
        try state.withLock { $0.end }?.get() ?? []
    }

    /// Lets the reading thread go.
    func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            state.chunks.removeAll()
        }
        free.signal()
    }
}
