import GRDB

/// Reads events of the log in the order of a query.
final class EventReader {
    private let statement: RowStatement
    private let names: Names
    private let selectStatement: RowStatement
    private let selectOrigin: RowStatement

    /// Reads the events of `FROM event e LEFT JOIN event_detail d` with a `WHERE` and an order.
    ///
    /// The condition is program text; its values are bound.
    ///
    /// - Parameter found: a query of the numbers `seq` of the events, from which the search starts.
    init(
        _ database: Database,
        names: Names,
        table: EventTable = .log,
        found: String? = nil,
        where condition: String = ""
    ) throws {
        self.names = names
        selectStatement = try RowStatement(database, "SELECT batch, row FROM statement WHERE id = ?")
        selectOrigin = try RowStatement(database, "SELECT batch, row FROM event WHERE seq = ?")
        statement = try RowStatement(database, table.selection(condition, found: found))
    }

    func bind(_ value: Int64, at index: Int32) { statement.bind(value, at: index) }
    func bind(_ text: String, at index: Int32) { statement.bind(text, at: index) }
    func reset() { statement.reset() }

    /// The next event; nil at the end.
    func next() throws -> StoredEvent? {
        guard try statement.next() else { return nil }
        try checkNumbers()
        let route = try names.routes.route(statement.integer(EventColumn.route)).key
        var fields = EventFields(kind: route.kind)
        let sku = statement.optionalInteger(EventColumn.sku)
        let channel = statement.optionalInteger(EventColumn.channel)
        fields.source = try names.sources.code(statement.integer(EventColumn.source))
        fields.line = statement.optionalText(EventColumn.line).map { Line(trusted: $0) }
        fields.sku = try sku.map { try names.skus.code($0) }
        fields.quantity = statement.optionalInteger(EventColumn.quantity).map { Quantity($0) }
        fields.stage = route.stage
        fields.fromStage = route.fromStage
        fields.toWarehouse = route.toWarehouse == 0 ? nil : try names.warehouses.code(route.toWarehouse)
        fields.shipment = route.shipment == 0 ? nil : try names.shipments.code(route.shipment)
        fields.channel = try channel.map { try names.channels.code($0) }
        if let amount = statement.optionalInteger(EventColumn.amount) {
            fields.amount = Money(
                storedMinorUnits: amount,
                currency: Currency(trusted: statement.text(EventColumn.currency))
            )
        }
        fields.memo = route.memo
        if !statement.isNull(DetailColumn.seq) { fields.detail = detail() }
        let stated = try stating()
        return StoredEvent(
            seq: statement.integer(EventColumn.seq),
            batch: statement.integer(EventColumn.batch),
            row: statement.optionalInteger(EventColumn.row),
            event: Event(
                stored: fields,
                document: Document(trusted: statement.text(EventColumn.document)),
                warehouse: try names.warehouses.code(route.warehouse),
                occurredAt: Instant(milliseconds: statement.integer(EventColumn.occurredAt))
            ),
            reverses: statement.optionalInteger(EventColumn.reverses),
            statedInBatch: stated.batch,
            statedInRow: stated.row,
            ids: EventIDs(
                route: statement.integer(EventColumn.route),
                source: statement.integer(EventColumn.source),
                sku: sku ?? 0,
                writtenSKU: try fields.detail.written?.sku.flatMap { try names.skus.known($0) },
                channel: channel,
                shipment: route.shipment
            ),
            statement: statement.optionalInteger(DetailColumn.statement),
            origin: statement.optionalInteger(DetailColumn.origin)
        )
    }

    /// The batch and the row that stated the event just read.
    private func stating() throws -> (batch: Int64, row: Int64?) {
        let own = (
            batch: statement.integer(EventColumn.batch), row: statement.optionalInteger(EventColumn.row)
        )
        for (column, select) in [
            (DetailColumn.statement, selectStatement), (DetailColumn.origin, selectOrigin),
        ]
        where !statement.isNull(column) {
            select.bind(statement.integer(column), at: 1)
            defer { select.reset() }
            if try select.next() { return (select.integer(0), select.optionalInteger(1)) }
        }
        return own
    }

    /// Refuses numbers that no event can have, before computing with them.
    private func checkNumbers() throws {
        let seq = statement.integer(EventColumn.seq)
        guard seq > 0, statement.integer(EventColumn.batch) >= 0,
            statement.integer(EventColumn.quantity) != .min,
            statement.integer(EventColumn.amount) != .min,
            Instant.range.contains(Instant(milliseconds: statement.integer(EventColumn.occurredAt))),
            isTimeOrNull(DetailColumn.eta), isTimeOrNull(DetailColumn.statedAt),
            statement.isNull(DetailColumn.pedimento)
                || statement.text(DetailColumn.pedimento).utf8.count == 15,
            statement.isNull(DetailColumn.part)
                || WrittenCodes.parts.contains(statement.integer(DetailColumn.part))
                    && WrittenCodes.unitsRange.contains(statement.integer(DetailColumn.units))
        else { throw LedgerError(.damaged, "event \(seq) has a number that no event can have; run verify") }
    }

    private func isTimeOrNull(_ column: DetailColumn) -> Bool {
        statement.isNull(column) || Instant.range.contains(Instant(milliseconds: statement.integer(column)))
    }

    private func detail() -> EventDetail {
        var detail = EventDetail()
        detail.order = statement.optionalText(DetailColumn.order).map { Document(trusted: $0) }
        detail.pedimento = statement.optionalText(DetailColumn.pedimento).map { Pedimento(trusted: $0) }
        detail.importerRFC = statement.optionalText(DetailColumn.importerRFC).map { ImporterRFC(trusted: $0) }
        detail.mode = statement.optionalText(DetailColumn.mode)
        detail.forwarder = statement.optionalText(DetailColumn.forwarder)
        detail.eta = statement.optionalInteger(DetailColumn.eta).map { Instant(milliseconds: $0) }
        detail.tracking = statement.optionalText(DetailColumn.tracking)
        detail.reason = statement.optionalText(DetailColumn.reason)
        detail.statedAt = statement.optionalInteger(DetailColumn.statedAt).map { Instant(milliseconds: $0) }
        detail.note = statement.optionalText(DetailColumn.note)
        detail.orderSource = statement.optionalText(DetailColumn.orderSource).map { Source(trusted: $0) }
        if !statement.isNull(DetailColumn.part) {
            var written = WrittenCodes()
            written.sku = statement.optionalText(DetailColumn.skuWritten).map { SKU(trusted: $0) }
            written.warehouse = statement.optionalText(DetailColumn.warehouseWritten).map {
                Warehouse(trusted: $0)
            }
            written.toWarehouse = statement.optionalText(DetailColumn.toWarehouseWritten).map {
                Warehouse(trusted: $0)
            }
            written.part = statement.integer(DetailColumn.part)
            written.units = statement.integer(DetailColumn.units)
            detail.written = written
        }
        return detail
    }
}

/// The columns of a query of events with their details.
extension RowStatement {
    func integer(_ column: EventColumn) -> Int64 { integer(column.rawValue) }
    func optionalInteger(_ column: EventColumn) -> Int64? { optionalInteger(column.rawValue) }
    fileprivate func text(_ column: EventColumn) -> String { text(column.rawValue) }
    fileprivate func optionalText(_ column: EventColumn) -> String? { optionalText(column.rawValue) }

    fileprivate func integer(_ column: DetailColumn) -> Int64 { integer(column.place) }
    fileprivate func optionalInteger(_ column: DetailColumn) -> Int64? { optionalInteger(column.place) }
    fileprivate func text(_ column: DetailColumn) -> String { text(column.place) }
    fileprivate func optionalText(_ column: DetailColumn) -> String? { optionalText(column.place) }
    fileprivate func isNull(_ column: DetailColumn) -> Bool { isNull(column.place) }
}

extension DetailColumn {
    /// The detail's columns follow the event's columns.
    fileprivate var place: Int32 { EventColumn.count + rawValue }
}
