import Foundation
import Glibc
import Interrupts

/// The lock that every write and every checkpoint holds: an advisory lock on a file beside the ledger.
///
/// SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same moment; this
/// lock keeps them apart across processes and within one. The file also says who holds it. It has the ledger's own
/// permissions, so whoever may write the ledger may lock it. A file of this name that is not a lock is never touched.
struct WriteLock {
    private let descriptor: Int32

    /// How long a writer waits for another before it gives up.
    static let patience: Duration = .seconds(5)

    /// Waits for the lock on the ledger at a path.
    ///
    /// - Throws: `busy` when another holds it for longer than `patience`, naming the holder; `noPermission` where this
    ///   user may not write the ledger; `nameTaken` where the lock's name is another file's.
    static func acquire(ledgerPath: String, patience: Duration = patience) throws -> WriteLock {
        // Beside the file itself: two names of one ledger share its lock.
        let ledger = FileSystem.realName(ledgerPath) ?? ledgerPath
        let path = SideFile.lock.name(for: ledger)
        if let obstacle = LedgerAccess.obstacleToWriting(ledger) {
            throw LedgerError(.noPermission, "no permission to write \(ledgerPath): \(obstacle)")
        }
        let deadline = ContinuousClock.now + patience
        while true {
            let descriptor = try open(path, ledger: ledger, called: ledgerPath)
            do {
                try wait(for: descriptor, path, called: ledgerPath, until: deadline)
                // Somebody may have removed the file meanwhile, and another writer may lock a new one.
                guard let own = FileSystem.status(of: descriptor), let named = FileSystem.ownStatus(path),
                    FileSystem.FileID(own) == FileSystem.FileID(named)
                else {
                    close(descriptor)
                    continue
                }
                try checkIsLock(descriptor, path, called: ledgerPath)
            } catch {
                close(descriptor)
                throw error
            }
            let lock = WriteLock(descriptor: descriptor)
            lock.nameHolder()
            return lock
        }
    }

    /// Lets the next writer in.
    func release() {
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    // MARK: The lock's file

    /// Opens the lock's file, or makes it with the ledger's permissions.
    private static func open(_ path: String, ledger: String, called shown: String) throws -> Int32 {
        // One that is there is opened without the wish to make it: in a sticky folder the system refuses that wish for a
        // file of somebody else's.
        while true {
            let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK
            var descriptor = FileSystem.open(path, flags)
            if descriptor < 0, errno == ENOENT {
                descriptor = FileSystem.open(path, flags | O_CREAT | O_EXCL, mode: 0o600)
                if descriptor < 0, errno == EEXIST { continue }
                if descriptor >= 0 { takePermissions(descriptor, of: ledger) }
            }
            guard descriptor >= 0 else { throw cannotOpen(path, called: shown, errno) }
            do {
                try checkFile(descriptor, path, ledger: ledger)
            } catch {
                close(descriptor)
                throw error
            }
            return descriptor
        }
    }

    private static func cannotOpen(_ path: String, called shown: String, _ code: Int32) -> LedgerError {
        switch code {
        case ELOOP, EISDIR, ENXIO: return isNoLock(path, "it is a link, a folder or a device")
        case EACCES, EPERM, EROFS:
            return LedgerError(
                .noPermission,
                "cannot open the lock file \(path): \(String(systemError: code)); everyone who may write the ledger "
                    + "needs it, so give it the permissions of the ledger"
            )
        default:
            return LedgerError.scarcity(code, path: shown)
                ?? LedgerError(
                    .inputOutput,
                    "cannot open the lock file \(path): \(String(systemError: code))"
                )
        }
    }

    /// Gives a new lock the permissions of the ledger, as SQLite gives them to its own files.
    private static func takePermissions(_ descriptor: Int32, of ledger: String) {
        guard let status = FileSystem.status(ledger) else { return }
        // Only the superuser may give files away. Others make the lock their own, which is good as well.
        if fchown(descriptor, status.st_uid, status.st_gid) != 0 {
            _ = fchown(descriptor, uid_t.max, status.st_gid)
        }
        _ = fchmod(descriptor, status.st_mode & 0o666)
    }

    /// Makes sure that the file can be a lock, before anything is done to it.
    private static func checkFile(_ descriptor: Int32, _ path: String, ledger: String) throws {
        guard let status = FileSystem.status(of: descriptor) else {
            throw isNoLock(path, "its status cannot be read")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw isNoLock(path, "it is a link, a folder or a device")
        }
        guard status.st_nlink <= 1 else { throw isNoLock(path, "it has other names") }
        // A ledger that others may write may be locked by them first.
        guard let owner = FileSystem.status(ledger), owner.st_mode & 0o022 == 0 else { return }
        guard [geteuid(), owner.st_uid, 0].contains(status.st_uid) else {
            throw isNoLock(path, "it belongs to a user without permission to write the ledger")
        }
    }

    /// Makes sure that the file says what a lock says: who holds it, or nothing.
    private static func checkIsLock(_ descriptor: Int32, _ path: String, called shown: String) throws {
        switch FileContent(of: descriptor) {
        case .lock: return
        case .unknown:
            let code = errno
            throw LedgerError.scarcity(code, path: shown)
                ?? LedgerError(.inputOutput, "cannot read \(path): \(String(systemError: code))")
        case .database, .databaseLog, .other: throw isNoLock(path, "it has other contents")
        }
    }

    private static func isNoLock(_ path: String, _ reason: String) -> LedgerError {
        LedgerError(
            .nameTaken,
            "\(path) is not the lock file of the ledger: \(reason); nothing was recorded. Move it away and try again"
        )
    }

    /// Waits for the system's lock on the file.
    private static func wait(
        for descriptor: Int32,
        _ path: String,
        called shown: String,
        until deadline: ContinuousClock.Instant
    ) throws {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw LedgerError(.inputOutput, "cannot lock \(path): \(String(systemError: errno))")
            }
            if ContinuousClock.now >= deadline {
                throw LedgerError(
                    .busy,
                    "\(shown) is being written by \(holder(descriptor)); nothing was recorded. Try again when it is done"
                )
            }
            // A signal that does not end the process by itself.
            if interrupts_count() > 0 {
                throw LedgerError(
                    .interrupted,
                    "interrupted while \(shown) was being written by \(holder(descriptor)); nothing was recorded"
                )
            }
            usleep(20_000)
        }
    }

    // MARK: Who holds it

    private func nameHolder() {
        let name = "process \(getpid()) (\(ProcessInfo.processInfo.processName))"
        // The name of a holder that was killed may be longer.
        ftruncate(descriptor, 0)
        _ = name.withCString { pwrite(descriptor, $0, min(strlen($0), FileContent.lockBytesMax), 0) }
    }

    /// Who has written its name into the lock's file, unless it has ended since: one that is killed takes its name back
    /// no more, and the lock may be another's by now.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: FileContent.lockBytesMax)
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
