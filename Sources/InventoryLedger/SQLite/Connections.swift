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
    /// How many series of writes are under way; see `Ledger.inSeries`.
    private let series = Mutex(0)
    /// The pages of the write-ahead log that are copied into the file even within a series. The log is then written
    /// from its start again, which costs less than making it anew.
    private static let seriesPagesMax: Int32 = 8192

    /// The open file, once it exists.
    private let file: FileSystem.FileID?

    init(path: String) {
        self.path = path
        file = FileSystem.status(path).map { FileSystem.FileID($0) }
        if let file { OpenLedgers.add(file) }
    }

    deinit { if let file { OpenLedgers.remove(file) } }

    /// Runs a block in one read transaction, so it sees one snapshot.
    func read<T>(_ block: (Database) throws -> T) throws -> T {
        // Clear a stale errno, which would be reported as the cause.
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

    /// Reads without creating or changing a file. The connection sees one snapshot of the file for good, so it is not
    /// kept.
    private func read<T>(_ ledger: StillLedger, _ block: (Database) throws -> T) throws -> T {
        let reader = try DatabaseQueue(
            file: path,
            parameters: ledger.parameters,
            configuration: Self.readerConfiguration(keepsIndexInMemory: ledger.keepsIndexInMemory)
        )
        let result = Result { try Self.inOneTransaction(reader, block) }
        // If the file changed meanwhile, neither the result nor the error counts.
        try ledger.checkIsUnchanged()
        return try result.get()
    }

    private static func inOneTransaction<T>(_ reader: DatabaseQueue, _ block: (Database) throws -> T) throws
        -> T
    {
        try reader.writeWithoutTransaction { database in
            try database.transaction(.deferred) {
                do {
                    return try block(database)
                } catch {
                    throw LedgerError.namingLargest(error, database)
                }
            }
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
                if let connection = database.sqliteConnection {
                    sqlite3_wal_autocheckpoint(connection, isWithinSeries ? Self.seriesPagesMax : 0)
                }
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

    /// Copies the write-ahead log into the file, as far as possible without waiting.
    ///
    /// Readers of older snapshots may block a part of it, which the next writer copies. Waiting for them would keep
    /// other writers from the lock.
    func checkpoint(_ database: Database) {
        guard let connection = database.sqliteConnection else { return }
        sqlite3_busy_timeout(connection, 0)
        defer { sqlite3_busy_timeout(connection, Self.busyMilliseconds) }
        _ = try? database.checkpoint(.truncate)
    }

    /// Copies the write-ahead log into the file after a write. Within a series, SQLite does so by itself once the log
    /// is large.
    func checkpointAfterWrite(_ database: Database) {
        if !isWithinSeries { checkpoint(database) }
    }

    private var isWithinSeries: Bool { series.withLock { $0 > 0 } }

    /// The size of the write-ahead log.
    var logBytes: Int64 { FileSystem.status(SideFile.log.name(for: path)).map { Int64($0.st_size) } ?? 0 }

    func beginSeries() { series.withLock { $0 += 1 } }
    func endSeries() { series.withLock { $0 -= 1 } }

    /// Closes every idle connection.
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

    /// Whether a connection has ended its transaction. One that lacked the memory for it is not used again; closing
    /// it rolls back.
    private static func isAtRest(_ queue: DatabaseQueue) -> Bool {
        queue.unsafeRead { !$0.isInsideTransaction }
    }

    private static let busyMilliseconds: Int32 = 5000

    /// Limits that no ledger needs to exceed, so that a stranger's file cannot: the bytes of one value (a row of a
    /// file or a plan), attached files, and nested triggers.
    private static let limits: [(limit: Int32, value: Int32)] = [
        (SQLITE_LIMIT_LENGTH, 1 << 26), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    ]

    /// A reader refuses writes permanently. Setting this for each read, as GRDB does, would make SQLite prepare every
    /// cached statement again.
    private static func readerConfiguration(keepsIndexInMemory: Bool = false) -> Configuration {
        var configuration = Configuration.keepingQueue
        if keepsIndexInMemory {
            // Must be set before the first read.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        }
        configure(&configuration)
        configuration.prepareDatabase { database in
            // A report may read on several connections at once, each with its own cache.
            try database.execute(sql: "PRAGMA query_only = ON; PRAGMA cache_size = -8000")
        }
        return configuration
    }

    /// The settings of every connection. Readers open the file for writing too, if allowed, though they never write:
    /// a read-only connection cannot create the shared index.
    static var configuration: Configuration {
        var configuration = Configuration.keepingQueue
        configure(&configuration)
        return configuration
    }

    private static func configure(_ configuration: inout Configuration) {
        configuration.foreignKeysEnabled = true
        // Without this, GRDB ends the process if a transaction cannot be ended; see `isAtRest`.
        configuration.allowsUnsafeTransactions = true
        // Waits while SQLite itself holds locks: in recovery after a crash, and at the end of a checkpoint.
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.prepareDatabase { database in
            guard let connection = database.sqliteConnection else {
                throw LedgerError(.unexpected, "the ledger's connection is closed")
            }
            // These fail for lack of memory, among other things.
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
