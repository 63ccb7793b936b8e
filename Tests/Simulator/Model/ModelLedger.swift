import InventoryLedger
import TestSupport

/// The ledger's rules in their simplest form: the rows under each key, and a list of batches.
///
/// A value, so a copy is a backup.
struct ModelLedger {
    typealias Key = [UInt8]

    struct Batch {
        let action: String
        let undoes: Int?
        let recordedAt: Int64
        let counts: ModelCounts
        let events: Int
    }

    /// The outcome of an import or an undo.
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
    /// The rejected rows that were kept.
    private(set) var rejected: Set<String> = []
    /// The sums, by a loop over all rows.
    private(set) var stock = NaiveLedger()

    private var held: [Key: [Held]] = [:]
    private var takenOut: [Key: [TakenOut]] = [:]
    /// The statements of each batch about each key.
    private var said: [Key: [Int: Said]] = [:]
    /// The statements about each order line with their batches, in order.
    private var stated: [(line: Int, state: Int, batch: Int)] = []
    /// The number of events so far.
    private var order = 0

    init(stories: [OrderStory]) { self.stories = stories }

    /// All live rows, including those of statements.
    var live: [SeasonRow] {
        held.values.flatMap { $0 }.sorted { $0.order < $1.order }.map(\.row)
            + stories.indices.flatMap { stories[$0].events(after: states(of: $0)) }
    }

    /// The number of events in the log.
    var events: Int { order }

    private mutating func add(_ row: SeasonRow, _ key: Key, at: Int64) {
        order += 1
        held[key, default: []].append(Held(order: order, row: row))
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
    /// Imports a file, or refuses it without a change.
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

    /// Matches the rows of one key with the live ones as multisets.
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
        var said = Said()
        defer { self.said[key, default: [:]][batch] = said }
        for row in rows {
            if let index = unstated.firstIndex(where: { $0.row.statement == row.statement }) {
                unstated.remove(at: index)
                said.rows.append(row)
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
                add(filled, key, at: at)
                said.rows.append(filled)
                said.amended.append((known.row, filled))
                counts.superseded += 1
                counts.recorded += 1
            } else {
                said.rows.append(known.row)
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
                add(row, key, at: at)
                said.rows.append(row)
                counts.recorded += 1
                continue
            }
            counts.conflicts += 1
            guard policy == .amend else { continue }
            said.rows.append(row)
            if unstated.isEmpty {
                add(row, key, at: at)
            } else {
                unstated.removeAll { $0 === rival }
                remove(rival, key, at: at)
                add(row, key, at: at)
                said.amended.append((rival.row, row))
                counts.superseded += 1
            }
        }
    }

    /// How many rows like this one were undone while the others lived: they are known to be separate movements.
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
    /// The states of a line that were stated and not undone.
    private func states(of line: Int) -> [Int] {
        stated.filter { $0.line == line && !isTakenBack($0.batch) }.map(\.state)
    }

    /// An undo that was undone itself has no effect.
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

    /// Reverses what no longer follows and records what does.
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
    /// Undoes a batch: for each key of its file, the other files decide.
    mutating func undo(_ batch: Int, now: Int64) -> Outcome {
        var outcome = Outcome()
        let source = stating(batch)
        let saysSomething =
            said.values.contains { $0[source].map { !$0.rows.isEmpty || !$0.amended.isEmpty } ?? false }
            || stated.contains { $0.batch == source }
        guard !isTakenBack(batch), saysSomething else { return outcome }
        let at = recordedAt(now)
        let made = batches.count + 1
        let before = order
        let linesBefore = stories.indices.map { stories[$0].events(after: states(of: $0)) }
        batches.append(
            Batch(action: "undo", undoes: batch, recordedAt: at, counts: ModelCounts(), events: 0)
        )
        for key in said.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) where said[key]?[source] != nil
        {
            bring(key, to: rows(of: key), at: at, &outcome)
        }
        for line in stories.indices {
            let change = bring(linesBefore[line], to: stories[line].events(after: states(of: line)), at: at)
            outcome.reversed += change.reversed
            outcome.restored += change.appended
        }
        batches[made - 1] = Batch(
            action: "undo",
            undoes: batch,
            recordedAt: at,
            counts: ModelCounts(),
            events: order - before
        )
        outcome.batch = made
        outcome.events = order - before
        return outcome
    }

    /// The batch whose statements an undo restores. An undo states nothing itself.
    private func stating(_ batch: Int) -> Int {
        batches[batch - 1].undoes.map { stating($0) } ?? batch
    }

    private mutating func bring(_ key: Key, to rows: [SeasonRow], at: Int64, _ outcome: inout Outcome) {
        var missing = rows
        for one in held[key] ?? [] {
            if let index = missing.firstIndex(where: { $0.statement == one.row.statement }) {
                missing.remove(at: index)
                continue
            }
            remove(one, key, at: at)
            takenOut[key, default: []].append(TakenOut(held: one, order: order))
            outcome.reversed += 1
        }
        for row in missing {
            add(row, key, at: at)
            outcome.restored += 1
        }
    }

    /// The rows of a key according to the files that were not undone, in order.
    private func rows(of key: Key) -> [SeasonRow] {
        let all = (said[key] ?? [:]).sorted { $0.key < $1.key }
        if let first = all.lazy.flatMap(\.value.rows).first, !first["line"].isEmpty {
            return all.last { !isTakenBack($0.key) && !$0.value.rows.isEmpty }?.value.rows.suffix(1) ?? []
        }
        var book: [SeasonRow] = []
        var gone: [(from: SeasonRow, to: SeasonRow)] = []
        for (batch, said) in all {
            if isTakenBack(batch) {
                gone += said.amended
            } else {
                read(said, into: &book, gone) { one, other in
                    all.contains { _, said in said.rows.has(one) && said.rows.has(other) }
                }
            }
        }
        return book
    }

    private func read(
        _ said: Said,
        into book: inout [SeasonRow],
        _ gone: [(from: SeasonRow, to: SeasonRow)],
        areDistinct: (SeasonRow, SeasonRow) -> Bool
    ) {
        var unsaid = Array(book.indices)
        var left: [SeasonRow] = []
        for row in said.rows {
            if let place = unsaid.firstIndex(where: { book[$0].statement == row.statement }) {
                unsaid.remove(at: place)
            } else {
                left.append(row)
            }
        }
        var amended = said.amended
        var others: [SeasonRow] = []
        for row in left {
            guard let link = amended.firstIndex(where: { $0.to.statement == row.statement }) else {
                others.append(row)
                continue
            }
            var from = amended.remove(at: link).from
            var chain = gone
            while !unsaid.contains(where: { book[$0].statement == from.statement }),
                let earlier = chain.lastIndex(where: { $0.to.statement == from.statement })
            {
                from = chain.remove(at: earlier).from
            }
            if let place = unsaid.firstIndex(where: { book[$0].statement == from.statement }) {
                book[unsaid.remove(at: place)] = row
            } else {
                others.append(row)
            }
        }
        for row in others.sorted(by: { $0.precedes($1) }) {
            let rivals = unsaid.indices.filter { !areDistinct(row, book[unsaid[$0]]) }
            let nearest = rivals.min {
                let (one, two) = (book[unsaid[$0]], book[unsaid[$1]])
                let (near, far) = (one.distance(to: row), two.distance(to: row))
                return near == far ? one.precedes(two) : near < far
            }
            if let nearest { book[unsaid.remove(at: nearest)] = row } else { book.append(row) }
        }
    }
}

extension SeasonRow {
    /// By the required values.
    fileprivate func precedes(_ other: SeasonRow) -> Bool {
        (at, units ?? 0, self["warehouse"]) < (other.at, other.units ?? 0, other["warehouse"])
    }
}

extension [SeasonRow] {
    fileprivate func has(_ row: SeasonRow) -> Bool { contains { $0.statement == row.statement } }
}
