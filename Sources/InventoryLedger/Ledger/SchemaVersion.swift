import GRDB
import Migrations

/// The migrations that a file has seen.
enum SchemaVersion {
    static func of(_ database: Database) throws -> Int {
        // SQLite keeps it in 32 bits.
        Int(truncatingIfNeeded: try RowStatement(database, "PRAGMA user_version").onlyInteger() ?? 0)
    }

    /// Runs the migrations that the file has not seen, each completely or not at all.
    static func migrate(_ database: Database, to version: Int = Migration.latestVersion) throws {
        let seen = try of(database)
        for step in Migration.all where step.version > seen && step.version <= version {
            try database.inTransaction(.immediate) {
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(step.version)")
                return .commit
            }
        }
    }
}
