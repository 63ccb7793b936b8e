import CentralStore
import InventoryLedger
import TestSupport
import Testing

/// What a role of the server cannot do, whatever it tries.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct RightsTests {
    private let server: Server
    private let book: String
    private let other: String

    init() throws {
        server = try #require(Server.shared)
        book = try server.newBook()
        other = try server.newBook()
        let own = try Book.season()
        for name in [book, other] {
            var options = CentralStore.ShipOptions()
            options.name = "first"
            _ = try server.store().ship(own.ledger, to: name, options)
        }
    }

    private func role(_ kind: String, ships: Bool) throws -> String {
        let name = "\(kind)_\(book.filter { $0 != "-" })"
        try server.sql("CREATE ROLE \(name) LOGIN")
        try server.store().allow(role: name, book: book, shipping: ships)
        return name
    }

    @Test func `a reader sees its books and changes nothing`() throws {
        let reader = try role("reader", ships: false)
        #expect(try server.sql("SELECT name FROM tarima.book", as: reader) == book)
        let seen = try server.sql("SELECT count(DISTINCT book) FROM tarima.event", as: reader)
        #expect(seen == "1")
        #expect(throws: CentralError.self) { try server.store(reader).ledgers(of: other) }
        for statement in [
            "INSERT INTO tarima.book VALUES (99, 'x', 'UTC')", "UPDATE tarima.event SET quantity = 1",
            "DELETE FROM tarima.cell", "TRUNCATE tarima.event", "DROP TABLE tarima.event",
            "ALTER TABLE tarima.event DISABLE ROW LEVEL SECURITY", "COPY tarima.event FROM STDIN",
            "SELECT tarima.make_book('x', 'UTC', NULL)", "SELECT tarima.allow('\(reader)', '\(other)', true)",
            "SELECT tarima.ship_end()", "SELECT tarima.ship_sums(1, '{}', '{}', '{}')",
            "SET ROLE tarima_owner",
            "SET ROLE tarima_shipper", "CREATE TABLE tarima.x ()",
            "CREATE FUNCTION tarima.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TEMPORARY TABLE x ()",
        ] {
            #expect(throws: Server.Refused.self, "\(statement)") { try server.sql(statement, as: reader) }
        }
        let own = try Book.season()
        #expect(throws: CentralError.self) { try server.store(reader).ship(own.ledger, to: book) }
    }

    @Test func `a shipper ships to its books through the two functions alone`() throws {
        let shipper = try role("shipper", ships: true)
        let own = try Book()
        try own.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-77,   MX-1, MTY1,      5,        2026-11-01
            """
        )
        var options = CentralStore.ShipOptions()
        options.name = "second"
        #expect(try server.store(shipper).ship(own.ledger, to: book, options).events == 1)
        #expect(throws: CentralError.self) { try server.store(shipper).ship(own.ledger, to: other, options) }
        let begin = "SELECT tarima.ship_begin('\(book)', 'x', sha256('x'), 'America/Mexico_City', NULL, 0)"
        for statement in [
            "UPDATE tarima.event SET quantity = 1",
            "INSERT INTO tarima.cell VALUES (1, 1, 1, 1, 1, 1)",
            "SELECT tarima.ship_begin('\(other)', 'x', sha256('x'), 'America/Mexico_City', NULL, 0)",
            "SELECT tarima.ship_end()", "SELECT tarima.ship_names(1)", "SET ROLE tarima_owner",
            // Nothing but new rows, and only in the tables that are there for them.
            "BEGIN; \(begin); INSERT INTO pg_temp.ship_state VALUES (2, 1, 'x', 0, 0)",
            "BEGIN; \(begin); UPDATE pg_temp.ship_state SET book = 2",
            "BEGIN; \(begin); SELECT * FROM pg_temp.ship_state",
            "BEGIN; \(begin); ALTER TABLE pg_temp.ship_event ADD COLUMN x int",
            "BEGIN; \(begin); CREATE RULE r AS ON INSERT TO pg_temp.ship_event DO INSTEAD NOTHING",
            "BEGIN; \(begin); DROP TABLE pg_temp.ship_state; CREATE TEMPORARY TABLE ship_state ()",
            // Batches that skip one, or claim events that are not there.
            "BEGIN; \(begin); SELECT tarima.ship_end()",
            "BEGIN; \(begin); \(batch(2, events: 0)); SELECT tarima.ship_end()",
            "BEGIN; \(begin); \(batch(1, events: 3)); SELECT tarima.ship_end()",
            "BEGIN; \(begin); \(batch(1, events: 0)); SELECT tarima.ship_end(); SELECT tarima.ship_end()",
        ] {
            #expect(throws: Server.Refused.self, "\(statement)") { try server.sql(statement, as: shipper) }
        }
        #expect(try server.store(shipper).ledgers(of: book).map(\.name) == ["first", "second"])
        // Codes alone get their numbers, and nothing else changes.
        try server.sql(
            "BEGIN; \(begin); INSERT INTO pg_temp.ship_code (what, local, code) VALUES (1, 1, 'MX-NEW'); "
                + "SELECT tarima.ship_end(); COMMIT",
            as: shipper
        )
        let added = try server.store(shipper).ledgers(of: book).filter { $0.name == "x" }
        #expect(added.map(\.batch) == [0] && added.map(\.events) == [0])
        #expect(try server.sql("SELECT count(*) FROM tarima.code WHERE code = 'MX-NEW'") == "1")
    }

    private func batch(_ number: Int, events: Int) -> String {
        """
        INSERT INTO pg_temp.ship_batch VALUES (\(number), 0, 'import', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
        \(events), sha256('x'), NULL)
        """
    }
}
