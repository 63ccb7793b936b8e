import Glibc

/// Decides which files may be written. Every command and function that creates or replaces a file asks here. Ledgers,
/// files that belong to a ledger, and files that are being read are never overwritten.
package enum FilePlace {
    /// Checks that a new ledger, or a copy of one, can have this name, and that no file is there that it would
    /// mistake for its own.
    ///
    /// - Throws: `badName`, `alreadyExists`, `nameTaken`.
    static func checkNewLedger(_ name: String) throws {
        try checkIsFileName(name)
        if FileSystem.ownStatus(name) != nil { throw exists(name) }
        try checkIsNoSideFile(name)
        guard !DraftName.isDraft(name) else {
            throw LedgerError(
                .badName,
                "\(name) is the name of an unfinished file; choose another name"
            )
        }
        let left = SideFile.allCases.map { $0.name(for: name) }.filter { isLeft($0) }
        guard left.isEmpty else {
            throw LedgerError(
                .nameTaken,
                "\(name) cannot be created: \(left.joined(separator: " and ")) of another database is there, and it "
                    + "would be taken for part of the ledger; move it away, or choose another name"
            )
        }
    }

    /// Whether there is a file beside a new ledger that it would use.
    private static func isLeft(_ beside: String) -> Bool {
        guard let status = FileSystem.ownStatus(beside) else { return false }
        // A lock file of a removed ledger is as good as a new one.
        let isLock =
            beside.hasSuffix(SideFile.lock.rawValue) && status.st_mode & S_IFMT == S_IFREG
            && FileContent(of: beside, status: status) == .lock
        return !isLock
    }

    /// Checks that the files which SQLite would use beside a ledger can belong to it.
    ///
    /// - Throws: `nameTaken`.
    static func checkBeside(ledger name: String) throws {
        try checkIsNoSideFile(name)
        for side in SideFile.allCases where side != .lock {
            let beside = side.name(for: name)
            guard let status = FileSystem.ownStatus(beside) else { continue }
            guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else {
                throw LedgerError(
                    .nameTaken,
                    "\(beside) has the name of a file of \(name), but is a link, a folder or a file with several names; "
                        + "nothing was read or written. Move it away and try again"
                )
            }
            switch side {
            case .log where FileContent(of: beside, status: status) == .database:
                throw LedgerError(
                    .nameTaken,
                    "\(beside) is a database with the name of the log of \(name); nothing was read or "
                        + "written. Rename one of them"
                )
            case .journal where status.st_size > 0 && FileContent.keepsLog(name):
                // A ledger with a write-ahead log has no journal, so this one belongs to another database. SQLite
                // would roll it back into the ledger.
                throw LedgerError(
                    .nameTaken,
                    "\(beside) was left by another database, and SQLite would copy it into \(name); nothing was read "
                        + "or written. Move it away and try again"
                )
            default: break
            }
        }
    }

    /// Checks that text may be written to a file, replacing its content.
    ///
    /// - Parameters:
    ///   - name: without links.
    ///   - inputs: the files that are read at the same time.
    ///   - isNew: the file must not exist.
    /// - Throws: `badName`, `alreadyExists`, `nameTaken`, `noPermission`.
    package static func checkOutput(
        _ name: String,
        called shown: String,
        besides inputs: [String],
        isNew: Bool
    )
        throws
    {
        try checkIsFileName(name)
        try checkIsNoSideFile(name, called: shown)
        guard let status = FileSystem.status(name) else { return }
        if isNew { throw exists(shown) }
        for input in inputs {
            guard let read = FileSystem.status(input), FileSystem.FileID(read) == FileSystem.FileID(status)
            else {
                continue
            }
            throw LedgerError(
                .nameTaken,
                "\(shown) is also an input (\(input)); choose another file to write"
            )
        }
        try checkIsNoDatabase(name, status, called: shown, mustBeKnown: true)
        // The file could be replaced all the same, but whoever removed the permission did not want that.
        guard FileSystem.allows(name, W_OK) else {
            throw LedgerError(.noPermission, "no permission to write \(shown); choose another file")
        }
    }

    /// Checks that an open output, such as standard output, is not a ledger or a file of one.
    ///
    /// - Throws: `nameTaken`.
    package static func checkOutput(descriptor: Int32) throws {
        guard let status = FileSystem.status(of: descriptor), status.st_mode & S_IFMT == S_IFREG,
            let name = FileSystem.destination(ofLink: "/proc/self/fd/\(descriptor)"),
            let named = FileSystem.status(name), FileSystem.FileID(named) == FileSystem.FileID(status)
        else { return }
        try checkIsNoSideFile(name)
        try checkIsNoDatabase(name, status, called: name, mustBeKnown: false)
    }

    private static func checkIsNoDatabase(
        _ name: String,
        _ status: stat,
        called shown: String,
        mustBeKnown: Bool
    ) throws {
        switch FileContent(of: name, status: status) {
        case .database:
            throw LedgerError(
                .nameTaken,
                "\(shown) is a ledger or another database and will not be overwritten; choose another file"
            )
        case .databaseLog:
            throw LedgerError(
                .nameTaken,
                "\(shown) is the log of a database and will not be overwritten; choose another file"
            )
        case .unknown where mustBeKnown:
            throw LedgerError(
                .noPermission,
                "no permission to read \(shown), so it may be a ledger and will not be overwritten; choose another file"
            )
        case .unknown, .lock, .other: break
        }
    }

    /// Refuses the name of a file that SQLite or the ledger's lock uses beside a database.
    private static func checkIsNoSideFile(_ name: String, called shown: String? = nil) throws {
        for side in SideFile.allCases where name.hasSuffix(side.rawValue) {
            let ledger = String(name.dropLast(side.rawValue.count))
            guard !FileSystem.lastPart(of: ledger).isEmpty, let status = FileSystem.status(ledger),
                status.st_mode & S_IFMT == S_IFREG,
                FileContent(of: ledger, status: status) == .database
            else { continue }
            throw LedgerError(
                .nameTaken,
                "\(shown ?? name) is the name of a file of \(FileSystem.lastPart(of: ledger)), which is "
                    + "a ledger or another database; choose another name"
            )
        }
    }

    /// Refuses a name that is not that of a file.
    private static func checkIsFileName(_ name: String) throws {
        if name.isEmpty { throw LedgerError(.badName, "the name of the file is empty") }
        if ["", ".", ".."].contains(FileSystem.lastPart(of: name)) {
            throw LedgerError(.badName, "\(name) is a folder; name a file in it")
        }
    }

    static func exists(_ name: String) -> LedgerError {
        LedgerError(.alreadyExists, "\(name) already exists; choose another name, or use it as it is")
    }
}
