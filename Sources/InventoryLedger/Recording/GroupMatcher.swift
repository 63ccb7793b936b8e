import GRDB

/// Matches the rows of a file that have no id of their own with the events of their keys.
final class GroupMatcher {
    private let log: LogWriter
    private let groups: GroupBook
    private let restated: RestatedEvents
    private let tally: RowTally
    private let replacer: EventReplacer
    private let policy: ConflictPolicy
    /// Rows that can be matched only at the end of the file.
    private let deferred: DeferredRows

    init(
        _ log: LogWriter,
        groups: GroupBook,
        restated: RestatedEvents,
        tally: RowTally,
        replacer: EventReplacer,
        policy: ConflictPolicy
    ) throws {
        self.log = log
        self.groups = groups
        self.restated = restated
        self.tally = tally
        self.replacer = replacer
        self.policy = policy
        deferred = try DeferredRows(log.database, names: log.names)
    }

    /// Settles the rows that waited for the end of the file.
    func finish() throws { try deferred.forEachGroup { try settle($0) } }

    /// Matches a row without an id with the events of its key.
    func join(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws -> RowClass? {
        switch try groups.match(event, key, stated: restated.stated) {
        case .stated(let seq):
            restated.insert(seq)
            restated.last = seq
            return .duplicate
        case .newer(let newest):
            restated.insert(newest.seq)
            return newest.event.differences(toFile: event).isEmpty ? .duplicate : .stale
        case .open:
            try deferred.add(event, ids, key, row: row)
            return nil
        case .new:
            try replacer.addMember(event, ids, key, row: row)
            return .recorded
        }
    }

    /// Settles the rows of one key whose content the ledger does not have.
    private func settle(_ group: DeferredRows.Group) throws {
        let key = group.key
        let book = try groups.unstated(key, stated: restated.stated)
        groups.forget(key)
        var left: [StoredEvent] = []
        // A row and an event are the same movement if they agree in everything that both state. Only events that
        // agree in their required values can be.
        var bySense = Dictionary(grouping: book.indices, by: { book[$0].event.sense })
        for row in group.rows {
            let candidates = bySense[row.event.sense] ?? []
            guard
                let place = candidates.firstIndex(where: {
                    book[$0].event.differences(toFile: row.event).isEmpty
                })
            else {
                left.append(row)
                continue
            }
            let known = book[candidates[place]]
            bySense[row.event.sense]?.remove(at: place)
            restated.insert(known.seq)
            tally.settle(row: row.row, as: try replacer.fill(known, from: row.event, row: row.row))
        }
        let rivals = Dictionary(
            grouping: book.filter { !restated.contains($0.seq) },
            by: { $0.occasion(in: key) }
        )
        let wholeDay = rivals.filter { $0.key != nil }.values.flatMap { $0 }
        var takenBack: [Int64: TakenBack] = [:]
        for row in left {
            let occasion = row.event.occasion(in: key)
            var candidates = rivals[occasion] ?? []
            if occasion != nil { candidates += rivals[nil] ?? [] }
            if candidates.isEmpty,
                let twin = wholeDay.first(where: { row.event.mayMean($0.event, in: log.zone) })
            {
                warn(row, mayMean: twin)
            }
            try settle(row, key, among: candidates.sorted { $0.seq < $1.seq }, &takenBack)
        }
    }

    /// Warns of a part that may be the same movement as one of which the ledger has only the day, or the time.
    private func warn(_ row: StoredEvent, mayMean twin: StoredEvent) {
        tally.problems.warn(
            RowProblem(
                row: row.row,
                column: Column.occurredAt.rawValue,
                value: row.event.occurredAt.description,
                code: FieldProblem.Code.sameDayTwice.rawValue,
                message:
                    "document \(row.event.document) has the same units at \(log.zone.clock(twin.event.occurredAt)) on that day "
                    + "(batch \(twin.statedInBatch)\(twin.statedInRow.map { ", row \($0)" } ?? "")); check that they are not one "
                    + "movement, stated once with its time and once without"
            )
        )
    }

    /// Settles a row that differs from all events that it could mean.
    private func settle(
        _ row: StoredEvent,
        _ key: EventKey,
        among rivals: [StoredEvent],
        _ takenBack: inout [Int64: TakenBack]
    ) throws {
        let open = rivals.filter { !restated.contains($0.seq) }
        guard let last = rivals.last, let rival = (open.isEmpty ? rivals : open).nearest(to: row.event),
            try !wasTakenBack(row.event, key, after: last.seq, &takenBack)
        else {
            // All events are restated, or the row's event once lived beside them, so this is a further movement.
            try replacer.addMember(row.event, row.ids, key, row: row.row)
            return tally.settle(row: row.row, as: .recorded)
        }
        tally.problems.addConflict(
            row: row.row,
            rival.event.differences(toFile: row.event),
            book: rival,
            in: log.zone,
            hint: policy == .fail && row.event.kind.hasGoods
                ? policy.hint + "; if both happened, give each row its own line" : policy.hint
        )
        if policy == .amend {
            if !restated.contains(rival.seq) { try replacer.takeBack(rival, key, row: row.row) }
            try replacer.addMember(row.event, row.ids, key, row: row.row)
        }
        tally.settle(row: row.row, as: .conflict)
    }

    private func wasTakenBack(
        _ event: Event,
        _ key: EventKey,
        after last: Int64,
        _ known: inout [Int64: TakenBack]
    ) throws -> Bool {
        if let known = known[last] { return try known.take(event) }
        let takenBack = try TakenBack(log, key: key, after: last)
        known[last] = takenBack
        return try takenBack.take(event)
    }
}

extension [StoredEvent] {
    /// The event that a row most likely corrects: the one that differs in the fewest required values, and of equal
    /// ones the first. Nil if there are none.
    fileprivate func nearest(to event: Event) -> StoredEvent? {
        self.min { $0.event.distance(to: event) < $1.event.distance(to: event) }
    }
}

extension Event {
    /// The required values. Two events that differ in them are never the same movement.
    fileprivate struct Sense: Hashable {
        let warehouse: Warehouse
        let quantity: Quantity?
        let occurredAt: Instant
    }

    fileprivate var sense: Sense { Sense(warehouse: warehouse, quantity: quantity, occurredAt: occurredAt) }
}
