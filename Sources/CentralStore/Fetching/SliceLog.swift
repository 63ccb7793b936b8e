import InventoryLedger

/// The log of a part of a book on its way into a file, with its batches and statements.
///
/// It is read ledger by ledger, each in its own order, and merged by batches. So the store sorts nothing, and no more
/// than some rows of each ledger are held. What an earlier file has is taken from there.
struct SliceLog {
    private let part: SlicePart
    private let earlier: EarlierSlice?
    private(set) var numbers: SliceNumbers
    /// The events that were written of each batch.
    private var written: [Int64]
    /// The events that came from the store.
    private(set) var fresh: Int64 = 0

    init(_ part: SlicePart, _ numbers: SliceNumbers, earlier: EarlierSlice?) throws {
        self.part = part
        self.earlier = earlier
        self.numbers = numbers
        written = [Int64](repeating: 0, count: numbers.batches.batches.count)
        // The statements are numbered first, because events refer to them.
        if part.detail == .events { try numberStatements() }
    }

    private mutating func numberStatements() throws {
        var known: [Int64: [Int64: (Int64, Int64)]] = [:]
        for row in try part.connection.query(
            """
            SELECT ledger, batch, min(id), max(id) FROM tarima.statement
             WHERE book = $1 AND ledger = coalesce($2, ledger) GROUP BY ledger, batch
            """,
            [.integer(part.book), .integer(part.ledger)]
        ).all {
            known[try row.number(0), default: [:]][try row.number(1)] = (try row.number(2), try row.number(3))
        }
        for batch in numbers.batches.batches {
            guard let (first, last) = known[batch.ledger]?[batch.batch] else { continue }
            try numbers.statements.add(first, last, of: batch.ledger)
        }
    }

    mutating func writeEvents(into copy: LedgerCopy) throws {
        var cursors: [Int64: RowCursor] = [:]
        for ledger in numbers.batches.ledgers {
            guard numbers.batches.lastBatch(of: ledger) > earlier?.lastBatch(of: ledger) ?? 0 else {
                continue
            }
            cursors[ledger] = try cursor(of: ledger)
        }
        // What was read of a ledger but belongs to a later batch.
        var ahead: [Int64: QueryRow] = [:]
        let row = MappedRow(.event)
        let batchColumn = RecordedTable.event.place("batch")
        for (place, batch) in numbers.batches.batches.enumerated() {
            if let earlier, batch.batch <= earlier.lastBatch(of: batch.ledger) {
                written[place] = try writeEvents(of: batch, from: earlier, row, into: copy)
            } else {
                while let next = try ahead[batch.ledger] ?? cursors[batch.ledger]?.row() {
                    ahead[batch.ledger] = nil
                    let seq = try next.number(0)
                    guard seq <= batch.lastSeq else {
                        ahead[batch.ledger] = next
                        break
                    }
                    try numbers.events.add(seq, seq, of: batch.ledger)
                    try numbers.take(next, of: batch.ledger, into: row)
                    row.replace(batchColumn, by: Int64(place) + 1)
                    try copy.insertEvent(row)
                    written[place] += 1
                }
                fresh += written[place]
            }
            guard !part.isWhole || written[place] == batch.events else {
                throw CentralError(
                    .damaged,
                    "events of batch \(batch.batch) of a ledger are missing in the store"
                )
            }
        }
    }

    /// The events of a ledger that no earlier file has.
    private func cursor(of ledger: Int64) throws -> RowCursor {
        // The store has no batch of an event: it follows from the number.
        let columns = RecordedTable.event.columns
            .map { $0.name == "batch" ? "NULL::bigint" : "\"\($0.name)\"" }.joined(separator: ", ")
        let condition = part.skus == nil ? "" : " AND (sku = ANY ($4::int[]) OR sku = 0)"
        return try RowCursor(
            part.connection,
            name: "events_\(ledger)",
            "SELECT \(columns) FROM tarima.event WHERE book = $1 AND ledger = $2 AND seq > $3\(condition) "
                + "ORDER BY seq",
            [.integer(part.book), .integer(ledger), .integer(earlier?.lastSeq(of: ledger) ?? 0)]
                + (part.skus == nil ? [] : [part.skuList])
        )
    }

    /// Returns how many events the earlier file has of a batch.
    private mutating func writeEvents(
        of batch: Numbering.Batch,
        from earlier: EarlierSlice,
        _ row: MappedRow,
        into copy: LedgerCopy
    ) throws -> Int64 {
        var count: Int64 = 0
        try earlier.forEachEvent(of: batch) { found, own in
            try numbers.events.add(own, own, of: batch.ledger)
            try earlier.take(found, into: row, numbers, copy)
            try copy.insertEvent(row)
            count += 1
        }
        return count
    }

    /// A batch has as many events as the file has of it.
    func writeBatches(into copy: LedgerCopy) throws {
        let table = RecordedTable.batch
        let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let events = table.place("events")
        let row = MappedRow(table)
        // Batches are few, and undos refer to those before them.
        var rows: [Int64: QueryRow] = [:]
        for found in try part.connection.query(
            "SELECT \(columns), ledger FROM tarima.batch WHERE book = $1 AND ledger = coalesce($2, ledger)",
            [.integer(part.book), .integer(part.ledger)]
        ).all {
            let number = try numbers.batches.number(
                ofBatch: found.number(0),
                of: found.number(table.columns.count)
            )
            rows[number] = found
        }
        for (place, batch) in numbers.batches.batches.enumerated() {
            guard let found = rows[Int64(place) + 1] else { continue }
            try numbers.take(found, of: batch.ledger, into: row)
            row.replace(events, by: written[place])
            try copy.insert(row, into: table)
        }
    }
}
