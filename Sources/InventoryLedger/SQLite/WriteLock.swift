import Foundation
import Glibc

/// The lock that every write and every checkpoint holds: an advisory lock on a file beside the ledger.
///
/// SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same moment; this
/// lock keeps them apart across processes and within one. The file also says who holds it.
struct WriteLock {
    private let descriptor: Int32

    /// How long a writer waits for another before it gives up.
    static let patience: Duration = .seconds(5)

    /// Waits for the lock on the ledger at a path.
    ///
    /// - Throws: `busy` when another holds it for longer than `patience`, naming the holder.
    static func acquire(ledgerPath: String, patience: Duration = patience) throws -> WriteLock {
        // Beside the file itself: two names of one ledger share its lock.
        let path = URL(fileURLWithPath: ledgerPath).resolvingSymlinksInPath().path + "-lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            let denied = code == EACCES || code == EPERM || code == EROFS
            throw LedgerError.scarcity(code, path: ledgerPath)
                ?? LedgerError(
                    denied ? .noPermission : .inputOutput,
                    "cannot open the lock file \(path): \(String(cString: strerror(code)))"
                )
        }
        let deadline = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                throw LedgerError(.inputOutput, "cannot lock \(path): \(reason)")
            }
            if ContinuousClock.now >= deadline {
                let holder = holder(descriptor)
                close(descriptor)
                throw LedgerError(
                    .busy,
                    "\(ledgerPath) is being written by \(holder); nothing was recorded, try again when it is done"
                )
            }
            usleep(20_000)
        }
        let lock = WriteLock(descriptor: descriptor)
        lock.nameHolder()
        return lock
    }

    /// Lets the next writer in.
    func release() {
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    private func nameHolder() {
        let name = "process \(getpid()) (\(ProcessInfo.processInfo.processName))"
        ftruncate(descriptor, 0)
        _ = name.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    /// Who has written its name into the lock's file, unless it has ended since: one that is killed takes its name back
    /// no more, and the lock may be another's by now.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return "another program" }
        let name = String(decoding: bytes[..<count], as: UTF8.self)
        if let process = name.split(separator: " ").dropFirst().first.flatMap({ pid_t($0) }),
            kill(process, 0) != 0, errno == ESRCH
        {
            return "another program"
        }
        return name
    }
}
