import InventoryLedger

/// A file with a part of a book that was fetched before. What it has need not be fetched again.
///
/// Nothing of a book changes but by further batches: so whatever the file has holds, if the store still has the same
/// heads, and only its numbers may be others, because later batches may come between.
final class EarlierSlice {
    private let file: RecordedSlice
    private let batches: Numbering
    private let events: NumberRuns
    private let statements: NumberRuns
    /// By ledger: the last batch and event that the file has.
    private let ends: [Int64: SliceNote.Head]
    /// By the number of a batch in the file: the last event before it.
    private let seqs: [Int64]
    private var codes: [RecordedCode: [Int64: Int64]] = [:]
    private var routes: [Int64: Int64] = [:]

    /// Nil if the file is of another part, or the store does not have the heads that it had.
    ///
    /// - Parameters:
    ///   - rows: the batches of the book now, by ledger and batch.
    init?(
        _ file: RecordedSlice,
        _ part: SlicePart,
        _ query: CentralStore.SliceQuery,
        of book: String,
        _ rows: [Numbering.Batch]
    ) throws {
        let note = file.note
        guard part.ledger == nil, note.book == book, note.detail == query.detail.rawValue,
            note.patterns == query.skus,
            Set(note.skus ?? []).isSubset(of: (part.skus ?? []).map { $0.code })
        else { return nil }
        for head in note.heads where head.batch > 0 {
            let stored = try part.connection.query(
                "SELECT digest FROM tarima.batch WHERE book = $1 AND ledger = $2 AND batch = $3",
                [.integer(part.book), .integer(head.ledger), .integer(head.batch)]
            )
            guard stored.count > 0, try stored[0].digest(0) == head.digest else { return nil }
        }
        let ends = Dictionary(note.heads.map { ($0.ledger, $0) }) { $1 }
        batches = try Numbering(rows.filter { $0.batch <= ends[$0.ledger]?.batch ?? 0 })
        var seqs: [Int64] = [0]
        try file.forEachBatch { seqs.append((seqs.last ?? 0) &+ $0) }
        guard seqs.count == batches.batches.count + 1 else { return nil }
        self.file = file
        self.ends = ends
        self.seqs = seqs
        events = try Self.runs(note.events)
        statements = try Self.runs(note.statements)
    }

    private static func runs(_ noted: [SliceNote.Run]) throws -> NumberRuns {
        var runs = NumberRuns()
        for run in noted { try runs.add(run.first, run.last, of: run.ledger) }
        return runs
    }

    /// The events that the file has.
    var count: Int64 { events.last }

    /// Whether the file has everything of these batches.
    func hasAll(_ rows: Int) -> Bool { rows == batches.batches.count }

    /// The last batch of a ledger that the file has; 0 for none.
    func lastBatch(of ledger: Int64) -> Int64 { ends[ledger]?.batch ?? 0 }

    /// The last event that the ledger had then; 0 for none.
    func lastSeq(of ledger: Int64) -> Int64 { ends[ledger]?.seq ?? 0 }

    /// Passes the events that the file has of a batch, with their numbers in their ledger.
    func forEachEvent(
        of batch: Numbering.Batch,
        _ body: (any RecordedRow, _ own: Int64) throws -> Void
    ) throws {
        let number = try batches.number(ofBatch: batch.batch, of: batch.ledger)
        guard seqs.indices.contains(Int(number)) else { throw Self.changed }
        let (first, last) = (seqs[Int(number) - 1] &+ 1, seqs[Int(number)])
        guard first <= last else { return }
        try file.forEachRow(of: .event, first...last) { row in
            guard let own = try row.integer(0).flatMap({ events.own(of: $0) }), own.ledger == batch.ledger
            else { throw Self.changed }
            try body(row, own.own)
        }
    }

    /// Passes the rows of another table.
    func forEachRow(of table: RecordedTable, _ body: (any RecordedRow) throws -> Void) throws {
        guard !batches.batches.isEmpty else { return }
        try file.forEachRow(of: table, 1...Int64(batches.batches.count), body)
    }

    /// Takes a row of the file with the numbers of the new one.
    func take(_ row: any RecordedRow, into mapped: MappedRow, _ numbers: SliceNumbers, _ copy: LedgerCopy)
        throws
    {
        try mapped.take(row) { meaning, number in
            switch meaning {
            case .text: return nil
            case .plain: return number
            case .route: return try route(number, copy)
            case .code(let kind): return number == 0 ? 0 : try code(number, kind, copy)
            case .event:
                return events.own(of: number).flatMap { numbers.events.number(of: $0.own, of: $0.ledger) }
            case .statement:
                return statements.own(of: number)
                    .flatMap { numbers.statements.number(of: $0.own, of: $0.ledger) }
            case .batch:
                guard let place = Int(exactly: number), 1...batches.batches.count ~= place else {
                    throw Self.changed
                }
                let batch = batches.batches[place - 1]
                return try numbers.batches.number(ofBatch: batch.batch, of: batch.ledger)
            }
        }
    }

    private func code(_ id: Int64, _ kind: RecordedCode, _ copy: LedgerCopy) throws -> Int64 {
        if let known = codes[kind]?[id] { return known }
        let new = try copy.id(file.code(id, kind), kind)
        codes[kind, default: [:]][id] = new
        return new
    }

    private func route(_ id: Int64, _ copy: LedgerCopy) throws -> Int64 {
        if let known = routes[id] { return known }
        var route = try file.route(id)
        func code(_ id: Int64, _ kind: RecordedCode) throws -> Int64 {
            id == 0 ? 0 : try self.code(id, kind, copy)
        }
        route.warehouse = try code(route.warehouse, .warehouse)
        route.toWarehouse = try code(route.toWarehouse, .warehouse)
        route.shipment = try code(route.shipment, .shipment)
        let new = try copy.id(route)
        routes[id] = new
        return new
    }

    private static let changed = LedgerError(
        .damaged,
        "the file that was fetched before was changed since; remove it and fetch it again"
    )
}
