import GRDB

extension Ledger {
    /// What an undo did.
    public struct UndoResult: Sendable {
        /// The batch that takes the other back, nil where there was nothing left to undo.
        public let batch: Int64?
        /// Events taken back.
        public let reversed: Int64
        /// Events recorded again, which the undone batch had replaced.
        public let restored: Int64
        /// Other batches that had stated some of the events taken back: their files still do.
        public let alsoStatedBy: [Int64]
    }

    /// Takes a batch back: reverses its live events and restores those that it had replaced.
    ///
    /// Undoing twice writes nothing, and importing the same file again brings its events back. Undoing an undo brings
    /// them back as well.
    ///
    /// - Throws: `unknownBatch`.
    @discardableResult
    public func undo(batch id: Int64) throws -> UndoResult {
        try write { database in
            var result: UndoResult?
            try database.inTransaction(.immediate) {
                try Projections.checkVersion(database)
                guard let last = try BatchSpan.fetch(database, batch: id) else {
                    throw LedgerError(.unknownBatch, "there is no batch \(id); see: tarima batches")
                }
                let log = try LogWriter(database, settings: settings, action: .undo, undoes: id, now: clock())
                let undo = try Undo(log)
                let reversed = try undo.reverseLiveEvents(of: last)
                let restored = try undo.restoreReversedEvents(of: last)
                let alsoStatedBy = try undo.batchesStating(last)
                guard try reversed + restored > 0 || undo.hasDeclarations(of: last) else {
                    result = UndoResult(batch: nil, reversed: 0, restored: 0, alsoStatedBy: alsoStatedBy)
                    return .rollback
                }
                try log.close(counts: RowCounts())
                result = UndoResult(
                    batch: log.batch.id,
                    reversed: reversed,
                    restored: restored,
                    alsoStatedBy: alsoStatedBy
                )
                return .commit
            }
            guard let result else { throw LedgerError(.unexpected, "an undo ended without a result") }
            return result
        }
    }
}

/// Which events a batch appended: a range, since a batch is written in one go.
struct BatchSpan {
    let batch: Int64
    let first: Int64
    let last: Int64

    /// Nil where there is no such batch.
    static func fetch(_ database: Database, batch: Int64) throws -> BatchSpan? {
        let statement = try RowStatement(
            database,
            "SELECT (SELECT coalesce(sum(events), 0) FROM batch WHERE id < ?1), events FROM batch WHERE id = ?1"
        )
        statement.bind(batch, at: 1)
        defer { statement.reset() }
        guard try statement.next() else { return nil }
        let before = statement.integer(0)
        return BatchSpan(batch: batch, first: before + 1, last: before + statement.integer(1))
    }
}

/// The two halves of an undo, on the log being written.
private final class Undo {
    private let log: LogWriter
    /// How many events were reversed per key, and recorded again since.
    private var balance: [EventKey: Int] = [:]

    init(_ log: LogWriter) throws {
        self.log = log
    }

    /// Reverses what the batch recorded and nothing reversed since.
    func reverseLiveEvents(of span: BatchSpan) throws -> Int64 {
        let reader = try EventReader(
            log.database,
            names: log.names,
            where: """
                WHERE e.seq BETWEEN ? AND ? AND e.reverses IS NULL
                    AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq) ORDER BY e.seq
                """
        )
        reader.bind(span.first, at: 1)
        reader.bind(span.last, at: 2)
        var count: Int64 = 0
        while let stored = try reader.next() {
            try log.reverse(stored)
            count += 1
        }
        return count
    }

    /// Records again what the batch had reversed, unless that was recorded again since: as many events per key as
    /// were taken away, less those that came in the meantime.
    func restoreReversedEvents(of span: BatchSpan) throws -> Int64 {
        let reader = try EventReader(
            log.database,
            names: log.names,
            where: """
                WHERE e.seq IN (SELECT r.reverses FROM event r WHERE r.seq BETWEEN ? AND ? AND r.reverses IS NOT NULL)
                ORDER BY e.seq
                """
        )
        reader.bind(span.first, at: 1)
        reader.bind(span.last, at: 2)
        var count: Int64 = 0
        while let stored = try reader.next() {
            // An event that the batch itself recorded and replaced was never in the book without it.
            guard stored.seq < span.first else { continue }
            let key = EventKey(stored.event, stored.ids)
            if balance[key] == nil {
                balance[key] = try log.keys.members(key).filter { $0.seq >= span.first }.count
            }
            if let since = balance[key], since > 0 {
                balance[key] = since - 1
                continue
            }
            // The warehouse was opened at another instant since; that opening stands.
            if try log.openingProblem(stored.event) != nil { continue }
            let next = (try log.keys.lastNumber(key) ?? -1) + 1
            if next > 0, let line = stored.event.line, !line.namesGroup { continue }
            guard try log.keys.insert(key, n: next, seq: log.lastSeq + 1) else {
                throw LedgerError(
                    .damaged,
                    "the live keys of \(stored.event.document) are out of step; run verify"
                )
            }
            try log.append(stored.event, stored.ids, row: stored.row)
            count += 1
        }
        return count
    }

    /// Whether the batch states what is no event and was not taken back yet.
    func hasDeclarations(of span: BatchSpan) throws -> Bool {
        let statement = try RowStatement(log.database, "SELECT 1 FROM declaration WHERE batch = ? LIMIT 1")
        // An undo states nothing itself; taking it back brings back what it took away.
        var stating = span.batch
        while let undone = try BatchTable.fetch(log.database, where: "WHERE id = ?", id: stating).first?
            .undoes
        {
            stating = undone
        }
        statement.bind(stating, at: 1)
        defer { statement.reset() }
        return try statement.next()
            && !Declarations.batchesTakenBack(log.database, before: log.batch.id).contains(span.batch)
    }

    /// The other batches whose files had also stated events of this one.
    func batchesStating(_ span: BatchSpan) throws -> [Int64] {
        let statement = try RowStatement(
            log.database,
            """
            SELECT DISTINCT batch FROM restated WHERE first_seq <= ? AND last_seq >= ? AND batch <> ? ORDER BY batch
            """
        )
        statement.bind(span.last, at: 1)
        statement.bind(span.first, at: 2)
        statement.bind(span.batch, at: 3)
        var batches: [Int64] = []
        while try statement.next() { batches.append(statement.integer(0)) }
        return batches
    }
}
