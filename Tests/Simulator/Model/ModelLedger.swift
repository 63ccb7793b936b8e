import InventoryLedger
import TestSupport

/// The ledger as plainly as its rules can be said: what is held under each key, and a list of batches.
///
/// A value: a copy is a backup.
struct ModelLedger {
    typealias Key = [UInt8]

    struct Batch {
        let action: String
        let undoes: Int?
        let recordedAt: Int64
        let counts: ModelCounts
        let events: Int
    }

    /// What an import or an undo comes to.
    struct Outcome: Equatable {
        var counts = ModelCounts()
        var isRefused = false
        var batch: Int?
        var events = 0
        var reversed = 0
        var restored = 0
    }

    let stories: [OrderStory]
    private(set) var batches: [Batch] = []
    /// The rows that could not be read and were kept.
    private(set) var rejected: Set<String> = []
    /// The sums, by a loop over all rows.
    private(set) var stock = NaiveLedger()

    private var held: [Key: [Held]] = [:]
    private var takenOut: [Key: [TakenOut]] = [:]
    /// What each undo took out and brought back, by key.
    private var takenBy: [Int: [Key: [Held]]] = [:]
    private var broughtBackBy: [Int: Set<Key>] = [:]
    /// What was stated of each order line, and by which batch, in the order it came.
    private var stated: [(line: Int, state: Int, batch: Int)] = []
    /// Events so far.
    private var order = 0

    init(stories: [OrderStory]) { self.stories = stories }

    /// All rows that live, what follows from statements included.
    var live: [SeasonRow] {
        held.values.flatMap { $0 }.sorted { $0.order < $1.order }.map(\.row)
            + stories.indices.flatMap { stories[$0].events(after: states(of: $0)) }
    }

    /// How many events the log has.
    var events: Int { order }

    private mutating func add(
        _ row: SeasonRow,
        _ key: Key,
        lineage: Set<Int>,
        replacing replaced: Held? = nil,
        at: Int64
    ) {
        order += 1
        held[key, default: []].append(Held(order: order, row: row, lineage: lineage, replaced: replaced))
        stock.record([row], at: at)
    }

    private mutating func remove(_ gone: Held, _ key: Key, at: Int64) {
        order += 1
        held[key]?.removeAll { $0 === gone }
        stock.takeBack([gone.row], at: at)
    }

    private func recordedAt(_ now: Int64) -> Int64 { max(now, batches.last?.recordedAt ?? now) }
}

// MARK: Importing

extension ModelLedger {
    /// Takes a file, or refuses it and stays as it was.
    mutating func take(
        _ file: SimulatedFile,
        policy: ConflictPolicy,
        skipsRejected: Bool,
        now: Int64
    ) -> Outcome {
        let before = self
        let at = recordedAt(now)
        let batch = batches.count + 1
        var outcome = Outcome()
        switch file.content {
        case .papers(let rows):
            take(rows.filter { !$0.isBad }, policy, batch, at, &outcome.counts)
            for row in rows where row.isBad {
                outcome.counts.rejected += 1
                if skipsRejected { rejected.insert(row["document"]) }
            }
        case .states(let states): take(states, batch, at, &outcome.counts)
        }
        outcome.isRefused =
            outcome.counts.conflicts > 0 && policy == .fail || outcome.counts.rejected > 0 && !skipsRejected
        let isChanged =
            order > before.order || rejected.count > before.rejected.count
            || stated.count > before.stated.count
        guard isChanged, !outcome.isRefused else {
            self = before
            return outcome
        }
        outcome.batch = batch
        outcome.events = order - before.order
        batches.append(
            Batch(
                action: "import",
                undoes: nil,
                recordedAt: at,
                counts: outcome.counts,
                events: outcome.events
            )
        )
        return outcome
    }

    private mutating func take(
        _ rows: [SeasonRow],
        _ policy: ConflictPolicy,
        _ batch: Int,
        _ at: Int64,
        _ counts: inout ModelCounts
    ) {
        var byKey: [Key: [SeasonRow]] = [:]
        var keys: [Key] = []
        for row in rows.map(\.written) {
            if byKey[row.groupKey] == nil { keys.append(row.groupKey) }
            byKey[row.groupKey, default: []].append(row)
        }
        for key in keys { take(byKey[key] ?? [], of: key, policy, batch, at, &counts) }
    }

    /// Matches the rows of one key with what is held, as multisets.
    private mutating func take(
        _ rows: [SeasonRow],
        of key: Key,
        _ policy: ConflictPolicy,
        _ batch: Int,
        _ at: Int64,
        _ counts: inout ModelCounts
    ) {
        var unstated = held[key] ?? []
        var left: [SeasonRow] = []
        for row in rows {
            if let index = unstated.firstIndex(where: { $0.row.statement == row.statement }) {
                unstated.remove(at: index)
                counts.duplicates += 1
            } else {
                left.append(row)
            }
        }
        left = left.filter { row in
            guard let index = unstated.firstIndex(where: { $0.row.agrees(with: row) }) else { return true }
            let known = unstated.remove(at: index)
            if let filled = known.row.filled(from: row) {
                remove(known, key, at: at)
                add(filled, key, lineage: [batch], replacing: known, at: at)
                counts.superseded += 1
                counts.recorded += 1
            } else {
                counts.duplicates += 1
            }
            return false
        }
        let rivals = unstated
        var broughtBack: [[UInt8]: Int] = [:]
        for row in left {
            let rival = (unstated.isEmpty ? rivals : unstated).min {
                $0.row.distance(to: row) < $1.row.distance(to: row)
            }
            let missing =
                broughtBack[row.statement] ?? rivals.last.map { missingBeside($0, row, key) } ?? 0
            guard let rival, missing == 0 else {
                broughtBack[row.statement] = missing - 1
                add(row, key, lineage: [batch], at: at)
                counts.recorded += 1
                continue
            }
            counts.conflicts += 1
            guard policy == .amend else { continue }
            if unstated.isEmpty {
                add(row, key, lineage: [batch], at: at)
            } else {
                unstated.removeAll { $0 === rival }
                remove(rival, key, at: at)
                add(row, key, lineage: [batch], replacing: rival, at: at)
                counts.superseded += 1
            }
        }
    }

    /// How many rows like this one an undo took out while the others lived: they are known to be movements beside them.
    private func missingBeside(_ last: Held, _ row: SeasonRow, _ key: Key) -> Int {
        let gone = (takenOut[key] ?? []).filter {
            $0.held.row.statement == row.statement && $0.order > last.order
        }
        guard let first = gone.map(\.order).min() else { return 0 }
        let again = (held[key] ?? []).filter { $0.row.statement == row.statement && $0.order > first }
        return max(0, gone.count - again.count)
    }
}

// MARK: Statements

extension ModelLedger {
    /// The states of a line that were stated and not taken back.
    private func states(of line: Int) -> [Int] {
        stated.filter { $0.line == line && !isTakenBack($0.batch) }.map(\.state)
    }

    /// An undo that was itself undone takes nothing back.
    private func isTakenBack(_ batch: Int) -> Bool {
        batches.indices.contains { batches[$0].undoes == batch && !isTakenBack($0 + 1) }
    }

    private mutating func take(
        _ file: [SimulatedFile.State],
        _ batch: Int,
        _ at: Int64,
        _ counts: inout ModelCounts
    ) {
        for line in stories.indices {
            let story = stories[line]
            let before = story.events(after: states(of: line))
            var accepted: [Int] = []
            var known: [Int] = []
            for state in file.filter({ $0.line == line }).map(\.state).sorted() {
                if states(of: line).contains(state) || story.isSaid(state, by: states(of: line)) {
                    known.append(state)
                } else {
                    accepted.append(state)
                    stated.append((line, state, batch))
                }
            }
            let all = states(of: line)
            let change = bring(before, to: story.events(after: all), at: at)
            counts.superseded += change.reversed
            for state in accepted + known {
                if state == accepted.last, change.reversed + change.appended > 0 {
                    counts.recorded += 1
                } else if story.isSuperseded(state, by: all) {
                    counts.stale += 1
                } else {
                    counts.duplicates += 1
                }
            }
        }
    }

    /// Takes back what no longer follows and records what does.
    private mutating func bring(_ before: [SeasonRow], to after: [SeasonRow], at: Int64) -> (
        reversed: Int, appended: Int
    ) {
        let (old, new) = (Set(before.map(\.statement)), Set(after.map(\.statement)))
        let reversed = before.filter { !new.contains($0.statement) }
        let appended = after.filter { !old.contains($0.statement) }
        stock.takeBack(reversed, at: at)
        stock.record(appended, at: at)
        order += reversed.count + appended.count
        return (reversed.count, appended.count)
    }
}

// MARK: Undoing

extension ModelLedger {
    /// Takes a batch back.
    mutating func undo(_ batch: Int, now: Int64) -> Outcome {
        let before = self
        let at = recordedAt(now)
        let made = batches.count + 1
        let isUndo = batches[batch - 1].undoes != nil
        var outcome = Outcome()
        let linesBefore = stories.indices.map { stories[$0].events(after: states(of: $0)) }
        let statesSomething = stated.contains { $0.batch == stating(batch) } && !isTakenBack(batch)

        let keys = Set(held.keys).union(takenBy[batch, default: [:]].keys)
        for key in keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            undo(batch, isUndo: isUndo, key, by: made, at: at, &outcome)
        }
        batches.append(
            Batch(action: "undo", undoes: batch, recordedAt: at, counts: ModelCounts(), events: 0)
        )
        for line in stories.indices {
            let change = bring(linesBefore[line], to: stories[line].events(after: states(of: line)), at: at)
            outcome.reversed += change.reversed
            outcome.restored += change.appended
        }
        guard outcome.reversed + outcome.restored > 0 || statesSomething else {
            self = before
            return outcome
        }
        batches[made - 1] = Batch(
            action: "undo",
            undoes: batch,
            recordedAt: at,
            counts: ModelCounts(),
            events: order - before.order
        )
        outcome.batch = made
        outcome.events = order - before.order
        return outcome
    }

    /// The batch that stated what an undo brings back: an undo states nothing itself.
    private func stating(_ batch: Int) -> Int {
        batches[batch - 1].undoes.map { stating($0) } ?? batch
    }

    private mutating func undo(
        _ batch: Int,
        isUndo: Bool,
        _ key: Key,
        by undo: Int,
        at: Int64,
        _ outcome: inout Outcome
    ) {
        let mine = (held[key] ?? []).filter { $0.lineage.contains(batch) }
        let others = (held[key] ?? []).filter { !$0.lineage.contains(batch) }
        for one in mine {
            remove(one, key, at: at)
            takenOut[key, default: []].append(TakenOut(held: one, order: order))
            outcome.reversed += 1
        }
        if !mine.isEmpty { takenBy[undo, default: [:]][key] = mine }
        for one in back(batch, isUndo: isUndo, key, mine: mine, others: others) {
            add(one.row, key, lineage: one.lineage.union([undo]), replacing: one.replaced, at: at)
            broughtBackBy[undo, default: []].insert(key)
            outcome.restored += 1
        }
    }

    /// What comes back under a key: what the batch had replaced or taken out, unless its place was taken since.
    private func back(_ batch: Int, isUndo: Bool, _ key: Key, mine: [Held], others: [Held]) -> [Held] {
        guard isUndo else { return mine.compactMap(\.replaced) }
        var taken = takenBy[batch]?[key] ?? []
        if taken.isEmpty { return [] }
        if broughtBackBy[batch]?.contains(key) == true { return mine.isEmpty ? [] : taken }
        // What was recorded since may tell of the same movements.
        var since = others.filter { $0.order > (takenOut[key]?.last { $0.held === taken[0] }?.order ?? 0) }
        taken.removeAll { one in
            guard let index = since.firstIndex(where: { $0.row.agrees(with: one.row) }) else { return false }
            since.remove(at: index)
            return true
        }
        return Array(taken.dropFirst(since.count))
    }
}
