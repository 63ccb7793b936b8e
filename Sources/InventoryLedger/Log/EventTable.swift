import GRDB

/// An event with its place in the log.
public struct StoredEvent: Sendable {
    /// The event's number: 1, 2, 3, ... without gaps.
    public let seq: Int64
    /// The batch that recorded the event.
    public let batch: Int64
    /// The row of the batch's file, from 1; nil for an event by hand.
    public let row: Int64?
    /// What happened. For a reversal: the reversed event with its quantity and amount turned round.
    public let event: Event
    /// The event that this one takes back.
    public let reverses: Int64?
    /// The batch whose file told the event: another than its own where it was recorded anew under a later code map,
    /// or waited for what its own batch brought.
    public let toldInBatch: Int64
    /// The row of that file, from 1; nil for an event by hand.
    public let toldInRow: Int64?

    let ids: EventIDs
    /// The statement from whose line the event follows.
    let statement: Int64?
    /// The event that this one is under a later code map.
    let origin: Int64?

    /// Whether the event completes a row that left something out: a row in full says more, and is no rival of it.
    var wasGuessed: Bool { statement != nil && event.detail.statedAt == nil }

    /// Whether a row in full that does not say how old it is counts as older: the event follows from one that does.
    func isNewer(in key: EventKey) -> Bool {
        statement != nil && event.detail.statedAt != nil && !(key.isOfGroup && event.memo)
    }

    var place: LogPlace {
        LogPlace(seq: seq, batch: batch, row: row, reverses: reverses, statement: statement, origin: origin)
    }

    /// The kind as shown: `reversal` for an event that takes another back.
    public var shownKind: String { reverses == nil ? event.kind.rawValue : EventKind.reversalName }
}

/// Where an event stands in the log, and how it got there.
struct LogPlace {
    let seq: Int64
    let batch: Int64
    let row: Int64?
    var reverses: Int64?
    /// The statement from whose line the event follows.
    var statement: Int64?
    /// The event that this one is under a later code map.
    var origin: Int64?
}

/// The two tables that hold events, or their temporary twins.
struct EventTable {
    let event: String
    let detail: String

    static let log = EventTable(event: "event", detail: "event_detail")
    /// Events of the file being read that wait for its end to be told from those of the book.
    static let deferred = EventTable(event: "temp.deferred_event", detail: "temp.deferred_detail")
}

/// Writes events into the log.
final class EventWriter {
    private let insertEvent: RowStatement
    private let insertDetail: RowStatement

    init(_ database: Database, table: EventTable) throws {
        insertEvent = try RowStatement(
            database,
            """
            INSERT INTO \(table.event) (seq, batch, row, route, source, document, line, sku, quantity, occurred_at,
                channel, amount, currency, reverses)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        insertDetail = try RowStatement(
            database,
            """
            INSERT INTO \(table.detail) (seq, "order", pedimento, importer_rfc, mode, forwarder, eta, tracking, reason,
                stated_at, note, sku_written, warehouse_written, to_warehouse_written, part, units, statement, origin,
                order_source)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
    }

    func write(_ event: Event, _ ids: EventIDs, at place: LogPlace) throws {
        insertEvent.bind(place.seq, at: 1)
        insertEvent.bind(place.batch, at: 2)
        insertEvent.bind(place.row, at: 3)
        insertEvent.bind(ids.route, at: 4)
        insertEvent.bind(ids.source, at: 5)
        insertEvent.bind(event.document.text, at: 6)
        insertEvent.bind(event.line?.text, at: 7)
        insertEvent.bind(ids.sku == 0 ? nil : ids.sku, at: 8)
        insertEvent.bind(event.quantity?.units, at: 9)
        insertEvent.bind(event.occurredAt.milliseconds, at: 10)
        insertEvent.bind(ids.channel, at: 11)
        insertEvent.bind(event.amount?.storedMinorUnits, at: 12)
        insertEvent.bind(event.amount?.currency.code, at: 13)
        insertEvent.bind(place.reverses, at: 14)
        try insertEvent.run()

        let detail = event.detail
        guard !detail.isEmpty || place.statement != nil || place.origin != nil else { return }
        insertDetail.bind(place.seq, at: 1)
        insertDetail.bind(detail.order?.text, at: 2)
        insertDetail.bind(detail.pedimento?.digits, at: 3)
        insertDetail.bind(detail.importerRFC?.text, at: 4)
        insertDetail.bind(detail.mode, at: 5)
        insertDetail.bind(detail.forwarder, at: 6)
        insertDetail.bind(detail.eta?.milliseconds, at: 7)
        insertDetail.bind(detail.tracking, at: 8)
        insertDetail.bind(detail.reason, at: 9)
        insertDetail.bind(detail.statedAt?.milliseconds, at: 10)
        insertDetail.bind(detail.note, at: 11)
        insertDetail.bind(detail.written?.sku?.text, at: 12)
        insertDetail.bind(detail.written?.warehouse?.text, at: 13)
        insertDetail.bind(detail.written?.toWarehouse?.text, at: 14)
        insertDetail.bind(detail.written?.part, at: 15)
        insertDetail.bind(detail.written?.units, at: 16)
        insertDetail.bind(place.statement, at: 17)
        insertDetail.bind(place.origin, at: 18)
        insertDetail.bind(detail.orderSource?.text, at: 19)
        try insertDetail.run()
    }
}

/// Reads events of the log, in the order of a query.
final class EventReader {
    private let statement: RowStatement
    private let names: Names
    private let selectStatement: RowStatement
    private let selectOrigin: RowStatement

    /// Reads the events that follow `FROM event e LEFT JOIN event_detail d`: a `WHERE` and an order.
    ///
    /// The condition is program text; its values are bound.
    init(_ database: Database, names: Names, table: EventTable = .log, where condition: String) throws {
        self.names = names
        selectStatement = try RowStatement(database, "SELECT batch, row FROM statement WHERE id = ?")
        selectOrigin = try RowStatement(database, "SELECT batch, row FROM event WHERE seq = ?")
        statement = try RowStatement(
            database,
            """
            SELECT e.seq, e.batch, e.row, e.route, e.source, e.document, e.line, e.sku, e.quantity, e.occurred_at,
                   e.channel, e.amount, e.currency, e.reverses,
                   d.seq, d."order", d.pedimento, d.importer_rfc, d.mode, d.forwarder, d.eta, d.tracking, d.reason,
                   d.stated_at, d.note, d.sku_written, d.warehouse_written, d.to_warehouse_written, d.part, d.units,
                   d.statement, d.origin, d.order_source
              FROM \(table.event) e LEFT JOIN \(table.detail) d ON d.seq = e.seq \(condition)
            """
        )
    }

    func bind(_ value: Int64, at index: Int32) { statement.bind(value, at: index) }
    func bind(_ text: String, at index: Int32) { statement.bind(text, at: index) }
    func reset() { statement.reset() }

    /// The next event, nil at the end.
    func next() throws -> StoredEvent? {
        guard try statement.next() else { return nil }
        try checkNumbers()
        let route = try names.routes.route(statement.integer(3)).key
        var fields = EventFields(kind: route.kind)
        let sku = statement.optionalInteger(7)
        let channel = statement.optionalInteger(10)
        fields.source = try names.sources.code(statement.integer(4))
        fields.line = statement.optionalText(6).map { Line(trusted: $0) }
        fields.sku = try sku.map { try names.skus.code($0) }
        fields.quantity = statement.optionalInteger(8).map { Quantity($0) }
        fields.stage = route.stage
        fields.fromStage = route.fromStage
        fields.toWarehouse = route.toWarehouse == 0 ? nil : try names.warehouses.code(route.toWarehouse)
        fields.shipment = route.shipment == 0 ? nil : try names.shipments.code(route.shipment)
        fields.channel = try channel.map { try names.channels.code($0) }
        if let amount = statement.optionalInteger(11) {
            fields.amount = Money(
                storedMinorUnits: amount,
                currency: Currency(trusted: statement.text(12))
            )
        }
        fields.memo = route.memo
        if !statement.isNull(14) { fields.detail = detail() }
        let told = try telling()
        return StoredEvent(
            seq: statement.integer(0),
            batch: statement.integer(1),
            row: statement.optionalInteger(2),
            event: Event(
                stored: fields,
                document: Document(trusted: statement.text(5)),
                warehouse: try names.warehouses.code(route.warehouse),
                occurredAt: Instant(milliseconds: statement.integer(9))
            ),
            reverses: statement.optionalInteger(13),
            toldInBatch: told.batch,
            toldInRow: told.row,
            ids: EventIDs(
                route: statement.integer(3),
                source: statement.integer(4),
                sku: sku ?? 0,
                writtenSKU: try fields.detail.written?.sku.flatMap { try names.skus.known($0) },
                channel: channel,
                shipment: route.shipment
            ),
            statement: statement.optionalInteger(30),
            origin: statement.optionalInteger(31)
        )
    }

    /// The batch and the row whose file told the event that was just read.
    private func telling() throws -> (batch: Int64, row: Int64?) {
        let own = (batch: statement.integer(1), row: statement.optionalInteger(2))
        for (column, select) in [(Int32(30), selectStatement), (31, selectOrigin)]
        where !statement.isNull(column) {
            select.bind(statement.integer(column), at: 1)
            defer { select.reset() }
            if try select.next() { return (select.integer(0), select.optionalInteger(1)) }
        }
        return own
    }

    /// Refuses numbers that no event was ever written with, before anything is computed with them.
    private func checkNumbers() throws {
        let seq = statement.integer(0)
        guard seq > 0, statement.integer(1) >= 0, statement.integer(8) != .min, statement.integer(11) != .min,
            Instant.range.contains(Instant(milliseconds: statement.integer(9))),
            isTimeOrNull(20), isTimeOrNull(23),
            statement.isNull(16) || statement.text(16).utf8.count == 15,
            statement.isNull(28)
                || WrittenCodes.parts.contains(statement.integer(28))
                    && WrittenCodes.unitsRange.contains(statement.integer(29))
        else { throw LedgerError(.damaged, "event \(seq) has a number that no event can have; run verify") }
    }

    private func isTimeOrNull(_ column: Int32) -> Bool {
        statement.isNull(column) || Instant.range.contains(Instant(milliseconds: statement.integer(column)))
    }

    private func detail() -> EventDetail {
        var detail = EventDetail()
        detail.order = statement.optionalText(15).map { Document(trusted: $0) }
        detail.pedimento = statement.optionalText(16).map { Pedimento(trusted: $0) }
        detail.importerRFC = statement.optionalText(17).map { ImporterRFC(trusted: $0) }
        detail.mode = statement.optionalText(18)
        detail.forwarder = statement.optionalText(19)
        detail.eta = statement.optionalInteger(20).map { Instant(milliseconds: $0) }
        detail.tracking = statement.optionalText(21)
        detail.reason = statement.optionalText(22)
        detail.statedAt = statement.optionalInteger(23).map { Instant(milliseconds: $0) }
        detail.note = statement.optionalText(24)
        detail.orderSource = statement.optionalText(32).map { Source(trusted: $0) }
        if !statement.isNull(28) {
            var written = WrittenCodes()
            written.sku = statement.optionalText(25).map { SKU(trusted: $0) }
            written.warehouse = statement.optionalText(26).map { Warehouse(trusted: $0) }
            written.toWarehouse = statement.optionalText(27).map { Warehouse(trusted: $0) }
            written.part = statement.integer(28)
            written.units = statement.integer(29)
            detail.written = written
        }
        return detail
    }
}
