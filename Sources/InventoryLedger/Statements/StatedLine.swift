/// All that was stated of one line of a document, oldest statement first: a pure function leads from here to its events.
///
/// The newest statement decides: its values, where it leaves none out, and the steps that it lists. A blank takes nothing
/// away, and a cancellation says nothing of the steps before it. The same statements in any order of arrival are the same
/// line.
struct StatedLine {
    /// A statement with the place of the row that made it.
    struct Told {
        /// Its number in the log; later ones win among equally new ones.
        let id: Int64
        let batch: Int64
        let statement: Statement

        var statedAt: Instant { statement.fields.detail.statedAt ?? Instant(milliseconds: .min) }
    }

    /// What tells the events of one line apart: a kind and its stages.
    struct Step: Hashable {
        let kind: EventKind
        let stage: Stage?
        let fromStage: Stage?
    }

    /// One event that follows from the statements, in the codes that the file wrote.
    struct Consequence {
        var fields: EventFields
        /// The statement that says so most lately.
        let told: Int64
        /// The quantity is known to the book only.
        var needsQuantity: Bool { fields.quantity == nil }
    }

    /// Oldest first.
    private(set) var told: [Told]
    /// A newer export that states the document whole does not list the line.
    var isTakenOut = false

    init(_ told: [Told]) {
        self.told = told.sorted { ($0.statedAt, $0.id) < ($1.statedAt, $1.id) }
    }

    /// - Parameter told: oldest first, in the order of the exports that hold them.
    init(inOrder told: [Told]) { self.told = told }

    /// Whether a further statement adds nothing, since the next newer one says all that it says.
    func covers(_ one: Told) -> Bool {
        guard !one.statement.isCumulative else { return false }
        let key = Self.key(one.statement)
        let next = told.first { other in
            (other.statedAt, other.id) > (one.statedAt, one.id)
                && other.statement.isOfWholeLine == one.statement.isOfWholeLine
                && (one.statement.isOfWholeLine || Self.key(other.statement) == key)
        }
        return next?.statement.covers(one.statement) ?? false
    }

    /// Statements of the line that are as new as another one and state something else.
    func rivals(of one: Told) -> [Told] {
        told.filter { other in
            other.statedAt == one.statedAt && other.statement.isOfWholeLine == one.statement.isOfWholeLine
                && (one.statement.isOfWholeLine || Self.key(one.statement) == Self.key(other.statement))
                && !other.statement.differences(toFile: one.statement).isEmpty
        }
    }

    /// Whether a later statement says otherwise.
    func isSuperseded(_ one: Told) -> Bool {
        told.contains { other in
            other.statedAt > one.statedAt && !one.statement.differences(toFile: other.statement).isEmpty
        }
    }

    /// Whether a statement says the same as the one before it.
    func repeats(_ one: Told) -> Bool {
        guard let place = told.firstIndex(where: { $0.id == one.id }), place > 0 else { return false }
        return told[place - 1].statement.differences(toFile: one.statement).isEmpty
    }

    /// The line has units in no statement, and a row of 0 units says that it needs none.
    var isOfNothing: Bool {
        told.last { $0.statement.isOfWholeLine && !$0.statement.steps.isEmpty }?.statement.statesNoUnits
            ?? false
    }

    /// What the line has been through, as its statements say one after another.
    private func steps() -> [(key: Step, at: Instant, isObserved: Bool, isOfWholeLine: Bool)] {
        var taken: [(key: Step, at: Instant, isObserved: Bool, isOfWholeLine: Bool)] = []
        for one in told {
            let statement = one.statement
            if statement.isOfWholeLine {
                // Cancelled before anything was placed: it needs nothing.
                if statement.isCancelled, statement.statesNoUnits, taken.isEmpty { continue }
                let listed = statement.steps.map { Self.key($0.kind, statement) }
                // Only a cancellation says nothing of earlier steps; what others do not list has not happened.
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
            // Stated in so many words already.
            if isVoided, steps.contains(where: { $0.key.kind == .saleVoided }) { continue }
            consequences += self.consequences(
                of: step.key,
                as: isVoided ? .saleVoided : step.key.kind,
                at: step.at
            )
        }
        // What was ordered is what was dispatched or cancelled, where the row leaves the units out.
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
        var fields = EventFields(kind: kind)
        var latest: Int64 = 0
        var totals: [Total] = []
        for one in told {
            let step = one.statement.steps.first { Self.key($0.kind, one.statement) == key }
            guard one.statement.isOfWholeLine || step != nil else { continue }
            fields.take(one.statement.fields)
            latest = one.id
            if one.statement.isCumulative, let step, let units = one.statement.fields.quantity?.units {
                totals.append(Total(one, units: units, occurredAt: step.occurredAt))
            }
        }
        let isWhole = told.contains { $0.statement.isOfWholeLine }
        let restricted = fields.restricted(to: kind, occurredAt: occurredAt, isWhole: isWhole)
        guard !totals.isEmpty else { return [Consequence(fields: restricted, told: latest)] }
        return rises(totals, restricted)
    }

    /// A quantity that was stated as the total so far.
    private struct Total {
        let statedAt: Instant
        let told: Int64
        var units: Int64
        let occurredAt: Instant

        init(_ one: Told, units: Int64, occurredAt: Instant) {
            statedAt = one.statedAt
            told = one.id
            self.units = units
            self.occurredAt = occurredAt
        }
    }

    /// What a total so far rose by, statement by statement.
    ///
    /// A fall takes back what rose last, where the kind has no units below 0; elsewhere it is an event of its own.
    private func rises(_ totals: [Total], _ fields: EventFields) -> [Consequence] {
        var isSigned = false
        if case .signed = fields.kind.rule.goods { isSigned = true }
        var rises: [Total] = []
        var before: Int64 = 0
        for (index, total) in totals.enumerated() {
            // Of equally new ones the last one holds.
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
            return Consequence(fields: fields, told: rise.told)
        }
    }

    static func key(_ kind: EventKind, _ statement: Statement) -> Step {
        let columns = kind.columns
        return Step(
            kind: kind,
            stage: columns.contains(.stage) ? statement.fields.stage : nil,
            fromStage: columns.contains(.fromStage) ? statement.fields.fromStage : nil
        )
    }

    /// The first step of a statement; of one that states an event, the only one.
    static func key(_ statement: Statement) -> Step? {
        statement.steps.first.map { key($0.kind, statement) }
    }
}

extension Statement {
    /// Whether this newer statement says all that an older one says, or otherwise: alone it leads to the same.
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
    /// Takes over what newer fields state; a blank takes nothing away.
    mutating func take(_ newer: EventFields) {
        source = newer.source
        document = newer.document
        line = newer.line
        memo = newer.memo
        for column in Column.ofNewerRows { column.rule.value?.take(&self, newer) }
    }
}

extension Statement {
    /// The columns in which two equally new statements disagree. A value that only one states is no difference, nor is
    /// a time that was only observed.
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
                // A sample has units of its own where the row leaves them out.
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
    /// What a row states, with its place in the log.
    func told(_ row: StatementRow) throws -> StatedLine.Told {
        StatedLine.Told(id: row.id, batch: row.batch, statement: try statement(row))
    }
}
