import GRDB

/// Writes blocks of events into the log or its temporary copy, many events per statement, because running a statement
/// costs more than inserting a row.
final class EventWriter {
    private let insertEvent: RowStatement
    private let insertEvents: LazyStatement
    private let insertDetail: LazyStatement
    private let insertDetails: LazyStatement
    private let insertWholeDetails: LazyStatement
    /// The positions of a block's events that have a detail.
    private var detailed: [Int] = []

    static let rowsPerStatement = 32

    init(_ database: Database, table: EventTable) throws {
        let many = Self.rowsPerStatement
        insertEvent = try RowStatement(database, table.eventInsertion(rows: 1))
        insertEvents = LazyStatement(database, table.eventInsertion(rows: many))
        insertDetail = LazyStatement(
            database,
            table.detailInsertion(rows: 1, columns: DetailColumn.allCases.count)
        )
        insertDetails = LazyStatement(
            database,
            table.detailInsertion(rows: many, columns: DetailColumn.plainCount)
        )
        insertWholeDetails = LazyStatement(
            database,
            table.detailInsertion(rows: many, columns: DetailColumn.allCases.count)
        )
    }

    /// Writes events of a block, numbered from `seq` on, without creating a text for each value.
    func write(
        _ events: PlainRange,
        _ names: FileNames,
        seq: Int64,
        batch: Int64
    ) throws {
        let firstPlace = events.range.lowerBound
        var next = firstPlace
        let hasRests = !names.rests.isEmpty
        detailed.removeAll(keepingCapacity: true)
        while next < events.range.upperBound {
            let isMany = events.range.upperBound - next >= Self.rowsPerStatement
            let statement = isMany ? try insertEvents.prepared() : insertEvent
            let count = isMany ? Self.rowsPerStatement : 1
            for offset in 0..<count {
                let event = events.all[next + offset]
                let form = names.forms[event.form]
                bind(
                    event,
                    form,
                    sku: event.sku < 0 ? nil : names.skus[event.sku].id,
                    seq: seq + Int64(next + offset - firstPlace),
                    batch: batch,
                    to: BoundRow(
                        statement: statement,
                        offset: 1 + Int32(truncatingIfNeeded: offset) * EventColumn.count
                    ),
                    in: events.bytes
                )
                let hasRest = hasRests && !names.rests[next + offset].isEmpty
                if form.hasDetail || event.hasDetail || hasRest { detailed.append(next + offset) }
            }
            try statement.run()
            next += count
        }
        try writeDetails(events, names, seq: seq)
    }

    /// Writes the details of the events that have one.
    private func writeDetails(_ events: PlainRange, _ names: FileNames, seq: Int64) throws {
        var next = 0
        let hasRests = !names.rests.isEmpty
        while next < detailed.count {
            let isMany = detailed.count - next >= Self.rowsPerStatement
            let isWhole = hasRests || !isMany
            let many = hasRests ? insertWholeDetails : insertDetails
            let statement = try isMany ? many.prepared() : insertDetail.prepared()
            let count = isMany ? Self.rowsPerStatement : 1
            let columns = isWhole ? DetailColumn.allCases.count : DetailColumn.plainCount
            for offset in 0..<count {
                let place = detailed[next + offset]
                let event = events.all[place]
                let form = names.forms[event.form]
                let row = BoundDetail(
                    statement: statement,
                    offset: 1 + Int32(truncatingIfNeeded: offset * columns)
                )
                row.bind(seq + Int64(place - events.range.lowerBound), .seq)
                row.bind(event.order, .order, in: events.bytes)
                row.bind(shared: form.form.detail)
                row.bind(event.tracking, .tracking, in: events.bytes)
                if isWhole { row.bind(rest: form.form.detail, hasRests ? names.rests[place] : nil) }
            }
            try statement.run()
            next += count
        }
    }

    private func bind(
        _ event: PlainEvent,
        _ form: FormIDs,
        sku: Int64?,
        seq: Int64,
        batch: Int64,
        to row: BoundRow,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        row.bind(seq, .seq)
        row.bind(batch, .batch)
        row.bind(event.row == 0 ? nil : event.row, .row)
        row.bind(form.ids.route, .route)
        row.bind(form.ids.source, .source)
        row.statement.bind(text: event.document.bytes(in: bytes), at: row.index(.document))
        if event.line.count > 0 {
            row.statement.bind(text: event.line.bytes(in: bytes), at: row.index(.line))
        } else {
            row.statement.bindNull(at: row.index(.line))
        }
        row.bind(sku, .sku)
        row.bind(form.hasGoods ? event.quantity : nil, .quantity)
        row.bind(event.occurredAt, .occurredAt)
        row.bind(form.ids.channel, .channel)
        if let currency = form.currency {
            row.bind(event.amount, .amount)
            row.bind(currency, .currency)
        } else {
            row.statement.bindNull(at: row.index(.amount))
            row.statement.bindNull(at: row.index(.currency))
        }
        row.bind(event.reverses == 0 ? nil : event.reverses, .reverses)
    }
}

/// One row of a statement that inserts events.
private struct BoundRow {
    let statement: RowStatement
    let offset: Int32

    @inline(__always) func index(_ column: EventColumn) -> Int32 { offset + column.rawValue }
    @inline(__always) func bind(_ value: Int64, _ column: EventColumn) {
        statement.bind(value, at: index(column))
    }
    @inline(__always) func bind(_ value: Int64?, _ column: EventColumn) {
        statement.bind(value, at: index(column))
    }
    @inline(__always) func bind(_ text: String, _ column: EventColumn) {
        statement.bind(text, at: index(column))
    }
}

/// One row of a statement that inserts details.
private struct BoundDetail {
    let statement: RowStatement
    let offset: Int32

    @inline(__always) func bind(_ value: Int64?, _ column: DetailColumn) {
        statement.bind(value, at: offset + column.rawValue)
    }
    @inline(__always) func bind(_ text: String?, _ column: DetailColumn) {
        statement.bind(text, at: offset + column.rawValue)
    }

    func bind(_ span: PlainEvent.Span, _ column: DetailColumn, in bytes: UnsafeBufferPointer<UInt8>) {
        if span.count > 0 {
            statement.bind(text: span.bytes(in: bytes), at: offset + column.rawValue)
        } else {
            statement.bindNull(at: offset + column.rawValue)
        }
    }

    /// Binds the values that the events of a form share.
    func bind(shared detail: EventDetail) {
        bind(detail.pedimento?.digits, .pedimento)
        bind(detail.importerRFC?.text, .importerRFC)
        bind(detail.mode, .mode)
        bind(detail.forwarder, .forwarder)
        bind(detail.eta?.milliseconds, .eta)
        bind(detail.reason, .reason)
        bind(detail.note, .note)
    }

    /// Binds the columns that no event of a file's form has.
    func bind(rest detail: EventDetail, _ rest: EventRest?) {
        bind(rest?.statedAt, .statedAt)
        bind(detail.written?.sku?.text, .skuWritten)
        bind(detail.written?.warehouse?.text, .warehouseWritten)
        bind(detail.written?.toWarehouse?.text, .toWarehouseWritten)
        bind(detail.written?.part, .part)
        bind(detail.written?.units, .units)
        bind(rest?.links.statement, .statement)
        bind(rest?.links.origin, .origin)
        bind(detail.orderSource?.text, .orderSource)
    }
}
