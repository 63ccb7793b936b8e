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
        // By a number of its own: a draft that was left behind, by a process of the same number too, is in nobody's way.
        draft = "\(path).new-\(String(UInt32.random(in: .min ... .max), radix: 36))"
        var status = stat()
        if lstat(path, &status) == 0 { throw Self.exists(path) }
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.cannotCreate(path) }
        close(descriptor)
    }

    /// Makes the file safe on disk and gives it its name, which is then safe too.
    func publish() throws {
        try Self.sync(draft, O_RDONLY, for: path)
        try giveName()
        do {
            try Self.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_DIRECTORY, for: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Gives the file its name by a link, which fails where the name was taken meanwhile; a rename would replace another's
    /// file. Where there are no links, as on a memory stick, there is only the rename.
    private func giveName() throws {
        if link(draft, path) == 0 { return }
        guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else { throw Self.cannotCreate(path) }
        var status = stat()
        if lstat(path, &status) == 0 { throw Self.exists(path) }
        guard rename(draft, path) == 0 else { throw Self.cannotCreate(path) }
    }

    /// Removes the draft and what SQLite put beside it. The published file stays.
    func discard() {
        for suffix in ["", "-journal", "-wal", "-shm", "-lock"] { unlink(draft + suffix) }
    }

    /// Makes a file, or the names in a folder, survive a loss of power.
    private static func sync(_ synced: String, _ flags: Int32, for path: String) throws {
        let descriptor = open(synced, O_RDONLY | flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotCreate(path) }
        defer { close(descriptor) }
        // Some file systems know no folders to sync.
        guard fsync(descriptor) == 0 || flags & O_DIRECTORY != 0 && errno == EINVAL else {
            throw cannotCreate(path)
        }
    }

    private static func exists(_ path: String) -> LedgerError {
        LedgerError(.alreadyExists, "\(path) exists already; choose another name, or use it as it is")
    }

    private static func cannotCreate(_ path: String) -> LedgerError {
        let code = errno
        if code == EEXIST { return exists(path) }
        return LedgerError.scarcity(code, path: path)
            ?? LedgerError(.cannotCreate, "cannot create \(path): \(String(cString: strerror(code)))")
    }
}
