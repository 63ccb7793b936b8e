import Glibc

/// How this user may use the files of a ledger.
enum LedgerAccess {
    /// As everybody who may write it: through SQLite's shared index.
    case shared
    /// To look at it only, where nothing may be made or changed.
    case still(StillLedger)

    init(_ path: String) throws {
        let ledger = FileSystem.realName(path) ?? path
        self =
            Self.obstacleToSharing(ledger) == nil ? .shared : .still(try StillLedger(ledger, called: path))
    }

    /// Why this user may not write a ledger; nil where nothing is in the way.
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

    /// A file beside the ledger that is needed, and can be neither used nor made.
    private static func obstacle(of side: SideFile, _ ledger: String) -> String? {
        let name = side.name(for: ledger)
        if let status = FileSystem.ownStatus(name) {
            // What is no file is for others to refuse.
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

/// A ledger that is looked at without leaving a trace: on a read-only disk, in another's folder.
///
/// Nothing then keeps a writer from the file. So its files are compared before and after: what was read while one of them
/// changed may be of two moments, and is not given out.
struct StillLedger {
    private let ledger: String
    private let shown: String
    private let way: Way
    private let before: [State?]

    private enum Way {
        /// The log's index is there and can be read, as while others use the ledger.
        case index
        /// There is no log, or nothing in it.
        case fileAlone
        /// The log is there and its index is not: an index is made in memory.
        case log
    }

    /// What changes where a file is written.
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

    /// - Throws: `noPermission` where the log holds something and cannot be read.
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

    /// How SQLite opens it.
    var parameters: [String] {
        switch way {
        case .index: ["mode=ro"]
        case .fileAlone: ["mode=ro", "immutable=1"]
        case .log: ["mode=ro", "vfs=unix-none"]
        }
    }

    /// Whether the log's index is kept in memory, which SQLite does for whoever has a database to itself.
    var keepsIndexInMemory: Bool { way == .log }

    /// To be called after the reading.
    ///
    /// - Throws: `busy` where a writer came between.
    func checkIsUnchanged() throws {
        // With the index SQLite keeps to one moment by itself.
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
