import CentralMigrations
import CentralStore
import InventoryLedger
import TestSupport
import Testing

/// What an engine needs that spreads the books over servers: everything of a book is told by its number.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct SchemaTests {
    private let server: Server

    init() throws { server = try #require(Server.shared) }

    private func lines(_ query: String) throws -> [String] {
        try server.sql(query).split(separator: "\n").map { String($0) }
    }

    private func tables() throws -> [String] {
        try lines(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'tarima' AND tablename <> 'store' ORDER BY 1"
        )
    }

    @Test(.enabled(if: Server.isInstalled, Server.skipped))
    func `a store of an earlier version is brought up to date`() throws {
        let server = try #require(try Server.started())
        let first = try #require(CentralMigration.all.first)
        try server.sql(first.sql + "INSERT INTO tarima.store (version) VALUES (1), (2);")
        #expect(throws: CentralError.self) { try server.store() }
        let (version, before) = try CentralStore.prepare(server.address())
        #expect((version, before) == (CentralMigration.latestVersion, 2))
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        let own = try Book.ofEverything()
        let result = try server.store().ship(own.ledger, to: server.newBook(), options)
        #expect(try result.head == own.ledger.verify().head)
        #expect(try CentralStore.prepare(server.address()).before == CentralMigration.latestVersion)
    }

    @Test func `every key begins with the book`() throws {
        let others = try lines(
            """
            SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_class t ON t.oid = i.indrelid
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE t.relnamespace = 'tarima'::regnamespace AND i.indisunique AND a.attname <> 'book'
               AND t.relname NOT IN ('store', 'book')
            """
        )
        #expect(others == [])
    }

    @Test func `no number comes from a sequence`() throws {
        #expect(try lines("SELECT sequencename FROM pg_sequences WHERE schemaname = 'tarima'") == [])
    }

    @Test func `every table is distributed by its book`() throws {
        let pattern = /create_(?<kind>reference|distributed)_table\('tarima\.(?<table>\w+)'(?<rest>.*)\);/
        var found: [String] = []
        for match in CentralMigration.distribution.matches(of: pattern) {
            found.append(String(match.table))
            #expect((match.kind == "reference") == (match.table == "book"))
            guard match.kind == "distributed" else { continue }
            #expect(match.rest.hasPrefix(", 'book', "))
            #expect(match.rest.contains("tarima.book_state") || match.table == "book_state")
        }
        #expect(try found.sorted() == tables())
    }

    @Test func `every table shows a reader its own books alone`() throws {
        let guarded = try lines(
            "SELECT tablename FROM pg_policies WHERE schemaname = 'tarima' AND qual NOT LIKE '%SELECT%' ORDER BY 1"
        )
        #expect(try guarded == tables())
        let owners = try lines("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'tarima'")
        #expect(owners == ["tarima_owner"])
    }

    @Test func `every function is out of reach except the two of shipping`() throws {
        let open = try lines(
            """
            SELECT proname FROM pg_proc WHERE pronamespace = 'tarima'::regnamespace
               AND (has_function_privilege('tarima_shipper', oid, 'EXECUTE')
                    OR has_function_privilege('tarima_reader', oid, 'EXECUTE')) ORDER BY 1
            """
        )
        #expect(open == ["ship_begin", "ship_end"])
        let unset = try lines(
            """
            SELECT proname FROM pg_proc WHERE pronamespace = 'tarima'::regnamespace
               AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)
            """
        )
        #expect(unset == [])
    }
}
