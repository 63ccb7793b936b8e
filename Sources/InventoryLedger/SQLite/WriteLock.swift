import Foundation
import Glibc
import Interrupts

/// The lock that every write and every checkpoint holds: an advisory lock on a file beside the ledger.
///
/// SQLite before 3.51.3 can corrupt a WAL file if two connections write or checkpoint at the same time. This lock
/// prevents it, within a process and across processes. The file names the holder. It has the ledger's permissions, so
/// everyone who may write the ledger can lock it. A file of this name that is not a lock is never changed.
struct WriteLock {
    private let descriptor: Int32

    /// How long a writer waits for another one.
    static let patience: Duration = .seconds(5)

    /// Waits for the lock on the ledger at a path.
    ///
    /// - Throws: `busy` with the holder's name if another holds it for longer than `patience`; `noPermission` if this
    ///   user may not write the ledger; `nameTaken` if the lock's name belongs to another file.
    static func acquire(ledgerPath: String, patience: Duration = patience) throws -> WriteLock {
        // Beside the real file, so that two names of one ledger share the lock.
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
                // If the file was removed meanwhile, another writer may have locked a new one.
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

    /// Releases the lock.
    func release() {
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    // MARK: The lock's file

    /// Opens the lock file, or creates it with the ledger's permissions.
    private static func open(_ path: String, ledger: String, called shown: String) throws -> Int32 {
        // An existing file is opened without O_CREAT, which the system refuses in a sticky folder for a file of
        // another user.
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

    /// Gives a new lock file the permissions of the ledger, like SQLite's own files.
    private static func takePermissions(_ descriptor: Int32, of ledger: String) {
        guard let status = FileSystem.status(ledger) else { return }
        // Only root may give files away. For others, owning the lock is fine too.
        if fchown(descriptor, status.st_uid, status.st_gid) != 0 {
            _ = fchown(descriptor, uid_t.max, status.st_gid)
        }
        _ = fchmod(descriptor, status.st_mode & 0o666)
    }

    /// Checks that the file can be a lock before changing it.
    private static func checkFile(_ descriptor: Int32, _ path: String, ledger: String) throws {
        guard let status = FileSystem.status(of: descriptor) else {
            throw isNoLock(path, "its status cannot be read")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw isNoLock(path, "it is a link, a folder or a device")
        }
        guard status.st_nlink <= 1 else { throw isNoLock(path, "it has other names") }
        // If others may write the ledger, they may have created the lock.
        guard let owner = FileSystem.status(ledger), owner.st_mode & 0o022 == 0 else { return }
        guard [geteuid(), owner.st_uid, 0].contains(status.st_uid) else {
            throw isNoLock(path, "it belongs to a user without permission to write the ledger")
        }
    }

    /// Checks that the file has the content of a lock: the name of a holder, or nothing.
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
        // The name of a killed holder may be longer.
        ftruncate(descriptor, 0)
        _ = name.withCString { pwrite(descriptor, $0, min(strlen($0), FileContent.lockBytesMax), 0) }
    }

    /// The process named in the lock file, unless it has ended. A killed process leaves its name, and another may
    /// hold the lock by now.
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
