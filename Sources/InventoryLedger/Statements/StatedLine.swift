/// All that was stated of one line of a document, oldest statement first: a pure function leads from here to its events.
///
/// The newest value wins and a blank takes nothing away; a step once stated stays; the same statements in any order of
/// arrival are the same line.
struct StatedLine {
    /// A statement with the place of the row that made it.
    struct Told {
        /// Its number in the log; later ones win among equally new ones.
        let id: Int64
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

    private(set) var told: [Told] = []

    init(_ told: [Told]) {
        self.told = told.sorted { ($0.statedAt, $0.id) < ($1.statedAt, $1.id) }
    }

    mutating func add(_ one: Told) { self = StatedLine(told + [one]) }

    /// Whether a further statement would say nothing that the line does not say already, or more lately.
    func says(_ one: Told) -> Bool {
        guard !one.statement.isCumulative else { return false }
        // What one row says of one step leaves open what was stated of the whole line.
        let told = one.statement.isOfWholeLine ? told.filter(\.statement.isOfWholeLine) : told
        let later = told.filter { ($0.statedAt, $0.id) > (one.statedAt, one.id) }
        for step in one.statement.steps {
            let key = Self.key(step.kind, one.statement)
            let others = told.flatMap { other in
                other.statement.steps.filter { Self.key($0.kind, other.statement) == key }
            }
            let isSaid =
                step.isObserved
                ? others.contains { !$0.isObserved || $0.occurredAt <= step.occurredAt }
                : later.contains { other in
                    other.statement.steps.contains {
                        !$0.isObserved && Self.key($0.kind, other.statement) == key
                    }
                }
            guard isSaid else { return false }
        }
        let steps = one.statement.steps.map { Self.key($0.kind, one.statement) }
        let covering = later.filter { other in
            other.statement.isOfWholeLine
                || !one.statement.isOfWholeLine
                    && other.statement.steps.contains {
                        steps.contains(Self.key($0.kind, other.statement))
                    }
        }
        return StatedValue.all.allSatisfy { value in
            !value.isStated(one.statement.fields) || covering.contains { value.isStated($0.statement.fields) }
        }
    }

    /// Statements of the line that are as new as another one and state something else.
    func rivals(of one: Told) -> [Told] {
        guard one.statement.fields.detail.statedAt != nil else { return [] }
        return told.filter { other in
            other.statedAt == one.statedAt && other.statement.isOfWholeLine == one.statement.isOfWholeLine
                && (one.statement.isOfWholeLine
                    || Self.key(one.statement) == Self.key(other.statement))
                && !other.statement.differences(toFile: one.statement).isEmpty
        }
    }

    /// The events that follow from all statements, by kind and stage.
    func consequences() -> [Consequence] {
        var keys: [Step] = []
        for one in told {
            for step in one.statement.steps {
                let key = Self.key(step.kind, one.statement)
                if !keys.contains(key) { keys.append(key) }
            }
        }
        keys.sort { ($0.kind.number, $0.stage?.number ?? 0) < ($1.kind.number, $1.stage?.number ?? 0) }
        let isDispatched = keys.contains { $0.kind == .orderShipped }
        let isCancelled = told.contains { one in
            one.statement.isOfWholeLine && one.statement.steps.contains { $0.kind == .orderCancelled }
        }
        var consequences: [Consequence] = []
        for key in keys {
            let isVoided = key.kind == .orderCancelled && isDispatched && isCancelled
            // Stated in so many words already.
            if isVoided, keys.contains(where: { $0.kind == .saleVoided }) { continue }
            consequences += self.consequences(of: key, as: isVoided ? .saleVoided : key.kind)
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

    private func consequences(of key: Step, as kind: EventKind) -> [Consequence] {
        var fields = EventFields(kind: kind)
        var occurredAt: (at: Instant, isObserved: Bool)?
        var latest: Int64 = 0
        var totals: [(statedAt: Instant, id: Int64, units: Int64, occurredAt: Instant)] = []
        for one in told
        where one.statement.isOfWholeLine
            || one.statement.steps.contains(where: {
                Self.key($0.kind, one.statement) == key
            })
        {
            fields.take(one.statement.fields)
            latest = one.id
            guard let step = one.statement.steps.first(where: { Self.key($0.kind, one.statement) == key })
            else {
                continue
            }
            switch (occurredAt, step.isObserved) {
            case (nil, _), (_?, false): occurredAt = (step.occurredAt, step.isObserved)
            case (let known?, true):
                if known.isObserved { occurredAt = (min(known.at, step.occurredAt), true) }
            }
            if one.statement.isCumulative, let units = one.statement.fields.quantity?.units {
                totals.append((one.statedAt, one.id, units, step.occurredAt))
            }
        }
        guard let occurredAt else { return [] }
        let isWhole = told.contains { $0.statement.isOfWholeLine }
        let restricted = fields.restricted(to: kind, occurredAt: occurredAt.at, isWhole: isWhole)
        guard !totals.isEmpty else { return [Consequence(fields: restricted, told: latest)] }
        return rises(totals, restricted)
    }

    /// What a total so far rose by, statement by statement.
    private func rises(
        _ totals: [(statedAt: Instant, id: Int64, units: Int64, occurredAt: Instant)],
        _ fields: EventFields
    ) -> [Consequence] {
        var consequences: [Consequence] = []
        var before: Int64 = 0
        for (index, total) in totals.enumerated() {
            // Of equally new ones the last one holds.
            if index + 1 < totals.count, totals[index + 1].statedAt == total.statedAt { continue }
            let (rise, overflows) = total.units.subtractingReportingOverflow(before)
            before = total.units
            if rise == 0 || overflows { continue }
            var fields = fields
            fields.quantity = Quantity(rise)
            fields.occurredAt = total.occurredAt
            fields.detail.statedAt = total.statedAt
            fields.line = Line(trusted: "\(fields.line?.text ?? "")@\(total.statedAt)")
            consequences.append(Consequence(fields: fields, told: total.id))
        }
        return consequences
    }

    private static func key(_ kind: EventKind, _ statement: Statement) -> Step {
        let columns = kind.columns
        return Step(
            kind: kind,
            stage: columns.contains(.stage) ? statement.fields.stage : nil,
            fromStage: columns.contains(.fromStage) ? statement.fields.fromStage : nil
        )
    }

    private static func key(_ statement: Statement) -> Step? {
        statement.steps.first.map { key($0.kind, statement) }
    }
}

/// One value that a statement may carry, whatever its type.
private struct StatedValue: Sendable {
    let isStated: @Sendable (EventFields) -> Bool

    private init<Value>(_ path: KeyPath<EventFields, Value?> & Sendable) {
        isStated = { $0[keyPath: path] != nil }
    }

    static let all: [StatedValue] = [
        StatedValue(\.warehouse), StatedValue(\.quantity), StatedValue(\.toWarehouse),
        StatedValue(\.shipment),
        StatedValue(\.channel), StatedValue(\.amount), StatedValue(\.detail.order),
        StatedValue(\.detail.pedimento),
        StatedValue(\.detail.importerRFC), StatedValue(\.detail.mode), StatedValue(\.detail.forwarder),
        StatedValue(\.detail.eta), StatedValue(\.detail.tracking), StatedValue(\.detail.reason),
    ]
}

extension EventFields {
    /// Takes over what newer fields state; a blank takes nothing away.
    fileprivate mutating func take(_ newer: EventFields) {
        source = newer.source
        document = newer.document
        line = newer.line
        sku = newer.sku
        memo = newer.memo
        if let value = newer.warehouse { warehouse = value }
        if let value = newer.quantity { quantity = value }
        if let value = newer.stage { stage = value }
        if let value = newer.fromStage { fromStage = value }
        if let value = newer.toWarehouse { toWarehouse = value }
        if let value = newer.shipment { shipment = value }
        if let value = newer.channel { channel = value }
        if let value = newer.amount { amount = value }
        if let value = newer.detail.order { detail.order = value }
        if let value = newer.detail.pedimento { detail.pedimento = value }
        if let value = newer.detail.importerRFC { detail.importerRFC = value }
        if let value = newer.detail.mode { detail.mode = value }
        if let value = newer.detail.forwarder { detail.forwarder = value }
        if let value = newer.detail.eta { detail.eta = value }
        if let value = newer.detail.tracking { detail.tracking = value }
        if let value = newer.detail.reason { detail.reason = value }
        if let value = newer.detail.statedAt { detail.statedAt = value }
        if let value = newer.detail.note { detail.note = value }
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
                default: add(difference)
                }
            }
        }
        return differences
    }
}
