import GRDB

/// Rows whose class is known only at the end of the file. They are in temporary tables, so that memory does not grow.
final class DeferredRows {
    struct Group {
        let key: EventKey
        /// The waiting rows, in an order that does not depend on the file.
        let rows: [StoredEvent]
    }

    private let database: Database
    private var tables: (events: EventWriter, keys: KeyTable)?
    private var one = SingleEvents()
    private let names: Names
    private var count: Int64 = 0

    private static let tables = [
        TemporaryTable(
            name: "deferred_event",
            definition: "AS SELECT * FROM main.event LIMIT 0",
            uniqueIndexes: ["seq"]
        ),
        TemporaryTable(
            name: "deferred_detail",
            definition: "AS SELECT * FROM main.event_detail LIMIT 0",
            uniqueIndexes: ["seq"]
        ),
    ]

    init(_ database: Database, names: Names) throws {
        self.database = database
        self.names = names
    }

    func add(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws {
        let (events, keys) = try opened()
        count += 1
        try one.add(event, ids, row: row, links: EventLinks(), names)
        try one.block.withRange(0..<1) { try events.write($0, one.names, seq: count, batch: 0) }
        one.removeAll()
        try keys.insert(key, seq: count)
    }

    /// Passes the waiting rows, key by key.
    func forEachGroup(_ body: (Group) throws -> Void) throws {
        guard let tables else { return }
        let bySeq = try EventReader(database, names: names, table: .deferred, where: "WHERE e.seq = ?")
        var key: EventKey?
        var rows: [StoredEvent] = []
        func handOver() throws {
            guard let key, !rows.isEmpty else { return }
            try body(Group(key: key, rows: rows.sorted { $0.event.orderText < $1.event.orderText }))
            rows.removeAll()
        }
        try tables.keys.forEachEvent { seq in
            bySeq.bind(seq, at: 1)
            guard let row = try bySeq.next() else { throw LedgerError(.unexpected, "a waiting row is lost") }
            bySeq.reset()
            let rowKey = EventKey(row.event, row.ids)
            if rowKey != key {
                try handOver()
                key = rowKey
            }
            rows.append(row)
        }
        try handOver()
    }

    private func opened() throws -> (events: EventWriter, keys: KeyTable) {
        if let tables { return tables }
        for table in Self.tables { try table.open(database) }
        let opened = (
            events: try EventWriter(database, table: .deferred),
            keys: try KeyTable(database, name: "deferred_key")
        )
        tables = opened
        return opened
    }
}

extension Event {
    /// The whole content as one text, to sort rows with the same key.
    fileprivate var orderText: String {
        Column.allCases.map { text(of: $0) ?? "" }.joined(separator: "\u{1F}")
    }
}
