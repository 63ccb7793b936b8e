import Foundation
import GRDB
import Migrations

/// The tables that a rebuild fills beside the live ones.
enum RebuiltTables {
    static func make(_ database: Database, sums: SortedSums, openings: Openings) throws {
        for (live, rebuilt) in pairs {
            try database.execute(sql: "DROP TABLE IF EXISTS \(rebuilt)")
            try database.execute(sql: "CREATE TABLE \(rebuilt) " + definition(of: live))
        }
        let writer = try ProjectionWriter(database, names: Names(database), tables: .rebuilt)
        try writer.add(sums)
        try writer.set(openings)
    }

    /// Debian's SQLite overwrites deleted data with zeros. Old sums are not secret, and the zeros would double the
    /// writes.
    static func withoutOverwriting(_ database: Database, _ body: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA secure_delete = OFF")
        defer { try? database.execute(sql: "PRAGMA secure_delete = ON") }
        try body()
    }

    /// The text after a table's name in the migrations. The file's own schema is never used, because a stranger's
    /// file may contain anything.
    private static func definition(of table: String) throws -> Substring {
        for step in Migration.all.reversed() {
            guard let start = step.sql.range(of: "CREATE TABLE \(table) ("),
                // Comments inside contain semicolons too.
                let close = step.sql.range(of: "\n)", range: start.upperBound..<step.sql.endIndex),
                let end = step.sql.range(of: ";", range: close.upperBound..<step.sql.endIndex)
            else { continue }
            return step.sql[step.sql.index(before: start.upperBound)..<end.lowerBound]
        }
        throw LedgerError(.unexpected, "no migration makes a table \(table)")
    }

    /// Replaces the live tables, within the caller's transaction.
    static func swapIn(_ database: Database) throws {
        for (live, rebuilt) in pairs {
            try database.execute(sql: "DROP TABLE \(live)")
            try database.execute(sql: "ALTER TABLE \(rebuilt) RENAME TO \(live)")
        }
        try database.execute(
            sql: "UPDATE projection SET version = ? WHERE name = 'sums'",
            arguments: [Projections.version]
        )
    }

    private static var pairs: [(String, String)] {
        Array(zip(Projections.Tables.live.all, Projections.Tables.rebuilt.all))
    }
}
