import GRDB

/// The keys with reversed events. For all other keys, the live events are exactly what was stated.
///
/// Stored in a temporary table, so that memory does not grow with the number of corrections.
final class TakenBackKeys {
    private let log: LogWriter
    private let keys: LiveKeys
    private let events: EventLookup
    let isEmpty: Bool

    init(_ log: LogWriter) throws {
        self.log = log
        try TemporaryTable(
            name: "taken_back_key",
            definition: "AS SELECT * FROM main.live_key LIMIT 0",
            uniqueIndexes: ["document, scope, sku, line, shipment, n"]
        ).open(log.database)
        keys = try LiveKeys(log.database, table: "temp.taken_back_key")
        events = try EventLookup(log.database, names: log.names)
        let reader = try EventReader(
            log.database,
            names: log.names,
            where: """
                WHERE e.seq IN (SELECT reverses FROM event WHERE reverses IS NOT NULL) AND d.statement IS NULL
                ORDER BY e.seq
                """
        )
        var isEmpty = true
        while let stored = try reader.next() {
            isEmpty = false
            _ = try keys.insert(EventKey(stored.event, stored.ids).part(0), n: stored.seq, seq: stored.seq)
        }
        self.isEmpty = isEmpty
    }

    func contains(_ key: EventKey) throws -> Bool { try !isEmpty && keys.lastNumber(key.part(0)) != nil }

    func contains(_ key: PlainKey) throws -> Bool { try !isEmpty && keys.group(key) != nil }

    /// Passes each key with its reversed events, in the order of their recording.
    func forEachKey(_ body: (EventKey, [StoredEvent]) throws -> Void) throws {
        let statement = try RowStatement(
            log.database,
            "SELECT seq FROM temp.taken_back_key ORDER BY document, scope, sku, line, shipment, n"
        )
        var key: EventKey?
        var gone: [StoredEvent] = []
        func handOver() throws {
            if let key, !gone.isEmpty { try body(key, gone.sorted { $0.seq < $1.seq }) }
            gone.removeAll()
        }
        while try statement.next() {
            let stored = try events.event(statement.integer(0))
            let its = EventKey(stored.event, stored.ids).part(0)
            if its != key {
                try handOver()
                key = its
            }
            gone.append(stored)
        }
        try handOver()
    }
}
