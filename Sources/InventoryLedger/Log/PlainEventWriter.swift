import GRDB

/// Writes plain events into the log, many a statement and without a text for each value: to run a statement costs more
/// than to insert a row.
final class PlainEventWriter {
    private let insertMany: RowStatement
    private let insertOne: RowStatement
    private let insertDetail: RowStatement

    private static let eventsPerStatement = 32
    private static let columns: Int32 = 14

    init(_ database: Database) throws {
        func statement(events: Int) throws -> RowStatement {
            let row = "(" + Array(repeating: "?", count: Int(Self.columns)).joined(separator: ", ") + ")"
            let values = Array(repeating: row, count: events).joined(separator: ", ")
            return try RowStatement(
                database,
                """
                INSERT INTO event (seq, batch, row, route, source, document, line, sku, quantity, occurred_at,
                    channel, amount, currency, reverses)
                VALUES \(values)
                """
            )
        }
        insertMany = try statement(events: Self.eventsPerStatement)
        insertOne = try statement(events: 1)
        insertDetail = try RowStatement(
            database,
            """
            INSERT INTO event_detail (seq, "order", pedimento, importer_rfc, mode, forwarder, eta, tracking, reason, note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
    }

    /// Writes events under the numbers from `seq` on.
    func write(
        _ events: PlainRange,
        forms: [FormIDs],
        skus: [FileSKU],
        seq: Int64,
        batch: Int64
    ) throws {
        let firstPlace = events.range.lowerBound
        var next = firstPlace
        var hasDetails = false
        while next < events.range.upperBound {
            let isMany = events.range.upperBound - next >= Self.eventsPerStatement
            let statement = isMany ? insertMany : insertOne
            let count = isMany ? Self.eventsPerStatement : 1
            for offset in 0..<count {
                let event = events.all[next + offset]
                let form = forms[event.form]
                bind(
                    event,
                    form,
                    sku: event.sku < 0 ? nil : skus[event.sku].id,
                    seq: seq + Int64(next + offset - firstPlace),
                    batch: batch,
                    to: statement,
                    after: Int32(offset) * Self.columns,
                    in: events.bytes
                )
                if form.hasDetail || event.hasDetail { hasDetails = true }
            }
            try statement.run()
            next += count
        }
        guard hasDetails else { return }
        for place in events.range {
            let event = events.all[place]
            let form = forms[event.form]
            guard form.hasDetail || event.hasDetail else { continue }
            try writeDetail(event, form, seq: seq + Int64(place - firstPlace), in: events.bytes)
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

    private func writeDetail(
        _ event: PlainEvent,
        _ form: FormIDs,
        seq: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        func bind(_ span: PlainEvent.Span, at index: Int32) {
            if span.count > 0 {
                insertDetail.bind(text: span.bytes(in: bytes), at: index)
            } else {
                insertDetail.bindNull(at: index)
            }
        }
        let detail = form.form.detail
        insertDetail.bind(seq, at: 1)
        bind(event.order, at: 2)
        insertDetail.bind(detail.pedimento?.digits, at: 3)
        insertDetail.bind(detail.importerRFC?.text, at: 4)
        insertDetail.bind(detail.mode, at: 5)
        insertDetail.bind(detail.forwarder, at: 6)
        insertDetail.bind(detail.eta?.milliseconds, at: 7)
        bind(event.tracking, at: 8)
        insertDetail.bind(detail.reason, at: 9)
        insertDetail.bind(detail.note, at: 10)
        try insertDetail.run()
    }
}
