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
                let (reversed, restored) = try undo.run()
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
    /// The batch that stated what this undo takes away or brings back: an undo states nothing itself.
    private let stating: Int64
    private let descent: Descent
    private let codes: CodeBook
    private let events: EventLookup
    /// Events of the batch that lived until this undo, whether as recorded or as an undo had brought them back.
    private var taken = SeqBitmap()
    /// Those that an undo had brought back, as it recorded them.
    private var copies: [Int64] = []
    /// By group: the live events that were recorded after the batch and are not yet known to stand for one that the batch
    /// had taken away.
    private var recordedSince: [GroupKey: [Int64]] = [:]

    init(_ log: LogWriter, of span: BatchSpan, zone: BusinessZone) throws {
        self.log = log
        self.span = span
        stating = try Self.stating(log.database, span.batch)
        codes = try CodeBook(log.database)
        descent = try Descent(log.database, names: log.names, zone: zone)
        events = try EventLookup(log.database, names: log.names)
    }

    /// Takes the batch back: what rows in full told by what the batch recorded, what follows from statements and codes
    /// by what holds without it.
    ///
    /// - Returns: how many events were reversed and how many recorded again.
    func run() throws -> (reversed: Int64, restored: Int64) {
        let mappings = try mappings()
        if !mappings.isEmpty {
            if try hasDeclarations() { try Remapping(log).run(for: mappings) }
            return try counts()
        }
        try reverseLiveEvents()
        let lines = try LineWriter(log, codes: codes)
        for line in try StatementTable.lines(
            log.database,
            where: "batch = ?",
            bind: { $0.bind(stating, at: 1) }
        ) {
            try lines.settleAgain(line)
        }
        try restoreReplacedEvents()
        _ = try lines.settleTouched()
        return try counts()
    }

    private func counts() throws -> (reversed: Int64, restored: Int64) {
        let statement = try RowStatement(
            log.database,
            "SELECT count(*) FROM event WHERE seq > ? AND reverses IS NOT NULL"
        )
        statement.bind(log.head.seq, at: 1)
        defer { statement.reset() }
        let reversed = try statement.next() ? statement.integer(0) : 0
        return (reversed, log.lastSeq - log.head.seq - reversed)
    }

    /// The codes that the batch had mapped.
    private func mappings() throws -> [CodeMapping] {
        let statement = try RowStatement(
            log.database,
            "SELECT subject, value FROM declaration WHERE batch = ? AND topic = ?"
        )
        statement.bind(stating, at: 1)
        statement.bind(Declarations.Topic.code.rawValue, at: 2)
        var mappings: [CodeMapping] = []
        while try statement.next() {
            if let mapping = CodeMapping(subject: statement.text(0), value: statement.text(1)) {
                mappings.append(mapping)
            }
        }
        return mappings
    }

    /// Reverses what the batch recorded and what lives of it still.
    private func reverseLiveEvents() throws {
        let isReversed = "EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)"
        try span.forEachEvent(log, "AND e.reverses IS NULL AND d.statement IS NULL AND NOT \(isReversed)") {
            stored in
            try log.reverse(stored)
            taken.insert(stored.seq)
        }
        try reverseMappedAnew(isReversed)
        guard descent.canLead(to: span) else { return }
        try span.forEachEvent(log, "AND e.reverses IS NULL AND d.statement IS NULL AND \(isReversed)") {
            stored in
            guard !taken.contains(stored.seq), let copy = try descent.livingCopy(of: stored) else { return }
            try log.reverse(copy)
            taken.insert(stored.seq)
            copies.append(copy.seq)
        }
    }

    /// Reverses what lives of the batch under a later code map.
    private func reverseMappedAnew(_ isReversed: String) throws {
        let reader = try EventReader(
            log.database,
            names: log.names,
            where: """
                WHERE e.seq IN (SELECT seq FROM event_detail WHERE origin BETWEEN ? AND ?) AND NOT \(isReversed)
                ORDER BY e.seq
                """
        )
        reader.bind(span.first, at: 1)
        reader.bind(span.last, at: 2)
        var living: [StoredEvent] = []
        while let stored = try reader.next() { living.append(stored) }
        for stored in living {
            try log.reverse(stored)
            if let origin = stored.origin { taken.insert(origin) }
            copies.append(stored.seq)
        }
    }

    /// Records again what the batch had reversed.
    ///
    /// What it had replaced comes back where the replacement lived until now: one that was itself amended or undone
    /// since has left its place to others. What it had taken away without replacement comes back unless it was
    /// recorded again since, or, in a group, as many others were: they may tell of the same movement.
    private func restoreReplacedEvents() throws {
        let plan = try RestorePlan(log, span, taken)
        var gone = plan.hasUnpaired ? try additionsGoneSince(plan) : [:]
        let again = try recordedAgain(plan)
        for seq in plan.restorable where !again.contains(seq) {
            let stored = try events.event(seq)
            let key = stored.groupKey
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
            try restore(stored)
        }
    }

    /// Records an event again, under the codes that hold now.
    private func restore(_ stored: StoredEvent) throws {
        // A kit comes back with its first component.
        guard stored.event.part == 0 else { return }
        for event in try codes.isEmpty ? [stored.event] : codes.events(stored.event.asWritten) {
            let ids = try log.names.ids(of: event)
            let key = EventKey(event, ids)
            if try !key.isOfGroup && log.keys.lastNumber(key) != nil { continue }
            try log.addMember(event, ids, key, row: stored.row)
        }
    }

    /// Of what the batch took away without replacement: what an event recorded since tells again.
    private func recordedAgain(_ plan: RestorePlan) throws -> SeqBitmap {
        var again = SeqBitmap()
        for seq in plan.restorable where plan.isUnpaired.contains(seq) {
            let stored = try events.event(seq)
            let key = stored.groupKey
            let index = try since(key).firstIndex { other in
                try events.event(other).event.differences(toFile: stored.event).isEmpty
            }
            guard let index else { continue }
            recordedSince[key]?.remove(at: index)
            again.insert(seq)
        }
        return again
    }

    /// The live events of a group that were recorded after the batch.
    private func since(_ group: GroupKey) throws -> [Int64] {
        if let known = recordedSince[group] { return known }
        let members = try log.keys.members(group.key).map(\.seq).filter {
            $0 > span.last && $0 <= log.head.seq
        }
        let ofGroup = try members.filter { seq in
            let occasion = try events.event(seq).occasion(in: group.key)
            return occasion == nil || occasion == group.occasion
        }
        recordedSince[group] = ofGroup
        return ofGroup
    }

    /// How many events per group the batch recorded, beside its replacements, that something else took away since.
    private func additionsGoneSince(_ plan: RestorePlan) throws -> [GroupKey: Int] {
        var gone: [GroupKey: Int] = [:]
        try span.forEachEvent(log, "AND e.reverses IS NULL AND d.statement IS NULL") { stored in
            guard !taken.contains(stored.seq), !plan.isReplacement.contains(stored.seq) else { return }
            gone[stored.groupKey, default: 0] += 1
        }
        return gone
    }

    /// Whether the batch states what is no event and was not taken back yet.
    func hasDeclarations() throws -> Bool {
        let statement = try RowStatement(
            log.database,
            """
            SELECT 1 FROM declaration WHERE batch = ?1 UNION ALL SELECT 1 FROM statement WHERE batch = ?1 LIMIT 1
            """
        )
        statement.bind(stating, at: 1)
        defer { statement.reset() }
        return try statement.next()
            && !Declarations.batchesTakenBack(log.database, before: log.batch.id).contains(span.batch)
    }

    /// Taking an undo back brings back what the batch that it undid had stated.
    private static func stating(_ database: Database, _ batch: Int64) throws -> Int64 {
        var stating = batch
        while let undone = try BatchTable.fetch(database, where: "WHERE id = ?", id: stating).first?.undoes {
            stating = undone
        }
        return stating
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
