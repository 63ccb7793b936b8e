import Glibc

/// Threads that belong to this process.
///
/// libdispatch waits forever, or ends the process, if the system has no thread, memory or file number for it. Here
/// the caller learns of it and can do the work itself or report the error.
package enum OwnThread {
    /// Large enough whatever the stack limit of the first thread is (`ulimit -s`).
    private static let stackBytes = 4 << 20

    /// Runs work on a new thread. Returns false if the system cannot start one.
    @discardableResult
    package static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackBytes) == 0,
            pthread_attr_setdetachstate(&attributes, Int32(truncatingIfNeeded: PTHREAD_CREATE_DETACHED)) == 0
        else { return false }
        // A C thread takes a pointer, not a closure.
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
    /// The error if the system cannot start a thread for work that needs one.
    package static func noThread(to work: String) -> LedgerError {
        LedgerError(
            .noThread,
            "the system cannot start a thread to \(work): too many processes and threads are running, or memory is short; "
                + "raise the limit (ulimit -u, ulimit -v, or the container's) and try again"
        )
    }
}
