import GRDB

/// What a file with a part of a book notes of itself: which part it is, how far the book had come, and which numbers of
/// the ledgers its own stand for.
package struct SliceNote: Sendable {
    /// How far the book had come of a ledger.
    package struct Head: Sendable {
        /// The number of the ledger in the book.
        package let ledger: Int64
        package let name: String
        /// Its last batch; 0 for none.
        package let batch: Int64
        /// Its last event; 0 for none.
        package let seq: Int64
        /// The digest of its last batch.
        package let digest: [UInt8]

        package init(ledger: Int64, name: String, batch: Int64, seq: Int64, digest: [UInt8]) {
            self.ledger = ledger
            self.name = name
            self.batch = batch
            self.seq = seq
            self.digest = digest
        }
    }

    /// Numbers of a ledger that follow each other, in the order of the file's own numbers.
    package struct Run: Sendable {
        package let ledger: Int64
        package let first: Int64
        package let last: Int64

        package init(ledger: Int64, first: Int64, last: Int64) {
            self.ledger = ledger
            self.first = first
            self.last = last
        }
    }

    package let book: String
    package let detail: String
    /// The patterns of SKUs that were asked for; nil for all.
    package let patterns: [String]?
    /// The SKUs that they meant.
    package let skus: [String]?
    package let heads: [Head]
    package let events: [Run]
    package let statements: [Run]

    package init(
        book: String,
        detail: String,
        patterns: [String]?,
        skus: [String]?,
        heads: [Head],
        events: [Run],
        statements: [Run]
    ) {
        self.book = book
        self.detail = detail
        self.patterns = patterns
        self.skus = skus
        self.heads = heads
        self.events = events
        self.statements = statements
    }

    /// The tables of the note, which only slices have. `what` says of which list a row is.
    private static let tables = [
        """
        CREATE TABLE fetched (
            id INTEGER PRIMARY KEY, book TEXT NOT NULL, detail TEXT NOT NULL, is_part INTEGER NOT NULL) STRICT
        """,
        "CREATE TABLE fetched_sku (id INTEGER PRIMARY KEY, what TEXT NOT NULL, code TEXT NOT NULL) STRICT",
        """
        CREATE TABLE fetched_head (
            ledger INTEGER PRIMARY KEY, name TEXT NOT NULL, batch INTEGER NOT NULL, seq INTEGER NOT NULL,
            digest BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE fetched_run (
            id INTEGER PRIMARY KEY, what TEXT NOT NULL, ledger INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL) STRICT
        """,
    ]

    /// Writes the note into a file that has none.
    func write(_ database: Database) throws {
        for table in Self.tables { try database.execute(sql: table) }
        try database.execute(
            sql: "INSERT INTO fetched (id, book, detail, is_part) VALUES (1, ?, ?, ?)",
            arguments: [book, detail, patterns == nil ? 0 : 1]
        )
        let sku = try RowStatement(database, "INSERT INTO fetched_sku (what, code) VALUES (?, ?)")
        for (what, codes) in [("pattern", patterns), ("sku", skus)] {
            for code in codes ?? [] {
                sku.bind(what, at: 1)
                sku.bind(code, at: 2)
                try sku.run()
            }
        }
        let head = try RowStatement(
            database,
            "INSERT INTO fetched_head (ledger, name, batch, seq, digest) VALUES (?, ?, ?, ?, ?)"
        )
        for one in heads {
            head.bind(one.ledger, at: 1)
            head.bind(one.name, at: 2)
            head.bind(one.batch, at: 3)
            head.bind(one.seq, at: 4)
            head.bind(blob: one.digest, at: 5)
            try head.run()
        }
        let run = try RowStatement(
            database,
            "INSERT INTO fetched_run (what, ledger, first, last) VALUES (?, ?, ?, ?)"
        )
        for (what, runs) in [("event", events), ("statement", statements)] {
            for one in runs {
                run.bind(what, at: 1)
                run.bind(one.ledger, at: 2)
                run.bind(one.first, at: 3)
                run.bind(one.last, at: 4)
                try run.run()
            }
        }
    }

    /// The note of a file; nil if it has none. Only tables that were made in this way are read.
    static func read(_ database: Database) throws -> SliceNote? {
        let definitions = try RowStatement(
            database,
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name LIKE 'fetched%' ORDER BY rowid"
        )
        var found: [String] = []
        while try definitions.next() { found.append(definitions.shownText(0)) }
        guard found == tables else { return nil }
        let part = try RowStatement(database, "SELECT book, detail, is_part FROM fetched WHERE id = 1")
        guard try part.next() else { return nil }
        let (book, detail, isPart) = (part.text(0), part.text(1), part.integer(2) != 0)
        try part.checkTypes()
        part.reset()
        return SliceNote(
            book: book,
            detail: detail,
            patterns: isPart ? try codes(database, "pattern") : nil,
            skus: isPart ? try codes(database, "sku") : nil,
            heads: try heads(database),
            events: try runs(database, "event"),
            statements: try runs(database, "statement")
        )
    }

    private static func codes(_ database: Database, _ what: String) throws -> [String] {
        let select = try RowStatement(database, "SELECT code FROM fetched_sku WHERE what = ? ORDER BY id")
        select.bind(what, at: 1)
        var codes: [String] = []
        while try select.next() { codes.append(select.text(0)) }
        return codes
    }

    private static func heads(_ database: Database) throws -> [Head] {
        let select = try RowStatement(
            database,
            "SELECT ledger, name, batch, seq, digest FROM fetched_head ORDER BY name"
        )
        var heads: [Head] = []
        while try select.next() {
            heads.append(
                Head(
                    ledger: select.integer(0),
                    name: select.text(1),
                    batch: select.integer(2),
                    seq: select.integer(3),
                    digest: select.blob(4)
                )
            )
        }
        return heads
    }

    private static func runs(_ database: Database, _ what: String) throws -> [Run] {
        let select = try RowStatement(
            database,
            "SELECT ledger, first, last FROM fetched_run WHERE what = ? ORDER BY id"
        )
        select.bind(what, at: 1)
        var runs: [Run] = []
        while try select.next() {
            runs.append(Run(ledger: select.integer(0), first: select.integer(1), last: select.integer(2)))
        }
        return runs
    }
}
