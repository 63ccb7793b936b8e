import GRDB
import InventoryLedger

/// Another program that opens the ledger's file with plain SQLite, curious or dishonest.
extension Book {
    /// Runs SQL on a separate connection, with the triggers in force.
    public func runSQL(_ sql: String, recursiveTriggers: Bool = true) throws {
        let queue = try DatabaseQueue(path: ledger.path, configuration: Self.outsideConfiguration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA recursive_triggers = \(recursiveTriggers ? "ON" : "OFF")")
            try database.execute(sql: sql)
        }
        try queue.close()
    }

    /// Changes what the triggers protect: drops them, runs the SQL and restores them.
    public func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: ledger.path, configuration: Self.outsideConfiguration)
        try queue.writeWithoutTransaction { database in
            let triggers = try Row.fetchAll(
                database,
                sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            )
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(sql: sql)
            for trigger in triggers { try database.execute(sql: trigger["sql"]) }
        }
        try queue.close()
    }

    /// The rows of a query as texts, with values separated by blanks; NULL is `null`.
    public func rows(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: ledger.path, configuration: Self.outsideConfiguration)
        let rows = try queue.read { database in
            try Row.fetchAll(database, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "null" : (String.fromDatabaseValue($0) ?? "\($0)") }
                    .joined(separator: " ")
            }
        }
        try queue.close()
        return rows
    }

    private static var outsideConfiguration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return configuration
    }
}
