import GRDB

/// Reads the ledger's events in order, for files that repeat earlier ones. The row after a known event is most likely
/// the next event, which saves a search.
final class BookScan {
    private let select: RowStatement
    private let selectDetail: RowStatement
    private let selectReversed: RowStatement
    private let last: Int64
    /// The current event; 0 if there is none.
    private var seq: Int64 = 0
    /// Where reading starts, once a row needs it; 0 if it has started or is not needed.
    private var start: Int64 = 0
    /// The next event with a detail, and the next reversed one; `max` if there is none.
    private var detailSeq: Int64 = .max
    private var reversedSeq: Int64 = .max
    /// Consecutive wrong guesses. For a file in another order, guessing is not worth it.
    private var misses = 0
    private static let missesMax = 64
    private static let pauseRows = 2048

    /// - Parameter last: the last event of the ledger.
    init(_ database: Database, last: Int64) throws {
        self.last = last
        select = try RowStatement(
            database,
            """
            SELECT \(EventColumn.allCases.map(\.name).joined(separator: ", "))
              FROM event WHERE seq >= ? AND seq <= ? ORDER BY seq
            """
        )
        selectDetail = try RowStatement(
            database,
            """
            SELECT seq, "order", tracking, reason, coalesce(stated_at, part, statement, origin) IS NULL,
                   coalesce(pedimento, importer_rfc, mode, forwarder, eta, note) IS NULL,
                   pedimento, importer_rfc, mode, forwarder, eta, note, order_source
              FROM event_detail WHERE seq >= ? AND seq <= ? ORDER BY seq
            """
        )
        selectReversed = try RowStatement(
            database,
            "SELECT reverses FROM event WHERE reverses >= ? ORDER BY reverses LIMIT 1"
        )
    }

    /// Moves to the event after one that a row repeats.
    func follow(_ known: Int64) {
        guard known < last else { return }
        if misses >= Self.missesMax {
            // Guess again now and then, because the file may have returned to the ledger's order.
            misses = misses > Self.missesMax + Self.pauseRows ? 0 : misses + 1
            return
        }
        leave()
        start = known + 1
    }

    /// The number of the current event, if it is live and equal to the row.
    func takeIfStated(
        _ event: PlainEvent,
        _ form: FormIDs,
        sku: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws -> Int64? {
        if start != 0 { try begin() }
        // Files repeat neither reversals nor reversed events.
        while seq != 0, !select.isNull(EventColumn.reverses.rawValue) || seq == reversedSeq { try step() }
        guard seq != 0 else { return nil }
        guard states(event, form, sku: sku, in: bytes) else {
            misses += 1
            return nil
        }
        misses = 0
        let found = seq
        try step()
        return found
    }

    private func begin() throws {
        select.bind(start, at: 1)
        select.bind(last, at: 2)
        selectDetail.bind(start, at: 1)
        selectDetail.bind(last, at: 2)
        try nextDetail()
        try findReversed(from: start)
        start = 0
        try step()
    }

    private func states(
        _ event: PlainEvent,
        _ form: FormIDs,
        sku: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let currency = EventColumn.currency.rawValue
        guard select.integer(EventColumn.occurredAt) == event.occurredAt,
            select.integer(EventColumn.route) == form.ids.route,
            select.integer(EventColumn.source) == form.ids.source, select.integer(EventColumn.sku) == sku,
            select.text(EventColumn.document.rawValue, hasBytes: event.document.bytes(in: bytes)),
            select.text(EventColumn.line.rawValue, hasBytes: event.line.bytes(in: bytes)),
            select.optionalInteger(EventColumn.quantity) == (form.hasGoods ? event.quantity : nil),
            select.optionalInteger(EventColumn.channel) == form.ids.channel,
            select.optionalInteger(EventColumn.amount) == (form.currency == nil ? nil : event.amount),
            hasText(select, currency, form.currency)
        else { return false }
        let detail = form.form.detail
        guard seq == detailSeq else {
            return !form.hasDetail && event.order.count == 0 && event.tracking.count == 0
        }
        return selectDetail.integer(4) != 0
            && selectDetail.text(1, hasBytes: event.order.bytes(in: bytes))
            && selectDetail.text(2, hasBytes: event.tracking.bytes(in: bytes))
            && hasText(selectDetail, 3, detail.reason)
            && (form.hasReasonAtMost ? selectDetail.integer(5) != 0 : hasPapers(detail))
    }

    /// Whether the current detail has the rest of a form's detail.
    private func hasPapers(_ detail: EventDetail) -> Bool {
        detail.written == nil && selectDetail.optionalInteger(10) == detail.eta?.milliseconds
            && hasText(selectDetail, 6, detail.pedimento?.digits)
            && hasText(selectDetail, 7, detail.importerRFC?.text)
            && hasText(selectDetail, 8, detail.mode) && hasText(selectDetail, 9, detail.forwarder)
            && hasText(selectDetail, 11, detail.note)
            && hasText(selectDetail, 12, detail.orderSource?.text)
    }

    private func hasText(_ statement: RowStatement, _ column: Int32, _ text: String?) -> Bool {
        guard var text else { return statement.isNull(column) }
        return text.withUTF8 { statement.text(column, hasBytes: $0) }
    }

    private func step() throws {
        seq = try select.next() ? select.integer(EventColumn.seq) : 0
        guard seq != 0 else { return }
        while detailSeq < seq { try nextDetail() }
        if reversedSeq < seq { try findReversed(from: seq) }
    }

    private func nextDetail() throws {
        detailSeq = try selectDetail.next() ? selectDetail.integer(0) : .max
    }

    private func findReversed(from seq: Int64) throws {
        selectReversed.bind(seq, at: 1)
        defer { selectReversed.reset() }
        reversedSeq = try selectReversed.next() ? selectReversed.integer(0) : .max
    }

    /// Stops reading until there is an event to follow.
    func leave() {
        select.reset()
        selectDetail.reset()
        seq = 0
        start = 0
    }
}
