import Foundation
import GRDB
import Glibc
import Migrations

/// The file of a ledger: how it comes to be, how it is recognised, how its schema grows.
enum LedgerFile {
    /// Makes the file of a new ledger.
    static func create(at path: String, settings: LedgerSettings, createdAt: Instant) throws {
        let file = try DraftFile(for: path)
        defer { file.discard() }
        do {
            let queue = try DatabaseQueue(path: file.draft, configuration: Connections.configuration)
            try queue.writeWithoutTransaction { database in
                // Every page is written twice, to the log and to the file: half as many writes of twice the size cost
                // less, and more than twice the size would be mostly in vain where keys come in no order.
                try database.execute(sql: "PRAGMA page_size = 8192")
                try database.execute(sql: "PRAGMA application_id = \(Ledger.applicationID)")
                try migrate(database)
                try database.execute(
                    sql: "INSERT INTO ledger (id, time_zone, currency, created_at) VALUES (1, ?, ?, ?)",
                    arguments: [settings.zone.identifier, settings.currency?.code, createdAt.milliseconds]
                )
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                _ = try database.checkpoint(.truncate)
            }
            try queue.close()
        } catch {
            throw LedgerError.explaining(error, path: path)
        }
        try file.publish()
    }

    /// Looks at the file before SQLite does, which would make one that is missing.
    static func checkIsReadableFile(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == EACCES {
                throw LedgerError(.noPermission, "no permission to look into the folder of \(path)")
            }
            throw LedgerError(
                .noLedger,
                "there is no ledger at \(path); make one with: tarima --ledger \(path) init"
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError(.notALedger, "\(path) is not a ledger: it is no regular file")
        }
        guard access(path, R_OK) == 0 else {
            throw LedgerError(.noPermission, "no permission to read \(path)")
        }
    }

    /// The schema version of a ledger, after making sure that it is one that this program understands and that nothing in
    /// it acts which is not the ledger's own.
    static func version(_ database: Database, path: String) throws -> Int {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard application == Ledger.applicationID else {
            throw LedgerError(
                .notALedger,
                "\(path) is not a ledger; name one with --ledger, or make one with init"
            )
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Migration.latestVersion else {
            throw LedgerError(
                .newerLedger,
                "\(path) was written by a newer version (schema \(version), this program knows "
                    + "\(Migration.latestVersion)); update the program"
            )
        }
        guard version > 0 else {
            throw LedgerError(.damaged, "\(path) is damaged: it has lost the version of its schema")
        }
        try SchemaCheck(database, version: version).refuseWhatActs(path: path)
        return version
    }

    /// Runs the steps that the file has not seen, up to a version, each wholly or not at all.
    static func migrate(_ database: Database, to version: Int = Migration.latestVersion) throws {
        let seen = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        for step in Migration.all where step.version > seen && step.version <= version {
            try database.inTransaction(.immediate) {
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(step.version)")
                return .commit
            }
        }
    }
}
