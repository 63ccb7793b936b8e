import Glibc
import Synchronization

/// What a file is, by its first bytes.
package enum FileContent {
    /// A ledger, or another database of SQLite.
    case database
    /// The write-ahead log or the journal of one.
    case databaseLog
    /// A ledger's lock: it says who holds it, or nothing.
    case lock
    case other
    /// It cannot be read.
    case unknown

    private static let databaseStart = Array("SQLite format 3\0".utf8)
    /// Source: sqlite.org/fileformat.html, sections 3 and 4.1; the log's last bit is its byte order.
    private static let logStarts: [[UInt8]] = [
        [0x37, 0x7F, 0x06, 0x82], [0x37, 0x7F, 0x06, 0x83], [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7],
    ]

    /// Looks into a regular file.
    init(of name: String, status: stat) {
        // A process that closes any descriptor of a file loses all its locks on that file, including those of SQLite.
        if OpenLedgers.contains(FileSystem.FileID(status)) {
            self = .database
            return
        }
        let descriptor = FileSystem.open(name, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else {
            self = .unknown
            return
        }
        defer { close(descriptor) }
        self.init(of: descriptor)
    }

    /// Looks into an open file.
    init(of descriptor: Int32) {
        var start = [UInt8](repeating: 0, count: Self.lockBytesMax + 1)
        let count = pread(descriptor, &start, start.count, 0)
        guard count >= 0 else {
            self = .unknown
            return
        }
        let bytes = start[..<count]
        self =
            if bytes.starts(with: Self.databaseStart) {
                .database
            } else if Self.logStarts.contains(where: { bytes.starts(with: $0) }) {
                .databaseLog
            } else if Self.isLock(bytes) {
                .lock
            } else {
                .other
            }
    }

    /// Whether the header of a database says that it has a write-ahead log. Every ledger created by `init` has one; a
    /// file made by another program may have a journal instead.
    ///
    /// Source: sqlite.org/fileformat.html, section 1.3: read version 2 means a log.
    static func keepsLog(_ database: String) -> Bool {
        guard let status = FileSystem.status(database), !OpenLedgers.contains(FileSystem.FileID(status))
        else {
            return false
        }
        let descriptor = FileSystem.open(database, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var version: UInt8 = 0
        return pread(descriptor, &version, 1, 19) == 1 && version == 2
    }

    /// The maximum length of the text in a lock file.
    static let lockBytesMax = 200

    /// Whether the bytes are `process N (name)` or a prefix of it, because a writer may be killed while it writes its
    /// name.
    private static func isLock(_ bytes: ArraySlice<UInt8>) -> Bool {
        let word = Array("process ".utf8)
        guard bytes.count > word.count else { return word.starts(with: bytes) }
        guard bytes.count <= lockBytesMax, bytes.starts(with: word) else { return false }
        let number = bytes.dropFirst(word.count).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        let name = bytes[number.endIndex...]
        let opening = Array(" (".utf8)
        return !number.isEmpty
            && (name.count < opening.count ? opening.starts(with: name) : name.starts(with: opening))
    }
}

/// The ledgers that this process has open.
package enum OpenLedgers {
    private static let counts = Mutex<[FileSystem.FileID: Int]>([:])

    /// Whether a file is one of the open ledgers.
    static func contains(_ file: FileSystem.FileID) -> Bool { counts.withLock { $0[file] != nil } }

    /// Whether a file is an open ledger or lies beside one. Opening and closing such a file other than through SQLite
    /// would release the locks that protect it.
    package static func use(_ name: String) -> Bool {
        guard let status = FileSystem.status(name) else { return false }
        if contains(FileSystem.FileID(status)) { return true }
        guard let real = FileSystem.realName(name) else { return false }
        return SideFile.allCases.contains { side in
            real.hasSuffix(side.rawValue)
                && FileSystem.status(String(real.dropLast(side.rawValue.count)))
                    .map { contains(FileSystem.FileID($0)) } ?? false
        }
    }

    static func add(_ file: FileSystem.FileID) { counts.withLock { $0[file, default: 0] += 1 } }

    static func remove(_ file: FileSystem.FileID) {
        counts.withLock { counts in
            let left = (counts[file] ?? 1) - 1
            counts[file] = left > 0 ? left : nil
        }
    }
}

/// The files beside a ledger that belong to it.
enum SideFile: String, CaseIterable {
    /// The write-ahead log, which contains the newest batches until a checkpoint.
    case log = "-wal"
    /// The index of the log, shared by all processes that use the ledger.
    case index = "-shm"
    /// The rollback journal of a database without a log.
    case journal = "-journal"
    case lock = "-lock"

    func name(for ledger: String) -> String { ledger + rawValue }
}
