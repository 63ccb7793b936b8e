import GRDB

/// One line of a stock card.
public struct CardLine: Sendable {
    public let stored: StoredEvent
    public let recordedAt: Instant
    /// The file that told the event.
    public let file: String?
    /// Where the units came from and went to; nil where nothing moved.
    public let from: Place?
    public let to: Place?
    /// Units available after this line, in the warehouses the card is about.
    public let available: Int64
    /// Units on hand after this line, in the warehouses the card is about.
    public let onHand: Int64
}

extension Ledger {
    /// The stock card (kardex) of a SKU: its events in the order they happened, with running stock.
    ///
    /// - Parameters:
    ///   - warehouse: only its events and its stock; all warehouses where nil.
    ///   - from: the first business day listed; earlier events still count into the running stock.
    ///   - to: the last business day listed.
    public func card(
        sku: SKU,
        warehouse: Warehouse? = nil,
        from: CalendarDate? = nil,
        to: CalendarDate? = nil
    ) throws -> [CardLine] {
        try read { database in
            let names = try Names(database)
            guard let id = try names.skus.known(sku) else { return [] }
            let openings = try Openings(database)
            let batches = try BatchTable.fetch(database)
            let events = try CardOrder.sorted(Self.events(database, names, sku: id))
            var lines: [CardLine] = []
            var running = StockUnits()
            for stored in events {
                let warehouseID = try names.routes.route(stored.ids.route).key.warehouse
                let isBefore = openings.isBefore(stored.event.occurredAt, warehouse: warehouseID)
                let ends =
                    stored.event.memo ? nil : Ends(stored.event).map { isBefore ? $0.beforeOpening : $0 }
                let units = stored.event.quantity?.units ?? 0
                var touches = warehouse == nil || stored.event.warehouse == warehouse
                if let ends {
                    try running.add(0 - units, at: ends.from, in: warehouse)
                    try running.add(units, at: ends.to, in: warehouse)
                    touches = touches || ends.touches(warehouse)
                }
                let day = CalendarDate(dayNumber: settings.zone.day(of: stored.event.occurredAt))
                guard touches, from.map({ day >= $0 }) ?? true, to.map({ day <= $0 }) ?? true else {
                    continue
                }
                let (batch, told) = (Int(stored.batch) &- 1, Int(stored.toldInBatch) &- 1)
                guard batches.indices.contains(batch), batches.indices.contains(told) else {
                    throw LedgerError(.damaged, "batch \(stored.batch) is missing; run verify")
                }
                lines.append(
                    CardLine(
                        stored: stored,
                        recordedAt: batches[batch].recordedAt,
                        file: batches[told].file,
                        from: ends?.from,
                        to: ends?.to,
                        available: running.available,
                        onHand: running.onHand
                    )
                )
            }
            return lines
        }
    }

    private static func events(_ database: Database, _ names: Names, sku: Int64) throws -> [StoredEvent] {
        let reader = try EventReader(
            database,
            names: names,
            where: """
                JOIN (
                    WITH RECURSIVE span (day, last) AS (
                        SELECT (SELECT min(day) FROM event_day), (SELECT max(day) FROM event_day)
                        UNION ALL SELECT day + 1, last FROM span WHERE day < last)
                    SELECT k.seq FROM span CROSS JOIN event_day k ON k.day = span.day AND k.sku = ?
                ) of_sku ON of_sku.seq = e.seq
                """
        )
        reader.bind(sku, at: 1)
        var events: [StoredEvent] = []
        while let stored = try reader.next() { events.append(stored) }
        return events
    }
}

/// The order of a card: by occurred_at, kind, document, line, and as recorded where all are equal.
private enum CardOrder {
    static func sorted(_ events: [StoredEvent]) -> [StoredEvent] {
        events.sorted { lhs, rhs in
            if lhs.event.occurredAt != rhs.event.occurredAt {
                return lhs.event.occurredAt < rhs.event.occurredAt
            }
            if lhs.event.kind != rhs.event.kind { return lhs.event.kind.number < rhs.event.kind.number }
            if lhs.event.document != rhs.event.document { return lhs.event.document < rhs.event.document }
            let (left, right) = (lhs.event.line?.text ?? "", rhs.event.line?.text ?? "")
            if !left.hasSameBytes(as: right) { return left.utf8.lexicographicallyPrecedes(right.utf8) }
            return lhs.seq < rhs.seq
        }
    }
}

extension StockUnits {
    /// Adds units at a place in a warehouse; those on the way and outside are not stock.
    fileprivate mutating func add(_ units: Int64, at place: Place, in warehouse: Warehouse?) throws {
        guard case .warehouse(let here, let stage) = place, warehouse == nil || warehouse == here else {
            return
        }
        try add(units, at: stage)
    }
}

extension Ends {
    fileprivate func touches(_ warehouse: Warehouse?) -> Bool {
        [from, to].contains { place in
            if case .warehouse(let here, _) = place { here == warehouse } else { false }
        }
    }
}
