import GRDB

/// A temporary table of events by their keys.
final class KeyTable {
    private let insertEvent: RowStatement
    private let selectAny: RowStatement
    private let selectAll: RowStatement

    /// - Parameter name: of a table that no one else uses. It is emptied.
    init(_ database: Database, name: String) throws {
        let key = ["document", "scope", "sku", "line", "shipment"]
        let columns = key + ["seq"]
        let list = columns.joined(separator: ", ")
        try TemporaryTable(
            name: name,
            definition: "(\(list), PRIMARY KEY (\(list))) WITHOUT ROWID"
        ).open(database)
        insertEvent = try RowStatement(
            database,
            EventTable.insertion(into: "temp.\(name)", columns, rows: 1, ignoresTaken: true)
        )
        selectAny = try RowStatement(
            database,
            """
            SELECT 1 FROM temp.\(name) WHERE document = ? AND scope = ? AND sku = ? AND line = ? AND shipment = ? LIMIT 1
            """
        )
        // Not in the order of the keys: they contain the numbers of codes, which differ between ledgers.
        let partition = key.joined(separator: ", ")
        selectAll = try RowStatement(
            database,
            "SELECT seq FROM temp.\(name) ORDER BY min(seq) OVER (PARTITION BY \(partition)), seq"
        )
    }

    func insert(_ key: EventKey, seq: Int64) throws {
        key.withPlain { bind($0, to: insertEvent) }
        insertEvent.bind(seq, at: 6)
        try insertEvent.run()
    }

    /// Whether an event of a key was inserted.
    func contains(_ key: EventKey) throws -> Bool { try key.withPlain(contains) }

    func contains(_ key: PlainKey) throws -> Bool {
        bind(key, to: selectAny)
        defer { selectAny.reset() }
        return try selectAny.next()
    }

    /// The events, those of a key side by side, and the keys in the order of their first events.
    func forEachEvent(_ body: (_ seq: Int64) throws -> Void) throws {
        defer { selectAll.reset() }
        while try selectAll.next() { try body(selectAll.integer(0)) }
    }

    private func bind(_ key: PlainKey, to statement: RowStatement) {
        statement.bind(text: key.document, at: 1)
        statement.bind(key.scope, at: 2)
        statement.bind(key.sku, at: 3)
        statement.bind(text: key.line, at: 4)
        statement.bind(key.shipment, at: 5)
    }
}
