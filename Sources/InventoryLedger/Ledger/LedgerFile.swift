import Foundation
import GRDB
import Glibc
import Migrations

/// Creates, recognizes and migrates the file of a ledger.
enum LedgerFile {
    /// "TRMA" in the file header: distinguishes a ledger from other SQLite files.
    static let applicationID: Int32 = 0x5452_4D41
    /// "TRMS": a part of a book that reports read.
    static let sliceID: Int32 = 0x5452_4D53

    /// Creates the file of a new ledger.
    static func create(at path: String, settings: LedgerSettings, createdAt: Instant) throws {
        let file = try DraftFile(forLedger: path)
        defer { file.discard() }
        do {
            let queue = try DatabaseQueue(file: file.draft, configuration: Connections.configuration)
            try queue.writeWithoutTransaction { database in
                try prepare(database, id: applicationID)
                try insert(
                    database,
                    timeZone: settings.zone.identifier,
                    currency: settings.currency?.code,
                    createdAt: createdAt.milliseconds
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

    /// Makes the schema in an empty file.
    static func prepare(_ database: Database, id: Int32) throws {
        // Every page is written twice, to the log and to the file. Half as many writes of twice the size cost less.
        // Larger pages would not help, because keys arrive in random order.
        try database.execute(sql: "PRAGMA page_size = 8192")
        try database.execute(sql: "PRAGMA application_id = \(id)")
        try SchemaVersion.migrate(database)
    }

    /// Stores the settings.
    static func insert(_ database: Database, timeZone: String, currency: String?, createdAt: Int64) throws {
        try database.execute(
            sql: "INSERT INTO ledger (id, time_zone, currency, created_at) VALUES (1, ?, ?, ?)",
            arguments: [timeZone, currency, createdAt]
        )
    }

    /// Checks the file and the files beside it before SQLite opens it, because SQLite would create a missing file.
    static func check(_ path: String) throws {
        guard !path.isEmpty else { throw LedgerError(.badName, "the path of the ledger is empty") }
        guard let status = FileSystem.status(path) else {
            if errno == EACCES {
                throw LedgerError(.noPermission, "no permission to look into the folder of \(path)")
            }
            throw LedgerError(
                .noLedger,
                "there is no ledger at \(path)",
                .path(path)
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError(.notALedger, "\(path) is not a ledger: it is not a regular file")
        }
        guard FileSystem.allows(path, R_OK) else {
            throw LedgerError(.noPermission, "no permission to read \(path)")
        }
        let name = FileSystem.realName(path) ?? path
        try checkHasOneName(name, status, called: path)
        try FilePlace.checkBeside(ledger: name)
    }

    /// Refuses a file with several names. SQLite keeps the log beside the name that it opened, so a batch written
    /// under one name would be invisible under the other, and one would overwrite the other.
    private static func checkHasOneName(_ name: String, _ status: stat, called path: String) throws {
        if status.st_nlink > 1 { DraftFile.removeSecondNames(of: name, FileSystem.FileID(status)) }
        let count = FileSystem.status(name)?.st_nlink ?? 1
        guard count <= 1 else {
            throw LedgerError(
                .severalNames,
                "\(path) has \(count) names (hard links), and a batch recorded under one name would be lost under another; "
                    + "nothing was read or written. Keep one name; make a backup for a copy, or a symbolic link for another name"
            )
        }
        guard !FileSystem.isMountPoint(name) else {
            throw LedgerError(
                .severalNames,
                "\(path) is mounted as a single file, and a batch recorded here would be lost under its other name; "
                    + "nothing was read or written. Mount the folder that contains it"
            )
        }
    }

    /// The schema version of a ledger, after checking that this program knows it and that the file contains no
    /// triggers, views or indexes other than the ledger's own.
    static func version(_ database: Database, path: String) throws -> Int {
        let application = try RowStatement(database, "PRAGMA application_id").onlyInteger()
        guard [Int64(applicationID), Int64(sliceID)].contains(application) else {
            throw LedgerError(
                .notALedger,
                "\(path) is not a ledger",
                .path(path)
            )
        }
        let encoding = try encoding(database)
        guard encoding == "UTF-8" else {
            throw LedgerError(
                .notALedger,
                "\(path) stores its text as \(encoding) instead of UTF-8, so another program rewrote it. Nothing was "
                    + "read; restore a backup"
            )
        }
        let version = try SchemaVersion.of(database)
        guard version <= Migration.latestVersion else {
            throw LedgerError(
                .newerLedger,
                "\(path) was written by a newer version (schema \(version); this program reads up to "
                    + "\(Migration.latestVersion)); update the program"
            )
        }
        guard version > 0 else {
            throw LedgerError(.damaged, "\(path) is damaged: the version of its schema is missing")
        }
        try SchemaCheck(database, version: version).refuseWhatActs(path: path)
        return version
    }

    /// Whether the file is a part of a book.
    static func isSlice(_ database: Database) throws -> Bool {
        try RowStatement(database, "PRAGMA application_id").onlyInteger() == Int64(sliceID)
    }

    private static func encoding(_ database: Database) throws -> String {
        let statement = try RowStatement(database, "PRAGMA encoding")
        defer { statement.reset() }
        guard try statement.next() else { return "none" }
        // The name itself may be in that encoding, so it is compared and not read.
        return ["UTF-8", "UTF-16le", "UTF-16be"].first { name in
            Array(name.utf8).withUnsafeBufferPointer { statement.text(0, hasBytes: $0) }
        } ?? "another encoding"
    }
}
