import GRDB
import Migrations
import TestSupport
import Testing

/// A ledger with batches of an older version.
enum OldLedger {
    /// Migrates a ledger without statements and mapped codes back to the third schema.
    static func age(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try unpackSums(database)
            try database.execute(sql: "DROP VIEW events; DROP VIEW live_event")
            for index in [
                "route_shipment", "event_detail_statement", "event_detail_origin", "event_detail_order",
            ] {
                try database.execute(sql: "DROP INDEX \(index)")
            }
            try database.execute(sql: "DROP TABLE statement")
            try database.execute(sql: "DROP TABLE ambiguous_line")
            try database.execute(sql: "ALTER TABLE batch DROP COLUMN clock_is_right")
            for column in [
                "sku_written", "warehouse_written", "to_warehouse_written", "part", "units", "statement",
                "origin", "order_source",
            ] {
                try database.execute(sql: "ALTER TABLE event_detail DROP COLUMN \(column)")
            }
            try database.execute(sql: statement("CREATE VIEW events", of: 1))
            try database.execute(sql: "PRAGMA user_version = 3")
            _ = try database.checkpoint(.truncate)
        }
        try queue.close()
    }

    /// The sums in the tables of the second schema.
    private static func unpackSums(_ database: Database) throws {
        let tables = ["move_day", "move_month", "event_day"]
        for table in tables {
            try database.execute(sql: "CREATE TEMP TABLE kept_\(table) AS SELECT * FROM \(table)")
        }
        try database.execute(sql: "ALTER TABLE temp.kept_event_day DROP COLUMN month")
        for view in tables + ["move_cell"] { try database.execute(sql: "DROP VIEW \(view)") }
        try database.execute(
            sql: """
                DROP TABLE move; DROP TABLE event_month; DROP TABLE event_kind; DROP TABLE key_run; DROP TABLE key_page;
                DELETE FROM projection WHERE name IN ('days', 'keys', 'kinds')
                """
        )
        try database.execute(sql: "UPDATE projection SET version = 1")
        for table in tables {
            try database.execute(sql: statement("CREATE TABLE \(table)", of: 2))
            try database.execute(sql: "INSERT INTO \(table) SELECT * FROM kept_\(table)")
        }
        // A migration makes the keys from the log, whatever is here.
        try database.execute(sql: statement("CREATE TABLE live_key", of: 2))
    }

    /// A statement of a migration, by its first words. Comments in a table have semicolons too.
    private static func statement(_ words: String, of version: Int) throws -> String {
        let sql = try #require(Migration.all.first { $0.version == version }).sql
        let start = try #require(sql.range(of: words)).lowerBound
        let end = words.hasPrefix("CREATE TABLE") ? "\n) STRICT, WITHOUT ROWID;" : ";"
        return String(sql[start..<(try #require(sql.range(of: end, range: start..<sql.endIndex))).upperBound])
    }

    /// Every migration is complete or absent: the schema matches the version.
    static func findings(_ path: String) throws -> [String] {
        let database = try PlainDatabase(path: path)
        func numbers(_ sql: String) throws -> [String] { try database.rows(sql).map(\.[0].description) }
        let version = try numbers("PRAGMA user_version").first
        let parts = try numbers(
            """
            SELECT name FROM sqlite_schema WHERE name LIKE 'statement%' OR name LIKE 'event_detail_%'
            UNION ALL SELECT name FROM pragma_table_info('event_detail') WHERE cid > 10
            """
        ).count
        let indexes = try numbers("SELECT name FROM sqlite_schema WHERE name = 'route_shipment'").count
        let expected =
            switch version {
            case "3": (triggersOfThree, 0)
            case "4": (partsOfFour, 0)
            case "5": (partsOfFour, 1)
            default: (partsOfFour + addedInSix, 1)
            }
        return (parts, indexes) == expected
            ? [] : ["the ledger says schema \(version ?? "") and has \(parts) and \(indexes) of its parts"]
    }

    /// Two triggers of the table of details.
    private static let triggersOfThree = 2
    /// The above, a table with three indexes and two triggers, seven columns with two indexes.
    private static let partsOfFour = 2 + 6 + 9
    /// An index of statements, and one column with an index.
    private static let addedInSix = 1 + 2
}
