import GRDB
import InventoryLedger
import Migrations
import TestSupport
import Testing

/// A ledger's file from a stranger: nothing in it may act on whoever opens it.
@Suite struct StrangerFileTests {
    private let book: Book

    init() throws { book = try Book.season() }

    /// Changes a ledger's schema by hand, and opens it again.
    private func opened(_ change: String) throws -> Ledger {
        try book.runSQL("PRAGMA writable_schema = ON;" + change)
        return try Ledger.open(book.ledger.path)
    }

    @Test(arguments: [
        "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN DELETE FROM position; END",
        "CREATE TRIGGER helpful AFTER INSERT ON batch BEGIN SELECT load_extension('evil'); END",
        "CREATE TEMP TABLE t (a); CREATE TRIGGER helpful AFTER UPDATE ON batch BEGIN SELECT randomblob(1e9); END",
        // Under the name of a table, which is allowed for triggers.
        "CREATE TRIGGER event AFTER INSERT ON batch BEGIN DELETE FROM position; END",
        """
        DROP TRIGGER event_is_never_changed;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT 1; END;
        """,
        "ALTER TABLE position RENAME TO p; CREATE VIEW position AS SELECT sku, warehouse, shipment, stage, units * 2 AS units FROM p",
        "ALTER TABLE position ADD COLUMN twice INTEGER GENERATED ALWAYS AS (units * 2) VIRTUAL",
        "ALTER TABLE position ADD COLUMN note TEXT CHECK (length(randomblob(1000000)) > 0)",
        "ALTER TABLE position RENAME COLUMN units TO pieces",
        "DROP TABLE position",
        "CREATE INDEX hasty ON position (abs(units))",
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'sku'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'position', 'route') WHERE name = 'position'",
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'declaration_topic'",
        "UPDATE sqlite_schema SET type = x'00' WHERE name = 'route_use'",
        "PRAGMA user_version = 0", "PRAGMA user_version = 1", "PRAGMA user_version = 2",
        "PRAGMA user_version = 3", "PRAGMA user_version = -1",
    ])
    func `a schema that acts, or is not that of a ledger, is refused before anything else is read`(
        change: String
    )
        throws
    {
        let error = #expect(throws: LedgerError.self, "\(change)") { try opened(change) }
        #expect(error?.code == .damaged, "\(change): \(error?.message ?? "")")
    }

    @Test(arguments: [
        ("DROP TRIGGER event_is_never_changed", "trigger event_is_never_changed: is missing"),
        ("DROP INDEX event_reverses", "index event_reverses: is missing"),
        ("DROP VIEW events", "view events: is missing"),
    ])
    func `a missing trigger does not prevent reading, and verify names it`(
        change: String,
        finding: String
    ) throws {
        let ledger = try opened(change)
        #expect(try !ledger.stock().rows.isEmpty)
        #expect(try ledger.verify().findings == [finding])
        let key = try SealingKey(pem: SealTests.key)
        #expect(throws: LedgerError.self) { try ledger.seal(with: key) }
    }

    @Test(arguments: [
        "CREATE TABLE notes (a TEXT); INSERT INTO notes VALUES ('mine')",
        "CREATE VIEW big AS SELECT load_extension('evil') FROM event",
        "CREATE TABLE notes (a TEXT); CREATE INDEX of_notes ON notes (a)",
    ])
    func `other tables beside the ledger's are ignored`(change: String) throws {
        let ledger = try opened(change)
        try ledger.record([
            .stockReceived("GRN-9", sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(try ledger.verify().findings == [])
    }

    @Test(arguments: Migration.all.dropLast().map(\.version))
    func `a trigger in a ledger of an older schema does not run during the migration`(version: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("old.ledger")
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(0x5452_4D41)")
            for step in Migration.all.prefix(version) { try database.execute(sql: step.sql) }
            try database.execute(
                sql: """
                    PRAGMA user_version = \(version);
                    INSERT INTO ledger VALUES (1, 'America/Tijuana', NULL, 0);
                    CREATE TRIGGER helpful AFTER INSERT ON event BEGIN DELETE FROM batch; END;
                    """
            )
        }
        try database.close()
        let error = #expect(throws: LedgerError.self) { try Ledger.open(path) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("helpful") == true)
    }
}
