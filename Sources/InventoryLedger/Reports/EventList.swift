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
                let condition = try self.condition(query, names)
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

    private func condition(_ query: EventQuery, _ names: Names) throws -> Condition {
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
                "e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)",
                nil
            )
        }
        return condition
    }

    /// The batches of the ledger, oldest first.
    public func batches() throws -> [BatchRecord] {
        try withBatches { try $0.all() }
    }

    /// Runs a block with the batches, oldest first. The block may iterate several times.
    public func withBatches<T>(_ block: (LongAnswer<BatchRecord>) throws -> T) throws -> T {
        try answer(
            { database, body in
                let undos = try BatchUndos(database)
                try BatchTable.forEach(database) { batch in
                    var batch = batch
                    batch.undoneBy = undos.undoneBy[batch.id]
                    try body(batch)
                }
            },
            to: block
        )
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

/// A `WHERE` with program text and bound values.
private struct Condition {
    enum Value {
        case integer(Int64)
        case text(String)
    }

    private var terms: [String] = []
    private var values: [Value] = []

    var sql: String { terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ") }

    mutating func add(_ term: String, _ value: Value?) {
        terms.append(term)
        if let value { values.append(value) }
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
