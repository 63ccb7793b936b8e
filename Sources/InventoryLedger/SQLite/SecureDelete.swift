import GRDB

/// Debian's SQLite overwrites deleted data with zeros.
enum SecureDelete {
    /// Runs a block that deletes sums. They are not secret, and the zeros would double the writes.
    static func withoutOverwriting(_ database: Database, _ body: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA secure_delete = OFF")
        defer { try? database.execute(sql: "PRAGMA secure_delete = ON") }
        try body()
    }
}
