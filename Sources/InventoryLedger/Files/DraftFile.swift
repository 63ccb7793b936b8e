import Foundation
import Glibc
import Interrupts
import LinuxCalls

/// A file that is written under a temporary name and gets its final name when it is complete.
///
/// So a file with the final name is never half written. If a process was killed, the next one that writes the same
/// file removes its draft.
package struct DraftFile {
    /// The final name.
    let path: String
    /// The temporary name.
    package let draft: String
    /// The draft, open for writing. Its lock shows that its process is alive.
    package let descriptor: Int32
    private let isNew: Bool
    private let note: Int32

    /// Creates the draft of a new ledger, readable only by its owner.
    ///
    /// - Throws: `alreadyExists` if the name is taken, `nameTaken` if a file beside it would be mistaken for part of
    ///   the ledger, `cannotCreate` if no file can be created.
    init(forLedger path: String) throws {
        try FilePlace.checkNewLedger(path)
        try self.init(path, mode: 0o600, replacing: nil, isNew: true)
    }

    /// Creates the draft of a file that replaces the current one and keeps its permissions. The caller has already
    /// asked `FilePlace`.
    ///
    /// - Parameter isNew: no file of this name may exist, now or later.
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
            // Only root may give files away. Other users owned the old file too.
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

    /// Creates an empty, locked file with a unique name.
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
            // If files cannot be locked here, nobody removes the draft either.
            _ = flock(descriptor, LOCK_EX)
            if FileSystem.ownStatus(draft) != nil || errno != ENOENT { return (draft, descriptor, note) }
            // Another process removed the file as abandoned before it was locked.
            close(descriptor)
            unfinished_file_forget(note)
        }
    }

    /// Syncs the file, gives it its final name, and syncs the name.
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

    /// Gives the file its final name. If the file must be new, one that appeared meanwhile is not replaced.
    private func giveName() throws {
        guard isNew else {
            guard rename() == 0 else { throw Self.cannotCreate(path) }
            return
        }
        let result = draft.withFileName { from in
            path.withFileName { rename_to_free_name(from, $0) }
        }
        if result == 0 { return }
        // Some file systems do not support this call. There, creating a second name also fails if the name is taken.
        guard Self.isUnknownWay(errno) else { throw Self.cannotCreate(path) }
        if draft.withFileName({ from in path.withFileName { link(from, $0) } }) == 0 { return }
        guard Self.isUnknownWay(errno) else { throw Self.cannotCreate(path) }
        // FAT has no second names either, so this check is all there is.
        if FileSystem.ownStatus(path) != nil { throw FilePlace.exists(path) }
        guard rename() == 0 else { throw Self.cannotCreate(path) }
    }

    private func rename() -> Int32 {
        draft.withFileName { from in path.withFileName { Glibc.rename(from, $0) } }
    }

    private static func isUnknownWay(_ code: Int32) -> Bool {
        [EINVAL, EPERM, EOPNOTSUPP, ENOSYS].contains(code)
    }

    /// Removes the draft and the files that SQLite created beside it. A published file stays.
    package func discard() {
        Self.remove(draft)
        close(descriptor)
        unfinished_file_forget(note)
    }

    /// Syncs the names in a folder, so that they survive a loss of power.
    private static func syncFolder(of path: String) throws {
        let descriptor = FileSystem.open(FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw cannotCreate(path) }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw cannotCreate(path) }
    }

    package static func cannotCreate(_ path: String) -> LedgerError {
        let code = errno
        if code == EEXIST { return FilePlace.exists(path) }
        return LedgerError.scarcity(code, path: path)
            ?? LedgerError(.cannotCreate, "cannot create \(path): \(String(systemError: code))")
    }

    // MARK: What others left

    /// The names of a file's drafts in its folder.
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

    /// Removes drafts whose processes were killed.
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

    /// Removes drafts that are a second name of the file itself. They remain if a process was killed between giving
    /// the file its final name and removing its temporary one.
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
