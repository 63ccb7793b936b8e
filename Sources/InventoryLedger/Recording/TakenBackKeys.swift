import GRDB

/// The keys with reversed events. For all other keys, the live events are exactly what was stated.
///
/// Stored in a temporary table, so that memory does not grow with the number of corrections.
final class TakenBackKeys {
    private let log: LogWriter
    private let keys: KeyTable
    private let events: EventLookup
    let isEmpty: Bool

    init(_ log: LogWriter) throws {
        self.log = log
        keys = try KeyTable(log.database, name: "taken_back_key")
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
            try keys.insert(EventKey(stored.event, stored.ids).part(0), seq: stored.seq)
        }
        self.isEmpty = isEmpty
    }

    func contains(_ key: EventKey) throws -> Bool { try !isEmpty && keys.contains(key.part(0)) }

    func contains(_ key: PlainKey) throws -> Bool { try !isEmpty && keys.contains(key) }

    /// Passes each key with its reversed events, in the order of their recording.
    func forEachKey(_ body: (EventKey, [StoredEvent]) throws -> Void) throws {
        var key: EventKey?
        var gone: [StoredEvent] = []
        func handOver() throws {
            if let key, !gone.isEmpty { try body(key, gone.sorted { $0.seq < $1.seq }) }
            gone.removeAll()
        }
        try keys.forEachEvent { seq in
            let stored = try events.event(seq)
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
