import GRDB

/// Puts events of a file beside or in the place of those that the ledger has of their keys.
final class EventReplacer {
    private let log: LogWriter
    private let events: EventLookup
    private let groups: GroupBook
    private let restated: RestatedEvents
    private let tally: RowTally

    init(
        _ log: LogWriter,
        events: EventLookup,
        groups: GroupBook,
        restated: RestatedEvents,
        tally: RowTally
    ) {
        self.log = log
        self.events = events
        self.groups = groups
        self.restated = restated
        self.tally = tally
    }

    /// Adds an event that shares its key with others.
    func addMember(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws {
        try log.addMember(event, ids, key, row: row)
    }

    /// Makes room for a complete row by reversing events that were completed from the ledger.
    func takeBackGuesses(_ key: EventKey) throws {
        for seq in try log.keys.members(key) {
            let book = try events.event(seq)
            guard book.wasGuessed else { continue }
            try supersede(book, key, row: nil)
        }
    }

    /// Adds the values that only the file states. If the ledger already has all of them, nothing changes.
    func fill(_ book: StoredEvent, from event: Event, row: Int64?) throws -> RowClass {
        guard let filled = try book.event.filled(from: event).map(log.withShipment) else { return .duplicate }
        try replace(book, with: filled, log.names.ids(of: filled), EventKey(book.event, book.ids), row: row)
        return .recorded
    }

    func replace(
        _ book: StoredEvent,
        with event: Event,
        _ ids: EventIDs,
        _ key: EventKey,
        row: Int64?
    ) throws {
        restated.contradict(book.seq)
        try supersede(book, key, row: row)
        try addMember(event, ids, key, row: row)
    }

    /// Takes an event of the ledger back for good.
    func takeBack(_ book: StoredEvent, _ key: EventKey, row: Int64?) throws {
        restated.insert(book.seq)
        restated.contradict(book.seq)
        try supersede(book, key, row: row)
    }

    private func supersede(_ book: StoredEvent, _ key: EventKey, row: Int64?) throws {
        try log.reverse(book, row: row)
        groups.forget(key)
        tally.addSuperseded()
    }
}
