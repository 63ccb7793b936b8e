import GRDB

/// The live events of keys without ids, and which of them the file's rows restated.
final class GroupBook {
    /// How a row relates to the ledger.
    enum Match {
        /// It restates this event.
        case stated(Int64)
        /// A statement of the line, which is newer than complete rows, says otherwise or the same.
        case newer(StoredEvent)
        /// There are events that the file has not restated yet and that the row may mean. The end of the file
        /// decides.
        case open
        /// There is no event that it could mean.
        case new
    }

    private struct Group {
        /// The events that the file has not restated yet, by content.
        var byContent: [Event: [Int64]] = [:]
        /// The same by occasion; nil for events without one.
        var open: [Occasion?: [Int64]] = [:]
        /// The same by day, because a row with only a day may mean an event whose time is known.
        var days: [Day: [SameDay]] = [:]
        /// The event of a statement of the line, which is newer than complete rows.
        var newest: StoredEvent?
    }

    private struct Day: Hashable {
        let day: Int
        let warehouse: Warehouse
    }

    private struct SameDay {
        let seq: Int64
        let event: Event
    }

    private let log: LogWriter
    private let events: EventLookup
    private var groups: [EventKey: Group] = [:]

    /// The maximum number of cached groups. A dropped one is read again from the ledger.
    private static let groupsMax = 20_000

    init(_ log: LogWriter, events: EventLookup) {
        self.log = log
        self.events = events
    }

    /// Forgets a key whose live events changed elsewhere.
    func forget(_ key: EventKey) {
        groups[key] = nil
    }

    /// How a row relates to the ledger.
    ///
    /// - Parameter stated: the events that the file has restated so far.
    func match(_ event: Event, _ key: EventKey, stated: SeqBitmap) throws -> Match {
        if groups[key] == nil {
            if groups.count >= Self.groupsMax { groups.removeAll(keepingCapacity: true) }
            groups[key] = try group(key, stated)
        }
        let content = event.content
        while let seq = groups[key]?.byContent[content]?.popLast() {
            if !stated.contains(seq) { return .stated(seq) }
        }
        if let newest = groups[key]?.newest { return .newer(newest) }
        let occasion = event.occasion(in: key)
        if isOpen(key, occasion, stated) || occasion != nil && isOpen(key, nil, stated) { return .open }
        let sameDay = groups[key]?.days[day(of: event)] ?? []
        let mayMean = sameDay.contains { !stated.contains($0.seq) && event.mayMean($0.event, in: log.zone) }
        return mayMean ? .open : .new
    }

    /// The events of a key that the file has not restated, in the order of the log.
    func unstated(_ key: EventKey, stated: SeqBitmap) throws -> [StoredEvent] {
        try log.keys.members(key).filter { $0 <= log.head.seq && !stated.contains($0) }.map(events.event)
    }

    private func isOpen(_ key: EventKey, _ occasion: Occasion?, _ stated: SeqBitmap) -> Bool {
        while let seq = groups[key]?.open[occasion]?.last {
            if !stated.contains(seq) { return true }
            _ = groups[key]?.open[occasion]?.popLast()
        }
        return false
    }

    private func group(_ key: EventKey, _ stated: SeqBitmap) throws -> Group {
        var group = Group()
        // Later members first, so that equal ones are matched in the order of their recording.
        for seq in try log.keys.members(key).reversed() where seq <= log.head.seq {
            let book = try events.event(seq)
            if book.isNewer(in: key) { group.newest = book }
            if stated.contains(seq) { continue }
            group.byContent[book.event.content, default: []].append(seq)
            let occasion = book.occasion(in: key)
            group.open[occasion, default: []].append(seq)
            if occasion != nil {
                let same = SameDay(seq: seq, event: book.event)
                group.days[day(of: book.event), default: []].append(same)
            }
        }
        return group
    }

    private func day(of event: Event) -> Day {
        Day(day: log.zone.day(of: event.occurredAt), warehouse: event.warehouse)
    }
}

extension Event {
    /// Whether two events of one key may be the same movement, of which one file gives the time and the other only
    /// the day.
    func mayMean(_ other: Event, in zone: BusinessZone) -> Bool {
        guard quantity == other.quantity, warehouse == other.warehouse else { return false }
        let day = zone.day(of: occurredAt)
        guard day == zone.day(of: other.occurredAt) else { return false }
        let start = zone.start(ofDay: day)
        return (occurredAt == start) != (other.occurredAt == start)
    }
}
