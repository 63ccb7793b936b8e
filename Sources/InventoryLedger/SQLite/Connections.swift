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

    init(path: String) {
        self.path = path
    }

    /// Runs a block in one read transaction: everything it sees is of one moment.
    func read<T>(_ block: (Database) throws -> T) throws -> T {
        // What an earlier call left there would be told as the cause of an error now.
        errno = 0
        do {
            let reader = try takeReader()
            defer { if Self.isAtRest(reader) { idleReaders.withLock { $0.append(reader) } } }
            return try reader.writeWithoutTransaction { database in
                var result: T?
                try database.inTransaction(.deferred) {
                    result = try block(database)
                    return .commit
                }
                guard let result else { throw LedgerError(.unexpected, "a reading ended without a result") }
                return result
            }
        } catch {
            throw LedgerError.explaining(error, path: path)
        }
    }

    /// Runs a block on the writing connection. The caller holds the ledger's write lock.
    func write<T>(_ block: (Database) throws -> T) throws -> T {
        errno = 0
        do {
            let queue = try writer.withLock { queue in
                if let queue { return queue }
                let fresh = try DatabaseQueue(path: path, configuration: Self.configuration)
                queue = fresh
                return fresh
            }
            defer { if !Self.isAtRest(queue) { writer.withLock { $0 = nil } } }
            return try queue.writeWithoutTransaction(block)
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

    private func takeReader() throws -> DatabaseQueue {
        if let idle = idleReaders.withLock({ $0.popLast() }) { return idle }
        return try DatabaseQueue(path: path, configuration: Self.readerConfiguration)
    }

    private static let busyMilliseconds: Int32 = 5000

    /// What no ledger needs more of, so that a file from a stranger cannot ask for it: the bytes of one value, which are a
    /// row of a file or a plan; further files; triggers that set off triggers.
    private static let limits: [(limit: Int32, value: Int32)] = [
        (SQLITE_LIMIT_LENGTH, 1 << 26), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    ]

    /// A reader refuses to write for good: to forbid it anew for each reading, as GRDB does, has SQLite prepare every kept
    /// statement again.
    private static var readerConfiguration: Configuration {
        var configuration = configuration
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
        return configuration
    }

    /// The settings of every connection. Readers are opened for writing too, though they never write: a connection
    /// that SQLite opens as read-only cannot make the shared index it reads by.
    static var configuration: Configuration {
        var configuration = Configuration()
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
        return configuration
    }
}
