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

    /// What a store of version 3 had where it differs from the present, from the present.
    private static let versionThree = [
        "event.batch": """
        (SELECT min(b.batch) FROM tarima.batch b
          WHERE b.book = t.book AND b.ledger = t.ledger AND b.last_seq >= t.seq)
        """,
        "cell.route": "abs(t.route)",
        "cell.before_opening": "t.route < 0",
    ]

    /// Of the positions, those that version 4 had: it did not note places that events before an opening touched.
    private static let noted = """
        WHERE EXISTS (
            SELECT FROM tarima.cell c JOIN tarima.route_end x ON x.book = c.book AND x.route = c.route
             WHERE c.book = t.book AND c.sku = t.sku AND x.warehouse = t.warehouse AND x.shipment = t.shipment
               AND x.stage = t.stage)
        """

    @Test(.enabled(if: Server.isInstalled, Server.skipped))
    func `a store of version 3 keeps what it has when it is brought up to date`() throws {
        let new = try #require(try Server.ownStore())
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        let own = try Book.ofEverything()
        // A SKU that was received before the warehouse was opened, so it is not counted there.
        try own.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-9998, MX-9, CDMX1,     5,        2026-09-20
            """
        )
        let book = try new.newBook()
        _ = try new.store().ship(own.ledger, to: book, options)

        let old = try #require(try Server.started())
        let steps = CentralMigration.all.filter { $0.version <= 3 }.map(\.sql).joined()
        try old.sql(
            steps + "INSERT INTO tarima.store (version) VALUES (1), (2), (3); CREATE ROLE tarima_book_1; "
                + "CREATE ROLE tarima_ship_1;"
        )
        let tables = try old.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'tarima'")
            .split(separator: "\n").map { String($0) }
        for table in tables where table != "store" {
            let columns = try old.sql(
                "SELECT column_name FROM information_schema.columns "
                    + "WHERE table_schema = 'tarima' AND table_name = '\(table)' ORDER BY ordinal_position"
            ).split(separator: "\n").map { String($0) }
            let values = columns.map { Self.versionThree["\(table).\($0)"] ?? "t.\"\($0)\"" }
            let file = "\(new.folder)/\(table).rows"
            let stored = "tarima.\(table) t \(table == "position" ? Self.noted : "")"
            try new.sql("COPY (SELECT \(values.joined(separator: ", ")) FROM \(stored)) TO '\(file)'")
            try old.sql("COPY tarima.\(table) FROM '\(file)'")
        }

        let positions = "SELECT count(*) FROM tarima.position"
        #expect(try old.sql(positions) != new.sql(positions))
        #expect(try CentralStore.prepare(old.address()).before == 3)
        let found = try old.verify(book: book)
        #expect(found.findings == [])
        #expect(try found.heads.map(\.head) == [own.ledger.verify().head])
        func rows(_ server: Server, _ table: String) throws -> [Substring] {
            try server.sql("SELECT t::text FROM tarima.\(table) t ORDER BY 1").split(separator: "\n")
        }
        for table in tables + ["written_sku"] where table != "store" {
            #expect(try rows(old, table) == rows(new, table), "\(table)")
        }
        // A ship also notes the SKUs of statements.
        let known = try rows(old, "ledger_sku")
        #expect(try known.count > 1 && Set(known).isSubset(of: rows(new, "ledger_sku")))
        // It goes on shipping.
        try own.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-9999, MX-1, QRO1,      5,        2026-11-01
            """
        )
        let result = try old.store().ship(own.ledger, to: book)
        #expect(result.events > 0)
        #expect(try result.head == own.ledger.verify().head)
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
        let pattern = /create_(?<kind>reference|distributed)_table\('tarima\.(?<table>\w+)'(?<rest>.*)\)\n/
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

    @Test(.enabled(if: Server.isInstalled, Server.skipped))
    func `tables that are not spread yet are spread, and none twice`() throws {
        let server = try #require(try Server.ownStore())
        // Instead of Citus, functions that note what they are asked for. A table can be noted once.
        try server.sql(
            """
            CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY);
            CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql AS
                'INSERT INTO pg_dist_partition VALUES (t)';
            CREATE FUNCTION create_distributed_table(
                t regclass, key text, colocate_with text DEFAULT '', shard_count int DEFAULT 0) RETURNS void
                LANGUAGE sql AS 'INSERT INTO pg_dist_partition VALUES (t)';
            """
        )
        func spread() throws -> [Substring] {
            try server.sql(CentralMigration.distribution)
            return try server.sql("SELECT logicalrelid FROM pg_dist_partition ORDER BY 1").split(
                separator: "\n"
            )
        }
        let all = try spread()
        #expect(try all.count == tables().count)
        #expect(try spread() == all)
        try server.sql("DELETE FROM pg_dist_partition WHERE logicalrelid = 'tarima.written_sku'::regclass")
        try CentralStore.prepare(server.address())
        #expect(try server.sql("SELECT count(*) FROM pg_dist_partition") == "\(all.count)")
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
