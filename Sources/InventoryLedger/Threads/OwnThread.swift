import Glibc

/// Threads of the process's own, for work beside other work.
///
/// libdispatch waits for ever, or ends the process, where the system has no thread, no memory or no file number for it.
/// Here whoever asks learns of it, and does the work itself or says what is missing.
package enum OwnThread {
    /// Enough whatever the limit on the first thread's stack (`ulimit -s`) is.
    private static let stackBytes = 4 << 20

    /// Runs work on a new thread; false where the system gives none.
    @discardableResult
    package static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackBytes) == 0,
            pthread_attr_setdetachstate(&attributes, Int32(truncatingIfNeeded: PTHREAD_CREATE_DETACHED)) == 0
        else { return false }
        // The thread takes the work over by its address: the system knows no closures.
        let handedOver = Unmanaged.passRetained(Work(work))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            &attributes,
            { address in
                guard let address else { return nil }
                Unmanaged<Work>.fromOpaque(address).takeRetainedValue().run()
                return nil
            },
            handedOver.toOpaque()
        )
        if code != 0 { handedOver.release() }
        return code == 0
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

extension LedgerError {
    /// The system has no thread for work that needs one.
    package static func noThread(to work: String) -> LedgerError {
        LedgerError(
            .noThread,
            "the system cannot start a thread to \(work): too many processes and threads are running, or memory is short; "
                + "raise the limit (ulimit -u, ulimit -v, or the container's) and try again"
        )
    }
}
