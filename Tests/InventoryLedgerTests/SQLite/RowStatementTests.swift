import GRDB
import GRDBSQLite
import Testing

@testable import InventoryLedger

/// Values on their way into SQLite and back.
@Suite struct RowStatementTests {
    /// Runs a block on a table of one column, in memory.
    private func inTable(_ block: (Database) throws -> Void) throws {
        try DatabaseQueue().writeWithoutTransaction { database in
            try database.execute(sql: "CREATE TABLE t (a)")
            try block(database)
        }
    }

    @Test func `a value that SQLite does not take fails the statement instead of being null`() throws {
        try inTable { database in
            // Simulates a lack of memory, which cannot be provoked within a program.
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, 4096)
            let insert = try RowStatement(database, "INSERT INTO t VALUES (?)")
            insert.bind(String(repeating: "a", count: 5000), at: 1)
            #expect(throws: DatabaseError.self) { try insert.run() }
            insert.bind(blob: Array(repeating: 1, count: 5000), at: 1)
            #expect(throws: DatabaseError.self) { try insert.run() }
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM t") == 0)
            // The statement works again.
            insert.bind("b", at: 1)
            try insert.run()
            #expect(try String.fetchAll(database, sql: "SELECT a FROM t") == ["b"])
        }
    }

    @Test(arguments: ["", "a", "a\0b", "\u{CD}", String(repeating: "\u{6761}", count: 3000)])
    func `a text reads back unchanged`(text: String) throws {
        try inTable { database in
            let insert = try RowStatement(database, "INSERT INTO t VALUES (?)")
            insert.bind(text, at: 1)
            try insert.run()
            let select = try RowStatement(database, "SELECT a, 7, NULL FROM t")
            #expect(try select.next())
            #expect(select.optionalText(0)?.hasSameBytes(as: text) == true)
            #expect(select.text(1) == "7")
            #expect(select.text(2) == "" && select.optionalText(2) == nil)
        }
    }
}
