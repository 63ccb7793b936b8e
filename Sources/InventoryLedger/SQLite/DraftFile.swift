import Foundation
import Glibc

/// A file that is written under another name first and gets its own name once it is complete.
///
/// Whatever happens meanwhile, there is never half a ledger with the name that was asked for.
struct DraftFile {
    /// The name that was asked for.
    let path: String
    /// Where the file is written.
    let draft: String

    /// Makes an empty file that only its owner can read.
    ///
    /// - Throws: `alreadyExists` where the name is taken, `cannotCreate` where no file can be made.
    init(for path: String) throws {
        self.path = path
        draft = "\(path).new-\(getpid())"
        var status = stat()
        if lstat(path, &status) == 0 { throw Self.exists(path) }
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.cannotCreate(path) }
        close(descriptor)
    }

    /// Makes the file safe on disk and gives it its name.
    func publish() throws {
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.cannotCreate(path) }
        let isSynced = fsync(descriptor) == 0
        close(descriptor)
        // A link fails where the name was taken meanwhile; a rename would replace another's file.
        guard isSynced, link(draft, path) == 0 else { throw Self.cannotCreate(path) }
        syncFolder()
    }

    /// Removes the draft and what SQLite put beside it. The published file stays.
    func discard() {
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(draft + suffix) }
    }

    /// Makes the new name survive a loss of power.
    private func syncFolder() {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func exists(_ path: String) -> LedgerError {
        LedgerError(.alreadyExists, "\(path) exists already; choose another name, or use it as it is")
    }

    private static func cannotCreate(_ path: String) -> LedgerError {
        let code = errno
        return code == EEXIST
            ? exists(path)
            : LedgerError(.cannotCreate, "cannot create \(path): \(String(cString: strerror(code)))")
    }
}
