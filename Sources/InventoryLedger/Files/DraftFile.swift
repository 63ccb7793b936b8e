import Foundation
import Glibc
import Interrupts
import LinuxCalls

/// A file that is written under another name first and gets its own name once it is complete.
///
/// Whatever happens meanwhile, there is never half a file with the name that was asked for. Drafts whose maker is gone
/// are taken away by the next one that makes a file of the same name.
package struct DraftFile {
    /// The name that was asked for.
    let path: String
    /// Where the file is written.
    package let draft: String
    /// The draft, open for writing. It is locked, which shows that its maker lives.
    package let descriptor: Int32
    private let isNew: Bool
    private let note: Int32

    /// Makes the draft of a new ledger, which only its owner can read.
    ///
    /// - Throws: `alreadyExists` where the name is taken, `nameTaken` where what lies beside it keeps it from being a
    ///   ledger's, `cannotCreate` where no file can be made.
    init(forLedger path: String) throws {
        try FilePlace.checkNewLedger(path)
        try self.init(path, mode: 0o600, replacing: nil, isNew: true)
    }

    /// Makes the draft of a file that takes the place of what is there, with its permissions. The caller has asked
    /// `FilePlace`.
    ///
    /// - Parameter isNew: nothing is there, nor may come there meanwhile.
    package init(for path: String, isNew: Bool) throws {
        let existing = isNew ? nil : FileSystem.status(path)
        try self.init(path, mode: 0o666, replacing: existing, isNew: isNew)
    }

    private init(_ path: String, mode: mode_t, replacing existing: stat?, isNew: Bool) throws {
        Self.removeLeft(of: path)
        self.path = path
        self.isNew = isNew
        (draft, descriptor, note) = try Self.make(path, mode: existing == nil ? mode : 0o600)
        if let existing {
            // Only the superuser may give files away, and for others the file was theirs before.
            if fchown(descriptor, existing.st_uid, existing.st_gid) != 0 {
                _ = fchown(descriptor, uid_t.max, existing.st_gid)
            }
            guard fchmod(descriptor, existing.st_mode & 0o777) == 0 else {
                let error = Self.cannotCreate(path)
                discard()
                throw error
            }
        }
    }

    /// Makes an empty file with a name of its own, locked.
    private static func make(_ path: String, mode: mode_t) throws -> (String, Int32, Int32) {
        while true {
            let draft = DraftName.random(for: path)
            let note = draft.withFileName { unfinished_file_note($0) }
            let descriptor = FileSystem.open(draft, O_RDWR | O_CREAT | O_EXCL, mode: mode)
            guard descriptor >= 0 else {
                let error = cannotCreate(path)
                unfinished_file_forget(note)
                throw error
            }
            // Where files cannot be locked nobody takes the draft away.
            _ = flock(descriptor, LOCK_EX)
            if FileSystem.ownStatus(draft) != nil || errno != ENOENT { return (draft, descriptor, note) }
            // Another took it for one that was left, in the moment before it was locked.
            close(descriptor)
            unfinished_file_forget(note)
        }
    }

    /// Makes the file safe on disk and gives it its name, which is then safe too.
    package func publish() throws {
        guard fsync(descriptor) == 0 else { throw Self.cannotCreate(path) }
        try giveName()
        do {
            try Self.syncFolder(of: path)
        } catch {
            if isNew { FileSystem.unlink(path) }
            throw error
        }
    }

    /// Gives the file its name. Where it is new, another's file that came there meanwhile is not replaced.
    private func giveName() throws {
        guard isNew else {
            guard rename() == 0 else { throw Self.cannotCreate(path) }
            return
        }
        let result = draft.withFileName { from in
            path.withFileName { rename_to_free_name(from, $0) }
        }
        if result == 0 { return }
        // Some file systems do not know it; there a second name fails as well where the first is taken.
        guard Self.isUnknownWay(errno) else { throw Self.cannotCreate(path) }
        if draft.withFileName({ from in path.withFileName { link(from, $0) } }) == 0 { return }
        guard Self.isUnknownWay(errno) else { throw Self.cannotCreate(path) }
        // Nor are there second names on a memory stick, so there is only this.
        if FileSystem.ownStatus(path) != nil { throw FilePlace.exists(path) }
        guard rename() == 0 else { throw Self.cannotCreate(path) }
    }

    private func rename() -> Int32 {
        draft.withFileName { from in path.withFileName { Glibc.rename(from, $0) } }
    }

    private static func isUnknownWay(_ code: Int32) -> Bool {
        [EINVAL, EPERM, EOPNOTSUPP, ENOSYS].contains(code)
    }

    /// Removes the draft and what SQLite put beside it. The published file stays.
    package func discard() {
        Self.remove(draft)
        close(descriptor)
        unfinished_file_forget(note)
    }

    /// Makes the names in a folder survive a loss of power.
    private static func syncFolder(of path: String) throws {
        let descriptor = FileSystem.open(FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw cannotCreate(path) }
        defer { close(descriptor) }
        // Some file systems know no folders to sync.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw cannotCreate(path) }
    }

    package static func cannotCreate(_ path: String) -> LedgerError {
        let code = errno
        if code == EEXIST { return FilePlace.exists(path) }
        return LedgerError.scarcity(code, path: path)
            ?? LedgerError(.cannotCreate, "cannot create \(path): \(String(systemError: code))")
    }

    // MARK: What others left

    /// The drafts of a file, as they are named in its folder.
    private static func drafts(of path: String) -> Set<String> {
        let start = FileSystem.lastPart(of: path) + DraftName.mark
        let folder = path.dropLast(FileSystem.lastPart(of: path).count)
        var drafts: Set<String> = []
        for name in FileSystem.names(in: FileSystem.folder(of: path)) where name.hasPrefix(start) {
            var digits = name.dropFirst(start.count)
            for side in SideFile.allCases where digits.hasSuffix(side.rawValue) {
                digits = digits.dropLast(side.rawValue.count)
            }
            guard DraftName.isDigits(digits) else { continue }
            drafts.insert(folder + start + digits)
        }
        return drafts
    }

    /// Takes away the drafts of a file whose makers were killed.
    private static func removeLeft(of path: String) {
        for draft in drafts(of: path) where draft.withFileName({ unfinished_file_is_noted($0) }) == 0 {
            let descriptor = FileSystem.open(draft, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else {
                if errno == ENOENT { remove(draft) }
                continue
            }
            defer { close(descriptor) }
            guard let status = FileSystem.status(of: descriptor), status.st_mode & S_IFMT == S_IFREG,
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            remove(draft)
        }
        errno = 0
    }

    /// Takes away the drafts that are a second name of a file, as one has whose maker was killed between giving the file
    /// its name and taking away its first.
    static func removeSecondNames(of path: String, _ file: FileSystem.FileID) {
        for draft in drafts(of: path) {
            if let status = FileSystem.ownStatus(draft), FileSystem.FileID(status) == file { remove(draft) }
        }
    }

    private static func remove(_ draft: String) {
        FileSystem.unlink(draft)
        for side in SideFile.allCases { FileSystem.unlink(side.name(for: draft)) }
    }
}
