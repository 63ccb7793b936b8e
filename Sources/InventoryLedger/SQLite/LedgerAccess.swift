import Glibc

/// How this user can access the files of a ledger.
enum LedgerAccess {
    /// Through SQLite's shared index, like everyone who may write.
    case shared
    /// Read-only, without creating or changing files.
    case still(StillLedger)

    init(_ path: String) throws {
        let ledger = FileSystem.realName(path) ?? path
        self =
            Self.obstacleToSharing(ledger) == nil ? .shared : .still(try StillLedger(ledger, called: path))
    }

    /// Why this user cannot write a ledger; nil if nothing prevents it.
    ///
    /// - Parameter ledger: the ledger's name, without links.
    static func obstacleToWriting(_ ledger: String) -> String? {
        if let obstacle = obstacleToSharing(ledger) { return obstacle }
        return obstacle(of: .lock, ledger)
    }

    private static func obstacleToSharing(_ ledger: String) -> String? {
        errno = 0
        guard FileSystem.allows(ledger, W_OK) else {
            return errno == EROFS ? "the disk is read-only" : "the file is read-only"
        }
        return obstacle(of: .log, ledger) ?? obstacle(of: .index, ledger)
    }

    /// The problem with a required file beside the ledger that can be neither used nor created.
    private static func obstacle(of side: SideFile, _ ledger: String) -> String? {
        let name = side.name(for: ledger)
        if let status = FileSystem.ownStatus(name) {
            // Others refuse what is not a file.
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            guard !FileSystem.allows(name, R_OK | W_OK) else { return nil }
            return
                "\(name) is not writable; give it the permissions of the ledger: chmod --reference=\(ledger) \(name)"
        }
        guard errno == ENOENT, !FileSystem.allows(FileSystem.folder(of: ledger), W_OK | X_OK) else {
            return nil
        }
        return "\(name) cannot be created in its folder"
    }
}

/// A ledger that is read without leaving a trace: on a read-only disk, or in another user's folder.
///
/// Nothing keeps a writer away meanwhile. So the files are compared before and after, and if one changed, the result
/// is discarded.
struct StillLedger {
    private let ledger: String
    private let shown: String
    private let way: Way
    private let before: [State?]

    private enum Way {
        /// The index of the log exists and is readable, as while others use the ledger.
        case index
        /// There is no log, or it is empty.
        case fileAlone
        /// There is a log without an index, so SQLite builds one in memory.
        case log
    }

    /// The state that changes when a file is written.
    private struct State: Equatable {
        let file: FileSystem.FileID
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ status: stat) {
            file = FileSystem.FileID(status)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// - Throws: `noPermission` if the log has content and is not readable.
    init(_ ledger: String, called shown: String) throws {
        self.ledger = ledger
        self.shown = shown
        let log = SideFile.log.name(for: ledger)
        before = Self.state(ledger)
        let logSize = FileSystem.ownStatus(log)?.st_size ?? 0
        let isLogReadable = FileSystem.allows(log, R_OK)
        if isLogReadable, FileSystem.allows(SideFile.index.name(for: ledger), R_OK) {
            way = .index
        } else if logSize == 0 {
            way = .fileAlone
        } else if isLogReadable {
            way = .log
        } else {
            throw LedgerError(
                .noPermission,
                "no permission to read \(log), which contains the newest batches of \(shown); give it the permissions of the "
                    + "ledger: chmod --reference=\(ledger) \(log)"
            )
        }
    }

    /// The parameters of SQLite's URI.
    var parameters: [String] {
        switch way {
        case .index: ["mode=ro"]
        case .fileAlone: ["mode=ro", "immutable=1"]
        case .log: ["mode=ro", "vfs=unix-none"]
        }
    }

    /// Whether the index is in memory, which SQLite does for the only user of a database.
    var keepsIndexInMemory: Bool { way == .log }

    /// Must be called after reading.
    ///
    /// - Throws: `busy` if a writer changed the file meanwhile.
    func checkIsUnchanged() throws {
        // With the index, SQLite itself keeps one snapshot.
        if way == .index || Self.state(ledger) == before { return }
        throw LedgerError(
            .busy,
            "\(shown) changed while it was read and cannot be locked here; try again"
        )
    }

    private static func state(_ ledger: String) -> [State?] {
        [ledger, SideFile.log.name(for: ledger)].map { FileSystem.status($0).map(State.init) }
    }
}
