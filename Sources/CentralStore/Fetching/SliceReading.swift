import InventoryLedger

/// A part of a book on its way into a file, in the order in which its rows refer to each other.
struct SliceReading {
    private let part: SlicePart
    private let batches: Numbering
    private let earlier: EarlierSlice?
    /// The events that were written.
    private(set) var events: Int64 = 0
    /// Those of them that came from the store.
    private(set) var fresh: Int64 = 0

    init(_ part: SlicePart, _ rows: [Numbering.Batch], earlier: EarlierSlice? = nil) throws {
        self.part = part
        self.earlier = earlier
        batches = try Numbering(rows)
    }

    /// The batches of a part of a book, by ledger and batch.
    static func batches(_ part: SlicePart) throws -> [Numbering.Batch] {
        try part.connection.query(
            """
            SELECT ledger, batch, recorded_at, events, last_seq FROM tarima.batch
             WHERE book = $1 AND ledger = coalesce($2, ledger) ORDER BY ledger, batch
            """,
            [.integer(part.book), .integer(part.ledger)]
        ).all.map { row in
            Numbering.Batch(
                ledger: try row.number(0),
                batch: try row.number(1),
                recordedAt: try row.number(2),
                events: try row.number(3),
                lastSeq: try row.number(4)
            )
        }
    }

    /// Writes the part. Returns how its events and statements were numbered.
    @discardableResult
    mutating func write(into copy: LedgerCopy) throws -> SliceNumbers {
        let names = try SliceNames(part, into: copy)
        let sums = SliceSums(part: part, names: names)
        var log = try SliceLog(part, SliceNumbers(part, names, batches), earlier: earlier)
        switch part.detail {
        case .events: try log.writeEvents(into: copy)
        case .sums: try sums.writeCells(into: copy)
        case .stock: try sums.writeStock(into: copy)
        }
        try log.writeBatches(into: copy)
        try SliceAttachments(part: part, numbers: log.numbers, earlier: earlier).write(into: copy)
        if part.ledger == nil { try sums.writeUseAndOpenings(into: copy) }
        (events, fresh) = (log.numbers.events.last, log.fresh)
        return log.numbers
    }
}
