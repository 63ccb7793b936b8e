import GRDB

/// Writes plain events into the log, many a statement and without a text for each value: to run a statement costs more
/// than to insert a row.
final class PlainEventWriter {
    private let insertMany: RowStatement
    private let insertOne: RowStatement
    private let insertManyDetails: RowStatement
    private let insertDetail: RowStatement
    /// The places of events that carry something beside their move.
    private var detailed: [Int] = []

    private static let eventsPerStatement = 32
    private static let columns: Int32 = 14
    private static let detailsPerStatement = 32
    private static let detailColumns: Int32 = 10

    init(_ database: Database) throws {
        func statement(_ head: String, columns: Int32, rows: Int) throws -> RowStatement {
            let row = "(" + Array(repeating: "?", count: Int(columns)).joined(separator: ", ") + ")"
            let values = Array(repeating: row, count: rows).joined(separator: ", ")
            return try RowStatement(database, "\(head) VALUES \(values)")
        }
        let event = """
            INSERT INTO event (seq, batch, row, route, source, document, line, sku, quantity, occurred_at, channel,
                amount, currency, reverses)
            """
        insertMany = try statement(event, columns: Self.columns, rows: Self.eventsPerStatement)
        insertOne = try statement(event, columns: Self.columns, rows: 1)
        let detail = """
            INSERT INTO event_detail (seq, "order", pedimento, importer_rfc, mode, forwarder, eta, tracking, reason, note)
            """
        insertManyDetails = try statement(detail, columns: Self.detailColumns, rows: Self.detailsPerStatement)
        insertDetail = try statement(detail, columns: Self.detailColumns, rows: 1)
    }

    /// Writes events under the numbers from `seq` on.
    func write(
        _ events: PlainRange,
        _ names: FileNames,
        seq: Int64,
        batch: Int64
    ) throws {
        let firstPlace = events.range.lowerBound
        var next = firstPlace
        detailed.removeAll(keepingCapacity: true)
        while next < events.range.upperBound {
            let isMany = events.range.upperBound - next >= Self.eventsPerStatement
            let statement = isMany ? insertMany : insertOne
            let count = isMany ? Self.eventsPerStatement : 1
            for offset in 0..<count {
                let event = events.all[next + offset]
                let form = names.forms[event.form]
                bind(
                    event,
                    form,
                    sku: event.sku < 0 ? nil : names.skus[event.sku].id,
                    seq: seq + Int64(next + offset - firstPlace),
                    batch: batch,
                    to: statement,
                    after: Int32(truncatingIfNeeded: offset) * Self.columns,
                    in: events.bytes
                )
                if form.hasDetail || event.hasDetail { detailed.append(next + offset) }
            }
            try statement.run()
            next += count
        }
        try writeDetails(events, names, seq: seq)
    }

    /// Writes what some of the events carry beside their move.
    private func writeDetails(_ events: PlainRange, _ names: FileNames, seq: Int64) throws {
        var next = 0
        while next < detailed.count {
            let isMany = detailed.count - next >= Self.detailsPerStatement
            let statement = isMany ? insertManyDetails : insertDetail
            let count = isMany ? Self.detailsPerStatement : 1
            for offset in 0..<count {
                let place = detailed[next + offset]
                let event = events.all[place]
                bindDetail(
                    event,
                    names.forms[event.form].form.detail,
                    seq: seq + Int64(place - events.range.lowerBound),
                    to: statement,
                    after: Int32(truncatingIfNeeded: offset) * Self.detailColumns,
                    in: events.bytes
                )
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
        to statement: RowStatement,
        after index: Int32,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        statement.bind(seq, at: index + 1)
        statement.bind(batch, at: index + 2)
        statement.bind(event.row, at: index + 3)
        statement.bind(form.ids.route, at: index + 4)
        statement.bind(form.ids.source, at: index + 5)
        statement.bind(text: event.document.bytes(in: bytes), at: index + 6)
        if event.line.count > 0 {
            statement.bind(text: event.line.bytes(in: bytes), at: index + 7)
        } else {
            statement.bindNull(at: index + 7)
        }
        statement.bind(sku, at: index + 8)
        statement.bind(form.hasGoods ? event.quantity : nil, at: index + 9)
        statement.bind(event.occurredAt, at: index + 10)
        statement.bind(form.ids.channel, at: index + 11)
        if let currency = form.currency {
            statement.bind(event.amount, at: index + 12)
            statement.bind(currency, at: index + 13)
        } else {
            statement.bindNull(at: index + 12)
            statement.bindNull(at: index + 13)
        }
        statement.bindNull(at: index + 14)
    }

    private func bindDetail(
        _ event: PlainEvent,
        _ detail: EventDetail,
        seq: Int64,
        to statement: RowStatement,
        after index: Int32,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        func bind(_ span: PlainEvent.Span, at index: Int32) {
            if span.count > 0 {
                statement.bind(text: span.bytes(in: bytes), at: index)
            } else {
                statement.bindNull(at: index)
            }
        }
        statement.bind(seq, at: index + 1)
        bind(event.order, at: index + 2)
        statement.bind(detail.pedimento?.digits, at: index + 3)
        statement.bind(detail.importerRFC?.text, at: index + 4)
        statement.bind(detail.mode, at: index + 5)
        statement.bind(detail.forwarder, at: index + 6)
        statement.bind(detail.eta?.milliseconds, at: index + 7)
        bind(event.tracking, at: index + 8)
        statement.bind(detail.reason, at: index + 9)
        statement.bind(detail.note, at: index + 10)
    }
}
