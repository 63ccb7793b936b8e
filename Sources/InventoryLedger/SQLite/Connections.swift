import Foundation
import GRDB
import GRDBSQLite
import SQLiteSettings
import Synchronization

/// The connections to one ledger: one that writes, and readers that never wait for it.
final class Connections: Sendable {
    let path: String
    private let writer = Mutex<DatabaseQueue?>(nil)
    private let idleReaders = Mutex<[DatabaseQueue]>([])

    /// The file that is open, once it is there.
    private let file: FileSystem.FileID?

    init(path: String) {
        self.path = path
        file = FileSystem.status(path).map { FileSystem.FileID($0) }
        if let file { OpenLedgers.add(file) }
    }

    deinit { if let file { OpenLedgers.remove(file) } }

    /// Runs a block in one read transaction: everything it sees is of one moment.
    func read<T>(_ block: (Database) throws -> T) throws -> T {
        // What an earlier call left there would be told as the cause of an error now.
        errno = 0
        do {
            if let reader = idleReaders.withLock({ $0.popLast() }) { return try read(reader, block) }
            switch try LedgerAccess(path) {
            case .shared:
                let reader = try DatabaseQueue(file: path, configuration: Self.readerConfiguration())
                return try read(reader, block)
            case .still(let ledger): return try read(ledger, block)
            }
        } catch {
            throw LedgerError.explaining(error, path: path)
        }
    }

    private func read<T>(_ reader: DatabaseQueue, _ block: (Database) throws -> T) throws -> T {
        defer { if Self.isAtRest(reader) { idleReaders.withLock { $0.append(reader) } } }
        return try Self.inOneTransaction(reader, block)
    }

    /// Reads where nothing may be made or changed. The connection sees one state of the file for good, so it is not kept.
    private func read<T>(_ ledger: StillLedger, _ block: (Database) throws -> T) throws -> T {
        let reader = try DatabaseQueue(
            file: path,
            parameters: ledger.parameters,
            configuration: Self.readerConfiguration(keepsIndexInMemory: ledger.keepsIndexInMemory)
        )
        let result = Result { try Self.inOneTransaction(reader, block) }
        // Whatever was read, or could not be, while the file was written is of no moment.
        try ledger.checkIsUnchanged()
        return try result.get()
    }

    private static func inOneTransaction<T>(_ reader: DatabaseQueue, _ block: (Database) throws -> T) throws
        -> T
    {
        try reader.writeWithoutTransaction { database in
            var result: T?
            try database.inTransaction(.deferred) {
                do {
                    result = try block(database)
                } catch {
                    throw LedgerError.namingLargest(error, database)
                }
                return .commit
            }
            guard let result else { throw LedgerError(.unexpected, "a read ended without a result") }
            return result
        }
    }

    /// Runs a block on the writing connection. The caller holds the ledger's write lock.
    func write<T>(_ block: (Database) throws -> T) throws -> T {
        errno = 0
        do {
            let queue = try writer.withLock { queue in
                if let queue { return queue }
                let fresh = try DatabaseQueue(file: path, configuration: Self.configuration)
                queue = fresh
                return fresh
            }
            defer { if !Self.isAtRest(queue) { writer.withLock { $0 = nil } } }
            return try queue.writeWithoutTransaction { database in
                do {
                    return try block(database)
                } catch {
                    throw LedgerError.namingLargest(error, database)
                }
            }
        } catch {
            throw LedgerError.explaining(error, path: path)
        }
    }

    /// Takes the write-ahead log up into the file, as far as it goes without waiting.
    ///
    /// Readers of older states may hold a part of it back; the next writer takes it up then. Waiting for them would
    /// keep other writers from the lock as well.
    func checkpoint(_ database: Database) {
        guard let connection = database.sqliteConnection else { return }
        sqlite3_busy_timeout(connection, 0)
        defer { sqlite3_busy_timeout(connection, Self.busyMilliseconds) }
        _ = try? database.checkpoint(.truncate)
    }

    /// Closes every connection that is not in use.
    func close() throws {
        for reader in idleReaders.withLock({ readers in
            defer { readers = [] }
            return readers
        }) { try reader.close() }
        try writer.withLock { queue in
            try queue?.close()
            queue = nil
        }
    }

    /// Whether a connection has left its transaction. One that could not, for want of memory, is not used again: closing
    /// it takes back what it began.
    private static func isAtRest(_ queue: DatabaseQueue) -> Bool {
        queue.unsafeRead { !$0.isInsideTransaction }
    }

    private static let busyMilliseconds: Int32 = 5000

    /// What no ledger needs more of, so that a file from a stranger cannot ask for it: the bytes of one value, which are a
    /// row of a file or a plan; further files; triggers that set off triggers.
    private static let limits: [(limit: Int32, value: Int32)] = [
        (SQLITE_LIMIT_LENGTH, 1 << 26), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    ]

    /// A reader refuses to write for good: to forbid it anew for each reading, as GRDB does, has SQLite prepare every kept
    /// statement again.
    private static func readerConfiguration(keepsIndexInMemory: Bool = false) -> Configuration {
        var configuration = Configuration.keepingQueue
        if keepsIndexInMemory {
            // Before anything is read.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        }
        configure(&configuration)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
        return configuration
    }

    /// The settings of every connection. Readers are opened for writing too, where that is allowed, though they never
    /// write: a connection that SQLite opens as read-only cannot make the shared index it reads by.
    static var configuration: Configuration {
        var configuration = Configuration.keepingQueue
        configure(&configuration)
        return configuration
    }

    private static func configure(_ configuration: inout Configuration) {
        configuration.foreignKeysEnabled = true
        // GRDB would otherwise end the process where a transaction could not be ended; see `isAtRest`.
        configuration.allowsUnsafeTransactions = true
        // Waits for the moments in which SQLite itself locks: recovery after a crash, a checkpoint's end.
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.prepareDatabase { database in
            guard let connection = database.sqliteConnection else {
                throw LedgerError(.unexpected, "the ledger's connection is closed")
            }
            // Where there is no memory for them, for one.
            for code in [sqlite_settings_apply(connection), RowFeed.register(connection)]
            where code != SQLITE_OK {
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: "SQLite refused the ledger's settings"
                )
            }
            for (limit, value) in limits { sqlite3_limit(connection, limit, value) }
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA recursive_triggers = ON;
                    PRAGMA synchronous = FULL;
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA cache_size = -16000;
                    """
            )
        }
    }
}
