import GRDB

/// Reads the book's events in the order of their numbers, for files that state again what they or others stated before:
/// the row after one that the book has is most likely the book's next event, which is told without a search.
final class BookScan {
    private let select: RowStatement
    private let selectDetail: RowStatement
    private let selectReversed: RowStatement
    private let last: Int64
    /// The event that the scan stands at; 0 where it stands at none.
    private var seq: Int64 = 0
    /// Where reading is to begin, once a row asks for it; 0 where it has begun, or is not wanted.
    private var start: Int64 = 0
    /// The next event with a detail, and the next one that was reversed; `max` where none follows.
    private var detailSeq: Int64 = .max
    private var reversedSeq: Int64 = .max
    /// Guesses that failed one after the other: a file in another order is not worth guessing.
    private var misses = 0
    private static let missesMax = 64
    private static let pauseRows = 2048

    /// - Parameter last: the last event of the book.
    init(_ database: Database, last: Int64) throws {
        self.last = last
        select = try RowStatement(
            database,
            """
            SELECT seq, route, source, document, line, sku, quantity, occurred_at, channel, amount, currency, reverses
              FROM event WHERE seq >= ? AND seq <= ? ORDER BY seq
            """
        )
        selectDetail = try RowStatement(
            database,
            """
            SELECT seq, "order", tracking, reason,
                   coalesce(pedimento, importer_rfc, mode, forwarder, eta, stated_at, note, part, statement, origin) IS NULL
              FROM event_detail WHERE seq >= ? AND seq <= ? ORDER BY seq
            """
        )
        selectReversed = try RowStatement(
            database,
            "SELECT reverses FROM event WHERE reverses >= ? ORDER BY reverses LIMIT 1"
        )
    }

    /// Goes to the event behind one that a row was found to state.
    func follow(_ known: Int64) {
        guard known < last else { return }
        if misses >= Self.missesMax {
            // Now and then the file may have come into the book's order.
            misses = misses > Self.missesMax + Self.pauseRows ? 0 : misses + 1
            return
        }
        leave()
        start = known + 1
    }

    /// The number of the event that the scan stands at, where it is a live one and states the same as the row.
    func takeIfStated(
        _ event: PlainEvent,
        _ form: FormIDs,
        sku: Int64,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws -> Int64? {
        if start != 0 { try begin() }
        // A reversal is nothing that a file states, nor is what was reversed.
        while seq != 0, !select.isNull(11) || seq == reversedSeq { try step() }
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
        guard select.integer(7) == event.occurredAt, select.integer(1) == form.ids.route,
            select.integer(2) == form.ids.source, select.integer(5) == sku,
            select.text(3, hasBytes: event.document.bytes(in: bytes)),
            select.text(4, hasBytes: event.line.bytes(in: bytes)),
            select.optionalInteger(6) == (form.hasGoods ? event.quantity : nil),
            select.optionalInteger(8) == form.ids.channel,
            select.optionalInteger(9) == (form.currency == nil ? nil : event.amount),
            form.currency.map({ hasText(select, 10, $0) }) ?? select.isNull(10)
        else { return false }
        let detail = form.form.detail
        guard seq == detailSeq else {
            return !form.hasDetail && event.order.count == 0 && event.tracking.count == 0
        }
        return selectDetail.integer(4) != 0 && form.hasReasonAtMost
            && selectDetail.text(1, hasBytes: event.order.bytes(in: bytes))
            && selectDetail.text(2, hasBytes: event.tracking.bytes(in: bytes))
            && (detail.reason.map { hasText(selectDetail, 3, $0) } ?? selectDetail.isNull(3))
    }

    private func hasText(_ statement: RowStatement, _ column: Int32, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { statement.text(column, hasBytes: $0) }
    }

    private func step() throws {
        seq = try select.next() ? select.integer(0) : 0
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

    /// Reads no further until there is an event to follow.
    func leave() {
        select.reset()
        selectDetail.reset()
        seq = 0
        start = 0
    }
}
