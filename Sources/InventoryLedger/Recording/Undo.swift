import GRDB

extension Ledger {
    /// What an undo did.
    public struct UndoResult: Sendable {
        /// The batch that undoes the other one; nil if there was nothing to undo.
        public let batch: Int64?
        /// Events reversed.
        public let reversed: Int64
        /// Events recorded again, because other batches state them and the undone one had changed them.
        public let restored: Int64
        /// Events of the batch that stay, because other batches state them too.
        public let kept: Int64
        /// The batches that state them.
        public let alsoStatedBy: [Int64]
        /// Why there was nothing to undo.
        public let reason: NothingToUndo?
        /// Warnings, which do not prevent the undo.
        public let warnings: [RowProblem]
    }

    /// Why an undo does nothing.
    public enum NothingToUndo: Hashable, Sendable {
        /// Another undo already undid the batch.
        case isTakenBack(by: Int64)
        /// The batch states nothing: its rows were rejected.
        case statesNothing
        /// The restored events would contradict the ledger, such as a second opening of a warehouse.
        case contradicts(String)
    }

    /// Undoes a batch. The ledger then says what the remaining batches state. Batches can be undone in any order, and
    /// undoing an undo restores the batch.
    ///
    /// - Throws: `unknownBatch`; `badCodes` if codes would stand for each other without the batch.
    @discardableResult
    public func undo(batch id: Int64) throws -> UndoResult {
        try write { database in
            try database.transaction(isKept: \.isRecorded) {
                try Projections.checkVersion(database)
                guard try BatchSpan.fetch(database, batch: id) != nil else {
                    throw LedgerError(.unknownBatch, "there is no batch \(id)")
                }
                let log = try LogWriter(
                    database,
                    settings: settings,
                    action: .undo,
                    undoes: id,
                    clock: recordingClock
                )
                let undo = try Undo(log, of: id)
                if let reason = try undo.nothingToUndo() {
                    return UndoResult(reason)
                }
                let (reversed, restored): (Int64, Int64)
                do {
                    (reversed, restored) = try undo.run()
                } catch let contradiction as Undo.Contradiction {
                    return UndoResult(.contradicts(contradiction.message))
                }
                try log.close(counts: RowCounts())
                return UndoResult(
                    batch: log.batch.id,
                    reversed: reversed,
                    restored: restored,
                    kept: undo.kept,
                    alsoStatedBy: undo.keptBy.sorted(),
                    reason: nil,
                    warnings: log.clockWarnings
                )
            }
        }
    }
}

extension Ledger.UndoResult {
    fileprivate var isRecorded: Bool { batch != nil }

    fileprivate init(_ reason: Ledger.NothingToUndo) {
        self.init(
            batch: nil,
            reversed: 0,
            restored: 0,
            kept: 0,
            alsoStatedBy: [],
            reason: reason,
            warnings: []
        )
    }
}

/// One undo, within its transaction.
private final class Undo {
    /// A restored event cannot stand beside those of the ledger.
    struct Contradiction: Error {
        let message: String
    }

    /// An event that a batch recorded again because its meaning changed. The batch does not contradict it.
    private struct RecordedAgain: Hashable {
        let origin: Int64
        let batch: Int64

        init?(_ stored: StoredEvent) {
            guard let origin = stored.origin else { return nil }
            self.origin = origin
            batch = stored.batch
        }

        init(_ stored: StoredEvent, by batch: Int64) {
            origin = stored.origin ?? stored.seq
            self.batch = batch
        }
    }

    private let log: LogWriter
    private let undone: Int64
    private let undos: BatchUndos
    /// The batch whose statements this undo removes or restores. An undo states nothing itself.
    private let stating: BatchSpan
    private let codes: CodeBook
    private let events: EventLookup
    private let restated: RestatedRanges
    private let selectReversal: RowStatement
    /// What the remaining batches state and the ledger does not have yet.
    private var missing: [Int64] = []
    private(set) var kept: Int64 = 0
    private(set) var keptBy: Set<Int64> = []

    init(_ log: LogWriter, of batch: Int64) throws {
        self.log = log
        undone = batch
        undos = try BatchUndos(log.database)
        guard let stating = try BatchSpan.fetch(log.database, batch: undos.stating(batch)) else {
            throw LedgerError(.damaged, "batch \(undos.stating(batch)) is missing; run verify")
        }
        self.stating = stating
        codes = try CodeBook(log.database)
        events = try EventLookup(log.database, names: log.names)
        restated = try RestatedRanges(log.database)
        selectReversal = try RowStatement(log.database, "SELECT seq, batch FROM event WHERE reverses = ?")
    }

    /// Why the undo does nothing; nil if it does something.
    func nothingToUndo() throws -> Ledger.NothingToUndo? {
        if let other = try BatchUndos(log.database, before: log.batch.id).undoneBy[undone] {
            return .isTakenBack(by: other)
        }
        return try statesSomething() ? nil : .statesNothing
    }

    private func statesSomething() throws -> Bool {
        guard stating.last < stating.first, restated.events(restatedBy: stating.batch).isEmpty else {
            return true
        }
        let statement = try RowStatement(
            log.database,
            """
            SELECT 1 FROM declaration WHERE batch = ?1 UNION ALL SELECT 1 FROM statement WHERE batch = ?1 LIMIT 1
            """
        )
        statement.bind(stating.batch, at: 1)
        defer { statement.reset() }
        return try statement.next()
    }

    /// Changes the ledger to what the remaining batches state.
    ///
    /// - Returns: the numbers of reversed and of restored events.
    func run() throws -> (reversed: Int64, restored: Int64) {
        let mappings = try mappings()
        if !mappings.isEmpty {
            try CodeMapping.refuseCycles(CodeMapping.all(log.database))
            try Remapping(log).run(for: mappings)
            return try counts()
        }
        let changed = try TakenBackKeys(log)
        if !stands(stating.batch) { try reverseUnstated(changed) }
        try changed.forEachKey { key, gone in try self.settle(key, gone) }
        let lines = try LineWriter(log, codes: codes)
        for group in try StatementTable.groups(
            log.database,
            where: "batch = ?",
            bind: { $0.bind(stating.batch, at: 1) }
        ) {
            try lines.settleAgain(group)
        }
        try lines.settleDocuments(listedBy: stating.batch)
        // Rows that the batch settled by hand wait again, or are settled again.
        try DismissedRow.settleGroups(of: DismissedRow.declared(by: stating.batch, log.database), in: log)
        for seq in missing { try restore(events.event(seq)) }
        _ = try ReferenceWriter(log, codes: codes, lines: lines).settleTouched()
        return try counts()
    }

    private func stands(_ batch: Int64) -> Bool { undos.undoneBy[batch] == nil }

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

    /// The codes that the batch mapped.
    private func mappings() throws -> [CodeMapping] {
        let statement = try RowStatement(
            log.database,
            "SELECT subject, value FROM declaration WHERE batch = ? AND topic = ?"
        )
        statement.bind(stating.batch, at: 1)
        statement.bind(Declarations.Topic.code.rawValue, at: 2)
        var mappings: [CodeMapping] = []
        while try statement.next() {
            if let mapping = CodeMapping(subject: statement.text(0), value: statement.text(1)) {
                mappings.append(mapping)
            }
        }
        return mappings
    }

    // MARK: Keys of which nothing was ever taken back

    /// Reverses what the batch stated or restated and no remaining batch states.
    private func reverseUnstated(_ changed: TakenBackKeys) throws {
        let isLive =
            "AND e.reverses IS NULL AND d.statement IS NULL "
            + "AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)"
        let others = othersStating(stating.first...max(stating.first, stating.last))
        if stating.first <= stating.last {
            let reversal = try BlockReversal(log, leavingKeysOf: changed)
            try reversal.reverse(stating.first...stating.last) { seq in
                guard others.contains(seq) else { return false }
                kept += 1
                return true
            }
        }
        for other in undos.undoneBy.keys.sorted() where other != stating.batch && undos.undoes[other] == nil {
            guard let span = try BatchSpan.fetch(log.database, batch: other) else { continue }
            for range in restated.events(restatedBy: stating.batch)
            where range.overlaps(span.first...max(span.first, span.last)) {
                let shared = BatchSpan(
                    batch: other,
                    undoes: nil,
                    first: max(range.lowerBound, span.first),
                    last: min(range.upperBound, span.last)
                )
                try shared.forEachEvent(log.database, log.names, isLive) { stored in
                    guard try !changed.contains(EventKey(stored.event, stored.ids)) else { return }
                    let others = restated.batches(restating: stored.seq).filter(stands)
                    if others.isEmpty { return try log.reverse(stored) }
                    kept += 1
                    keptBy.formUnion(others)
                }
            }
        }
    }

    /// The events of a range that remaining batches restate.
    private func othersStating(_ range: ClosedRange<Int64>) -> SeqBitmap {
        var stated = SeqBitmap(upTo: log.head.seq)
        for batch in restated.allBatches where batch != stating.batch && stands(batch) {
            for other in restated.events(restatedBy: batch) where other.overlaps(range) {
                stated.insert(other.clamped(to: range))
                keptBy.insert(batch)
            }
        }
        return stated
    }

    // MARK: Keys with a history

    /// Changes the events of a key to what the remaining batches state.
    private func settle(_ key: EventKey, _ gone: [StoredEvent]) throws {
        let live = try self.live(key)
        var story = KeyStory(key, in: log.zone)
        /// An event to record again, by its content as written in the file.
        var samples: [Event: Int64] = [:]
        /// By the number after a reversal: the reversed event and its batch.
        var reversedBefore: [Int64: (old: Event, batch: Int64)] = [:]
        var isTouched = false
        let recordedAgain = Set((gone + live).compactMap(RecordedAgain.init))
        for stored in (gone + live).sorted(by: { $0.seq < $1.seq }) {
            let reversal = try self.reversal(of: stored)
            let isOwn = (stating.first...max(stating.first, stating.last)).contains(stored.seq)
            let isRestated = restated.isRestated(stored.seq, by: stating.batch)
            if isOwn && stating.last >= stating.first || isRestated || reversal?.batch == stating.batch {
                isTouched = true
            }
            guard stored.event.part == 0 else { continue }
            let content = stored.event.asWritten.content
            samples[content] = stored.seq
            if undos.undoes[stored.batch] == nil, stored.origin == nil {
                story.state(content, by: stored.batch)
                if let before = reversedBefore[stored.seq], before.batch == stored.batch {
                    story.replace(before.old, with: content, by: stored.batch)
                }
            }
            for batch in restated.batches(restating: stored.seq)
            where batch != reversal?.batch || recordedAgain.contains(RecordedAgain(stored, by: batch)) {
                story.state(content, by: batch)
            }
            if let reversal { reversedBefore[reversal.seq + 1] = (content, reversal.batch) }
        }
        guard isTouched else { return }
        try bring(live, to: story.contents(after: stands), samples)
        noteKept(story)
    }

    /// Reverses extra events, and notes the missing ones to be recorded later.
    private func bring(_ live: [StoredEvent], to contents: [Event], _ samples: [Event: Int64]) throws {
        var left = live
        for content in contents {
            guard let sample = samples[content] else { continue }
            var places: [Int] = []
            let parts = try codes.events(events.event(sample).event.asWritten)
            for part in parts {
                let place = left.indices.first {
                    !places.contains($0) && left[$0].event.content == part.content
                }
                if let place { places.append(place) }
            }
            if places.count == parts.count {
                for place in places.sorted(by: >) { left.remove(at: place) }
            } else {
                missing.append(sample)
            }
        }
        for stored in left { try log.reverse(stored) }
    }

    private func noteKept(_ story: KeyStory) {
        guard !stands(stating.batch), let own = story.accounts[stating.batch]?.contents else { return }
        var held = story.contents(after: stands)
        for content in own {
            guard let place = held.firstIndex(of: content) else { continue }
            held.remove(at: place)
            kept += 1
            for (batch, account) in story.accounts
            where batch != stating.batch && stands(batch) && account.contents.contains(content) {
                keptBy.insert(batch)
            }
        }
    }

    /// The live events of complete rows under a key, with all components of a kit.
    private func live(_ key: EventKey) throws -> [StoredEvent] {
        var live: [StoredEvent] = []
        for part in WrittenCodes.parts {
            let members = try log.keys.members(key.part(part))
            if members.isEmpty, part > 0 { break }
            for seq in members {
                let stored = try events.event(seq)
                if stored.statement == nil { live.append(stored) }
            }
        }
        return live
    }

    private func reversal(of stored: StoredEvent) throws -> (seq: Int64, batch: Int64)? {
        selectReversal.bind(stored.seq, at: 1)
        defer { selectReversal.reset() }
        guard try selectReversal.next(), selectReversal.integer(0) <= log.head.seq else { return nil }
        return (selectReversal.integer(0), selectReversal.integer(1))
    }

    /// Records an event again, under the current codes.
    private func restore(_ stored: StoredEvent) throws {
        // The warehouse has since been opened at another instant.
        if let problem = try log.openingProblem(stored.event) {
            throw Contradiction(message: problem.message)
        }
        let events =
            try codes.isEmpty ? [stored.event.withoutFoundShipment] : codes.events(stored.event.asWritten)
        for event in try events.map(log.withShipment) {
            let ids = try log.names.ids(of: event)
            let key = EventKey(event, ids)
            // A statement of the line says more.
            let members = try log.keys.members(key)
            if !key.isOfGroup, !members.isEmpty { continue }
            if try members.contains(where: { try self.events.event($0).isNewer(in: key) }) { continue }
            try log.addMember(event, ids, key, row: stored.row)
        }
    }
}
