/// All statements of one line of a document, oldest first, and the events that follow from them.
///
/// The newest statement decides the values, except those it leaves out, and the steps. A blank erases nothing, and a
/// cancellation says nothing about earlier steps. The order in which statements arrive does not matter.
struct StatedLine {
    /// A statement with its row's position.
    struct Entry {
        /// Its number in the log. Of equally new statements, the later one wins.
        let id: Int64
        let batch: Int64
        let statement: Statement

        var statedAt: Instant { statement.fields.detail.statedAt ?? Instant(milliseconds: .min) }
    }

    /// Distinguishes the events of one line: a kind and its stages.
    struct Step: Hashable {
        let kind: EventKind
        let stage: Stage?
        let fromStage: Stage?
    }

    /// An event that follows from the statements, in the codes of the file.
    struct Consequence {
        var fields: EventFields
        /// The latest statement that includes it.
        let statement: Int64
        /// Only the ledger knows the quantity.
        var needsQuantity: Bool { fields.quantity == nil }
    }

    /// Oldest first.
    private(set) var entries: [Entry]
    /// A newer export of the whole document does not list the line.
    var isTakenOut = false

    init(_ entries: [Entry]) {
        self.entries = entries.sorted { ($0.statedAt, $0.id) < ($1.statedAt, $1.id) }
    }

    /// - Parameter entries: oldest first, in the order of their exports.
    init(inOrder entries: [Entry]) { self.entries = entries }

    /// Whether a further statement adds nothing, because a newer one says everything it says. That holds whatever is
    /// stated between the two later on.
    func covers(_ one: Entry) -> Bool {
        guard !one.statement.isCumulative else { return false }
        let key = Self.key(one.statement)
        return entries.contains { other in
            (other.statedAt, other.id) > (one.statedAt, one.id)
                && other.statement.isOfWholeLine == one.statement.isOfWholeLine
                && (one.statement.isOfWholeLine || Self.key(other.statement) == key)
                && other.statement.covers(one.statement)
        }
    }

    /// Statements of the line that are as new as another one and differ from it.
    func rivals(of one: Entry) -> [Entry] {
        entries.filter { other in
            other.statedAt == one.statedAt && other.statement.isOfWholeLine == one.statement.isOfWholeLine
                && (one.statement.isOfWholeLine || Self.key(one.statement) == Self.key(other.statement))
                && !other.statement.differences(toFile: one.statement).isEmpty
        }
    }

    /// Whether a later statement says otherwise.
    func isSuperseded(_ one: Entry) -> Bool {
        entries.contains { other in
            other.statedAt > one.statedAt && !one.statement.differences(toFile: other.statement).isEmpty
        }
    }

    /// Whether a statement says the same as the previous one.
    func repeats(_ one: Entry) -> Bool {
        guard let place = entries.firstIndex(where: { $0.id == one.id }), place > 0 else { return false }
        return entries[place - 1].statement.differences(toFile: one.statement).isEmpty
    }

    /// The newest statement of the whole line says that it is cancelled.
    var isCancelled: Bool {
        !isTakenOut && entries.last { $0.statement.isOfWholeLine }?.statement.isCancelled ?? false
    }

    /// No statement has units, and a row of 0 units says that none are needed.
    var isOfNothing: Bool {
        entries.last { $0.statement.isOfWholeLine && !$0.statement.steps.isEmpty }?.statement.statesNoUnits
            ?? false
    }

    /// The steps of the line, statement by statement.
    private func steps() -> [(key: Step, at: Instant, isObserved: Bool, isOfWholeLine: Bool)] {
        var taken: [(key: Step, at: Instant, isObserved: Bool, isOfWholeLine: Bool)] = []
        for one in entries {
            let statement = one.statement
            if statement.isOfWholeLine {
                // Cancelled before anything was placed, so nothing is needed.
                if statement.isCancelled, statement.statesNoUnits, taken.isEmpty { continue }
                // An open line of no units has been edited away: nothing of it was ordered.
                if statement.statesNoUnits, !statement.isCancelled, !statement.steps.isEmpty {
                    taken.removeAll(where: \.isOfWholeLine)
                    continue
                }
                let listed = statement.steps.map { Self.key($0.kind, statement) }
                // Only a cancellation says nothing about earlier steps. Steps that other statements do not list did
                // not happen.
                if !statement.isCancelled { taken.removeAll { !listed.contains($0.key) } }
            }
            for step in statement.steps {
                let key = Self.key(step.kind, statement)
                guard let place = taken.firstIndex(where: { $0.key == key }) else {
                    taken.append((key, step.occurredAt, step.isObserved, statement.isOfWholeLine))
                    continue
                }
                if !step.isObserved {
                    taken[place] = (key, step.occurredAt, false, statement.isOfWholeLine)
                } else if taken[place].isObserved {
                    taken[place].at = min(taken[place].at, step.occurredAt)
                }
            }
        }
        return taken
    }

    /// The events that follow from all statements, by kind and stage.
    func consequences() -> [Consequence] {
        guard !isTakenOut else { return [] }
        let steps = steps().sorted {
            ($0.key.kind.number, $0.key.stage?.number ?? 0) < ($1.key.kind.number, $1.key.stage?.number ?? 0)
        }
        let isDispatched = steps.contains { $0.key.kind == .orderShipped }
        var consequences: [Consequence] = []
        for step in steps {
            let isVoided = step.key.kind == .orderCancelled && step.isOfWholeLine && isDispatched
            // Already stated explicitly.
            if isVoided, steps.contains(where: { $0.key.kind == .saleVoided }) { continue }
            consequences += self.consequences(
                of: step.key,
                as: isVoided ? .saleVoided : step.key.kind,
                at: step.at
            )
        }
        // Without units, the ordered units are those dispatched or cancelled.
        let ordered = consequences.first { $0.fields.kind == .orderPlaced }?.fields
        for index in consequences.indices where consequences[index].needsQuantity {
            guard consequences[index].fields.kind.isOfOrder, let ordered, ordered.quantity != nil else {
                continue
            }
            consequences[index].fields.quantity = ordered.quantity
        }
        return consequences
    }

    private func consequences(of key: Step, as kind: EventKind, at occurredAt: Instant) -> [Consequence] {
        var fields: EventFields?
        var latest: Int64 = 0
        var totals: [Total] = []
        for one in entries {
            let step = one.statement.steps.first { Self.key($0.kind, one.statement) == key }
            guard one.statement.isOfWholeLine || step != nil else { continue }
            if fields == nil { fields = one.statement.fields } else { fields?.take(one.statement.fields) }
            latest = one.id
            if one.statement.isCumulative, let step, let units = one.statement.fields.quantity?.units {
                totals.append(Total(one, units: units, occurredAt: step.occurredAt))
            }
        }
        let isWhole = entries.contains { $0.statement.isOfWholeLine }
        guard var fields else { return [] }
        fields.restrict(to: kind, occurredAt: occurredAt, isWhole: isWhole)
        guard !totals.isEmpty else { return [Consequence(fields: fields, statement: latest)] }
        return rises(totals, fields)
    }

    /// A quantity stated as a total so far.
    private struct Total {
        let statedAt: Instant
        let statement: Int64
        var units: Int64
        let occurredAt: Instant

        init(_ one: Entry, units: Int64, occurredAt: Instant) {
            statedAt = one.statedAt
            statement = one.id
            self.units = units
            self.occurredAt = occurredAt
        }
    }

    /// The increases of a total, statement by statement.
    ///
    /// A decrease takes back the latest increase if the kind has no negative units; otherwise it is an event of its
    /// own.
    private func rises(_ totals: [Total], _ fields: EventFields) -> [Consequence] {
        var isSigned = false
        if case .signed = fields.kind.rule.goods { isSigned = true }
        var rises: [Total] = []
        var before: Int64 = 0
        for (index, total) in totals.enumerated() {
            // Of equally new statements, the last one counts.
            if index + 1 < totals.count, totals[index + 1].statedAt == total.statedAt { continue }
            let (rise, overflows) = total.units.subtractingReportingOverflow(before)
            if rise == 0 || overflows { continue }
            before = total.units
            var left = rise
            while !isSigned, left < 0, let last = rises.popLast() {
                left = left.addingReportingOverflow(last.units).partialValue
                if left > 0 {
                    var kept = last
                    kept.units = left
                    rises.append(kept)
                }
                if left >= 0 { left = 0 }
            }
            guard left != 0 else { continue }
            var one = total
            one.units = left
            rises.append(one)
        }
        return rises.map { rise in
            var fields = fields
            fields.quantity = Quantity(rise.units)
            fields.occurredAt = rise.occurredAt
            fields.detail.statedAt = rise.statedAt
            fields.line = Line(trusted: "\(fields.line?.text ?? "")@\(rise.statedAt)")
            return Consequence(fields: fields, statement: rise.statement)
        }
    }

    static func key(_ kind: EventKind, _ statement: Statement) -> Step {
        let rule = kind.rule
        return Step(
            kind: kind,
            stage: rule.hasStage ? statement.fields.stage : nil,
            fromStage: rule.hasFromStage ? statement.fields.fromStage : nil
        )
    }

    /// The first step of a statement, or the only one if it states an event.
    static func key(_ statement: Statement) -> Step? {
        statement.steps.first.map { key($0.kind, statement) }
    }
}

extension Statement {
    /// Whether this newer statement alone leads to the same as with an older one, because it repeats or overrides it.
    fileprivate func covers(_ older: Statement) -> Bool {
        func steps(_ statement: Statement) -> [StatedLine.Step: Step] {
            Dictionary(statement.steps.map { (StatedLine.key($0.kind, statement), $0) }) { first, _ in first }
        }
        let (own, others) = (steps(self), steps(older))
        guard own.count == others.count, statesNoUnits == older.statesNoUnits else { return false }
        for (key, step) in others {
            guard let same = own[key] else { return false }
            guard !same.isObserved || step.isObserved && same.occurredAt <= step.occurredAt else {
                return false
            }
        }
        return Column.ofStatements.allSatisfy { column in
            guard let value = column.rule.value else { return true }
            return !value.isStated(older.fields) || value.isStated(fields)
        }
    }
}

extension EventFields {
    /// Takes the values of newer fields; a blank erases nothing.
    mutating func take(_ newer: EventFields) {
        source = newer.source
        document = newer.document
        line = newer.line
        memo = newer.memo
        for column in Column.ofNewerRows { column.rule.value?.take(&self, newer) }
    }
}

extension Statement {
    /// The columns in which two equally new statements differ. A value that only one states is not a difference, and
    /// neither is an observed time.
    func differences(toFile other: Statement) -> [Event.Difference] {
        guard let own = try? samples(), let others = try? other.samples() else { return [] }
        var differences: [Event.Difference] = []
        func add(_ difference: Event.Difference) {
            if !differences.contains(difference) { differences.append(difference) }
        }
        if isOfWholeLine, Set(own.map(\.kind)) != Set(others.map(\.kind)) {
            func names(_ events: [Event]) -> String {
                events.map(\.kind.rawValue).sorted().joined(separator: " ")
            }
            add(Event.Difference(column: .kind, book: names(own), file: names(others)))
        }
        for event in own {
            guard let match = others.first(where: { $0.kind == event.kind }) else { continue }
            let isObserved = (steps + other.steps).contains { $0.kind == event.kind && $0.isObserved }
            for difference in event.differences(toFile: match) {
                switch difference.column {
                case .occurredAt where isObserved: continue
                // A sample has stand-in units if the row leaves them out.
                case .quantity where fields.quantity == nil || other.fields.quantity == nil: continue
                case .sku where fields.sku == nil || other.fields.sku == nil: continue
                default: add(difference)
                }
            }
        }
        return differences
    }
}

extension StatementTable {
    /// The statement of a row, with its position in the log.
    func entry(_ row: StatementRow) throws -> StatedLine.Entry {
        StatedLine.Entry(id: row.id, batch: row.batch, statement: try statement(row))
    }
}
