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
    /// them back as well; they are then the batch's own again.
    ///
    /// - Throws: `unknownBatch`.
    @discardableResult
    public func undo(batch id: Int64) throws -> UndoResult {
        try write { database in
            var result: UndoResult?
            try database.inTransaction(.immediate) {
                try Projections.checkVersion(database)
                guard let span = try BatchSpan.fetch(database, batch: id) else {
                    throw LedgerError(.unknownBatch, "there is no batch \(id); see: tarima batches")
                }
                let log = try LogWriter(database, settings: settings, action: .undo, undoes: id, now: clock())
                let undo = try Undo(log, of: span, zone: settings.zone)
                let reversed = try undo.reverseLiveEvents()
                let restored = try undo.restoreReplacedEvents()
                let alsoStatedBy = try undo.batchesStating()
                guard try reversed + restored > 0 || undo.hasDeclarations() else {
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

/// The two halves of an undo, on the log being written.
private final class Undo {
    private let log: LogWriter
    private let span: BatchSpan
    private let descent: Descent
    private let bySeq: EventReader
    /// Events of the batch that lived until this undo, whether as recorded or as an undo had brought them back.
    private var taken = SeqBitmap()
    /// Those that an undo had brought back, as it recorded them.
    private var copies: [Int64] = []
    /// By key: the live events that were recorded after the batch and are not yet known to stand for one that the batch
    /// had taken away.
    private var recordedSince: [EventKey: [Int64]] = [:]

    init(_ log: LogWriter, of span: BatchSpan, zone: BusinessZone) throws {
        self.log = log
        self.span = span
        descent = try Descent(log.database, names: log.names, zone: zone)
        bySeq = try EventReader(log.database, names: log.names, where: "WHERE e.seq = ?")
    }

    /// Reverses what the batch recorded and what lives of it still.
    func reverseLiveEvents() throws -> Int64 {
        let isReversed = "EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)"
        var count: Int64 = 0
        try span.forEachEvent(log, "AND e.reverses IS NULL AND NOT \(isReversed)") { stored in
            try log.reverse(stored)
            taken.insert(stored.seq)
            count += 1
        }
        guard descent.canLead(to: span) else { return count }
        try span.forEachEvent(log, "AND e.reverses IS NULL AND \(isReversed)") { stored in
            guard !taken.contains(stored.seq), let copy = try descent.livingCopy(of: stored) else { return }
            try log.reverse(copy)
            taken.insert(stored.seq)
            copies.append(copy.seq)
            count += 1
        }
        return count
    }

    /// Records again what the batch had reversed.
    ///
    /// What it had replaced comes back where the replacement lived until now: one that was itself amended or undone
    /// since has left its place to others. What it had taken away without replacement comes back unless it was
    /// recorded again since, or, in a group, as many others were: they may tell of the same movement.
    func restoreReplacedEvents() throws -> Int64 {
        let plan = try RestorePlan(log, span, taken)
        var gone = plan.hasUnpaired ? try additionsGoneSince(plan) : [:]
        let again = try recordedAgain(plan)
        var count: Int64 = 0
        for seq in plan.restorable where !again.contains(seq) {
            let stored = try event(seq)
            let key = EventKey(stored.event, stored.ids)
            if plan.isUnpaired.contains(seq) {
                if let missing = gone[key], missing > 0 {
                    gone[key] = missing - 1
                    continue
                }
                if try !since(key).isEmpty {
                    recordedSince[key]?.removeLast()
                    continue
                }
            }
            // The warehouse was opened at another instant since; that opening stands.
            if try log.openingProblem(stored.event) != nil { continue }
            let next = (try log.keys.lastNumber(key) ?? -1) + 1
            if next > 0, !key.isOfGroup { continue }
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

    /// Of what the batch took away without replacement: what an event recorded since tells again.
    private func recordedAgain(_ plan: RestorePlan) throws -> SeqBitmap {
        var again = SeqBitmap()
        for seq in plan.restorable where plan.isUnpaired.contains(seq) {
            let stored = try event(seq)
            let key = EventKey(stored.event, stored.ids)
            let index = try since(key).firstIndex { other in
                try event(other).event.differences(toFile: stored.event).isEmpty
            }
            guard let index else { continue }
            recordedSince[key]?.remove(at: index)
            again.insert(seq)
        }
        return again
    }

    /// The live events of a key that were recorded after the batch.
    private func since(_ key: EventKey) throws -> [Int64] {
        if let known = recordedSince[key] { return known }
        let members = try log.keys.members(key).map(\.seq).filter { $0 > span.last && $0 <= log.head.seq }
        recordedSince[key] = members
        return members
    }

    private func event(_ seq: Int64) throws -> StoredEvent {
        bySeq.bind(seq, at: 1)
        defer { bySeq.reset() }
        guard let stored = try bySeq.next() else {
            throw LedgerError(.damaged, "event \(seq) is missing; run verify")
        }
        return stored
    }

    /// How many events per key the batch recorded, beside its replacements, that something else took away since.
    private func additionsGoneSince(_ plan: RestorePlan) throws -> [EventKey: Int] {
        var gone: [EventKey: Int] = [:]
        try span.forEachEvent(log, "AND e.reverses IS NULL") { stored in
            guard !taken.contains(stored.seq), !plan.isReplacement.contains(stored.seq) else { return }
            gone[EventKey(stored.event, stored.ids), default: 0] += 1
        }
        return gone
    }

    /// Whether the batch states what is no event and was not taken back yet.
    func hasDeclarations() throws -> Bool {
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
    func batchesStating() throws -> [Int64] {
        let statement = try RowStatement(
            log.database,
            "SELECT DISTINCT batch FROM restated WHERE first_seq <= ? AND last_seq >= ? AND batch <> ?"
        )
        var batches: Set<Int64> = []
        for (first, last) in [(span.first, span.last)] + copies.map({ ($0, $0) }) {
            statement.bind(last, at: 1)
            statement.bind(first, at: 2)
            statement.bind(span.batch, at: 3)
            while try statement.next() { batches.insert(statement.integer(0)) }
        }
        return batches.sorted()
    }
}
