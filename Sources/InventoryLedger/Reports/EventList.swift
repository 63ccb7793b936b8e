import GRDB

/// The options of a list of events.
public struct EventQuery: Sendable {
    /// Only events of this SKU.
    public var sku: SKU?
    /// Only events of this document.
    public var document: Document?
    /// Only events of this warehouse.
    public var warehouse: Warehouse?
    /// Only events of this kind.
    public var kind: EventKind?
    /// Only events of this batch.
    public var batch: Int64?
    /// The first business day to list.
    public var from: CalendarDate?
    /// The last business day to list.
    public var to: CalendarDate?
    /// Leaves out reversals and the events they reverse.
    public var onlyLive = false

    /// All events.
    public init() {}
}

/// An event with the time of its recording.
public struct LoggedEvent: Sendable {
    /// The event with its position in the log.
    public let stored: StoredEvent
    /// When the event was recorded.
    public let recordedAt: Instant
}

extension Ledger {
    /// Passes the events of the log in order, without holding them in memory.
    public func forEachEvent(
        _ query: EventQuery = EventQuery(),
        _ body: (StoredEvent, _ recordedAt: Instant) throws -> Void
    ) throws {
        try withEvents(query) { try $0.forEachRow { try body($0.stored, $0.recordedAt) } }
    }

    /// Runs a block with the events of the log in order. The block may iterate several times.
    public func withEvents<T>(_ query: EventQuery, _ block: (LongAnswer<LoggedEvent>) throws -> T) throws -> T
    {
        try answer(
            { database, body in
                let names = try Names(database)
                let condition = try self.condition(query, database, names)
                let batches = try BatchFacts(database)
                let reader = try EventReader(
                    database,
                    names: names,
                    where: condition.sql + " ORDER BY e.seq"
                )
                condition.bind(to: reader)
                while let stored = try reader.next() {
                    let recordedAt = try batches.facts(of: stored.batch).recordedAt
                    try body(LoggedEvent(stored: stored, recordedAt: recordedAt))
                }
            },
            to: block
        )
    }

    private func condition(_ query: EventQuery, _ database: Database, _ names: Names) throws -> Condition {
        var condition = Condition()
        if let sku = query.sku {
            condition.add("e.sku = ?", .integer(try names.skus.known(sku) ?? -1))
        }
        if let warehouse = query.warehouse {
            condition.add(
                "e.route IN (SELECT id FROM route WHERE warehouse = ?)",
                .integer(try names.warehouses.known(warehouse) ?? -1)
            )
        }
        if let kind = query.kind {
            condition.add("e.route IN (SELECT id FROM route WHERE kind = ?)", .text(kind.rawValue))
        }
        if let document = query.document { condition.add("e.document = ?", .text(document.text)) }
        if let batch = query.batch { condition.add("e.batch = ?", .integer(batch)) }
        if let from = query.from {
            condition.add(
                "e.occurred_at >= ?",
                .integer(settings.zone.start(ofDay: from.dayNumber).milliseconds)
            )
        }
        if let to = query.to {
            condition.add(
                "e.occurred_at <= ?",
                .integer(settings.zone.end(ofDay: to.dayNumber).milliseconds)
            )
        }
        if query.onlyLive {
            condition.add(
                "e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)"
            )
        }
        return try narrowed(condition, query, database, names)
    }

    /// A condition with the numbers of the events that it can be about, by the table that has the fewest.
    private func narrowed(_ condition: Condition, _ query: EventQuery, _ database: Database, _ names: Names)
        throws -> Condition
    {
        var condition = condition
        if let batch = query.batch {
            let span = try BatchSpan.fetch(database, batch: batch)
            condition.add("e.seq BETWEEN ? AND ?", .integer(span?.first ?? 0), .integer(span?.last ?? 0))
        }
        if let document = query.document, try query.onlyLive || hasFewReversals(database) {
            let reversed = """
                 UNION ALL SELECT seq FROM event WHERE reverses IS NOT NULL AND document = ?
                 UNION ALL SELECT reverses FROM event WHERE reverses IS NOT NULL AND document = ?
                """
            let live = try LiveKeys(database, names: names).seqs(of: document)
            let text = Value.text(document.text)
            condition.add(
                "e.seq IN (SELECT value FROM json_each(?)\(query.onlyLive ? "" : reversed))",
                [.text(EventDays.json(live))] + (query.onlyLive ? [] : [text, text])
            )
        } else if query.sku != nil || query.from != nil || query.to != nil {
            let first = query.from?.dayNumber ?? Int(Projections.days.lowerBound)
            let last = query.to?.dayNumber ?? Int(Projections.days.upperBound)
            let sku = try query.sku.map { try names.skus.known($0) ?? -1 }
            let places =
                first <= last
                ? try EventDays(database).places(of: first...last, sku: sku) : .numbers([])
            switch places {
            case .range(let range):
                condition.add(
                    "e.seq BETWEEN ? AND ?",
                    .integer(range.lowerBound),
                    .integer(range.upperBound)
                )
            case .numbers(let numbers):
                condition.add("e.seq IN (SELECT value FROM json_each(?))", .text(EventDays.json(numbers)))
            }
        }
        return condition
    }

    /// Whether looking through all reversals is faster than looking through the log.
    private func hasFewReversals(_ database: Database) throws -> Bool {
        let count = try RowStatement(database, "SELECT count(*) FROM event WHERE reverses IS NOT NULL")
            .onlyInteger()
        return try (count ?? 0) <= max(1000, LogHead.seq(database) / 20)
    }

    /// The batches of the ledger, oldest first.
    public func batches() throws -> [BatchRecord] {
        try withBatches { try $0.all() }
    }

    /// The numbers of the batches that are not undone and have this file or subject, oldest first.
    package func batches(named name: String) throws -> [Int64] {
        var found: [Int64] = []
        try withBatches { batches in
            try batches.forEachRow { batch in
                let file = batch.file?.split(separator: "/").last.map { String($0) }
                guard batch.undoneBy == nil, [batch.file, file, batch.subject?.name].contains(name) else {
                    return
                }
                found.append(batch.id)
            }
        }
        return found
    }

    /// Runs a block with the batches, oldest first. The block may iterate several times.
    public func withBatches<T>(_ block: (LongAnswer<BatchRecord>) throws -> T) throws -> T {
        try answer(
            { database, body in
                let undos = try BatchUndos(database)
                let subjects = try BatchSubjects(database)
                var events: Int64 = 0
                try BatchTable.forEach(database) { batch in
                    var batch = batch
                    batch.undoneBy = undos.undoneBy[batch.id]
                    batch.subject = try subjects.subject(of: batch, first: events &+ 1)
                    events = events &+ batch.events
                    try body(batch)
                }
            },
            to: block
        )
    }

    /// The latest live event that says the same as another one, of another instant: the same kind, document, line, goods
    /// and warehouse.
    ///
    /// - Parameters:
    ///   - event: the other event, which was just recorded.
    ///   - batch: its batch.
    ///   - milliseconds: only events recorded so recently.
    package func sameEvent(as event: Event, before batch: Int64, within milliseconds: Int64) throws
        -> LoggedEvent?
    {
        var query = EventQuery()
        query.document = event.document
        query.sku = event.sku
        query.kind = event.kind
        query.warehouse = event.warehouse
        query.onlyLive = true
        let since = clock().advanced(byMilliseconds: -milliseconds)
        var latest: LoggedEvent?
        try withEvents(query) { events in
            try events.forEachRow { logged in
                let other = logged.stored.event
                guard logged.stored.batch < batch, logged.recordedAt >= since, other.source == event.source,
                    other.line == event.line, other.quantity == event.quantity, other.memo == event.memo,
                    other.stage == event.stage
                else { return }
                latest = logged
            }
        }
        return latest
    }

    /// One event by its number; nil if the log has none.
    public func event(seq: Int64) throws -> StoredEvent? {
        try read { database in
            let reader = try EventReader(database, names: Names(database), where: "WHERE e.seq = ?")
            reader.bind(seq, at: 1)
            return try reader.next()
        }
    }
}

private enum Value {
    case integer(Int64)
    case text(String)
}

/// A `WHERE` with program text and bound values.
private struct Condition {
    private var terms: [String] = []
    private var values: [Value] = []

    var sql: String { terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ") }

    /// - Parameter values: the values of the term's parameters, in their order.
    mutating func add(_ term: String, _ values: Value...) { add(term, values) }

    mutating func add(_ term: String, _ values: [Value]) {
        terms.append(term)
        self.values += values
    }

    func bind(to reader: EventReader) {
        for (index, value) in values.enumerated() {
            switch value {
            case .integer(let number): reader.bind(number, at: Int32(truncatingIfNeeded: index + 1))
            case .text(let text): reader.bind(text, at: Int32(truncatingIfNeeded: index + 1))
            }
        }
    }
}
