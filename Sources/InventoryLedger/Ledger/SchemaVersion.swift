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
            try database.transaction {
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(step.version)")
            }
        }
    }

    /// Makes the sums that a migration left to the program. The caller holds the write lock.
    ///
    /// If the log is damaged, they stay missing: reports then ask for a rebuild, and `verify` names the damage.
    static func makeMissingSums(_ connections: Connections) throws {
        guard try connections.read({ try Projections.areMissing($0) }) else { return }
        let zone = try connections.read { try LedgerSettings.fetch($0).zone }
        do {
            let fold = WholeFold(connections: connections, zone: zone)
            if try connections.read({ try Projections.has(.sums, $0) }) {
                try fold.makeLists()
            } else {
                try fold.replaceSums(last: connections.read { try LogHead.seq($0) })
            }
        } catch let error as LedgerError where [.damaged, .sumOverflow].contains(error.code) {}
    }
}
