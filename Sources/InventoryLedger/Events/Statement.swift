/// What one row states about a line of a document: its values, and the steps that it has gone through.
///
/// Several rows may state the same line. The events of a line follow from all of its statements together, in whatever
/// order they came: see `StatedLine`.
// A class, because a statement has many values and is passed on several times.
package final class Statement: Sendable {
    /// A step of the line.
    package struct Step: Hashable, Sendable {
        /// `order_cancelled` of a whole line becomes `sale_voided` once the line is dispatched.
        package let kind: EventKind
        package let occurredAt: Instant
        /// The source does not state when the step happened. The earliest time at which it was seen counts, and it is
        /// never compared.
        package let isObserved: Bool

        package init(kind: EventKind, occurredAt: Instant, isObserved: Bool = false) {
            self.kind = kind
            self.occurredAt = occurredAt
            self.isObserved = isObserved
        }
    }

    /// The values that hold for every step. The quantity or the SKU is nil if it follows from the order or shipment.
    package let fields: EventFields
    /// Empty if nothing has happened to the line yet, such as an order that waits for its payment.
    package let steps: [Step]
    /// The values hold for every step of the line, not only for those of this statement.
    package let isOfWholeLine: Bool
    /// The quantity is the total so far; its increase is what happened.
    package let isCumulative: Bool
    /// The row states a line of 0 units, which says nothing about the units before.
    let statesNoUnits: Bool
    /// The row states an event besides the present of a line. It stays the same event if its time changes.
    let isBesideLine: Bool
    /// The profile ignores the row: it says nothing of its line, but shows that the document still has the line.
    package let isIgnored: Bool
    /// What the ledger needs to know before the row can be understood; nil if the row is complete.
    package let need: Need?

    /// Something that a row needs from the ledger.
    package enum Need: Hashable, Sendable {
        case order(Document)
        case shipment(Shipment)

        /// The need as the log stores it.
        var text: String {
            switch self {
            case .order(let document): "order \(document.text)"
            case .shipment(let shipment): "shipment \(shipment.text)"
            }
        }
    }

    /// All steps of a line, as an order export states it.
    ///
    /// - Throws: the first rule that one of the events would break, with the column.
    package convenience init(
        line fields: EventFields,
        steps: [Step],
        isCumulative: Bool = false
    ) throws(FieldProblem) {
        // The line is identified by its id or its SKU. It never takes the goods of another line.
        if fields.sku == nil, fields.line?.namesGroup ?? true {
            throw FieldProblem(
                .sku,
                value: "",
                code: .missingValue,
                "sku is missing: the row states a line of \(fields.document?.text ?? "a document") without naming "
                    + "goods; fill it, or ignore such rows with a rule of the profile"
            )
        }
        try self.init(fields, steps, isOfWholeLine: true, isCumulative: isCumulative)
    }

    /// One event of a row. `stated_at` says how new the row is, and the ledger completes what it leaves out.
    ///
    /// - Parameter isBesideLine: the row states the present of a line too, and this event besides it.
    /// - Throws: the first rule that the event would break, with the column.
    package convenience init(
        event fields: EventFields,
        isCumulative: Bool = false,
        isBesideLine: Bool = false
    ) throws(FieldProblem) {
        guard let occurredAt = fields.occurredAt else { throw Event.missing(.occurredAt, fields.kind) }
        let step = Step(kind: fields.kind, occurredAt: occurredAt)
        try self.init(
            fields,
            [step],
            isOfWholeLine: false,
            isCumulative: isCumulative,
            isBesideLine: isBesideLine
        )
    }

    /// An ignored row of a file that lists whole documents.
    ///
    /// - Parameter fields: the document, and the line's id or SKU if the row has one.
    package init(ignored fields: EventFields) {
        self.fields = fields
        steps = []
        isOfWholeLine = true
        isCumulative = false
        statesNoUnits = false
        isBesideLine = false
        isIgnored = true
        need = nil
    }

    init(
        _ fields: EventFields,
        _ steps: [Step],
        isOfWholeLine: Bool,
        isCumulative: Bool,
        statesNoUnits: Bool = false,
        isBesideLine: Bool = false,
        _ bounds: Event.Bounds? = .stated
    ) throws(FieldProblem) {
        self.steps = steps
        self.isOfWholeLine = isOfWholeLine
        self.isCumulative = isCumulative
        self.isBesideLine = isBesideLine
        isIgnored = false
        var kept = fields
        // A cancelled line shows 0 units instead of those of its order.
        let isZero =
            isOfWholeLine && !isCumulative && fields.quantity?.units == 0
            && steps.allSatisfy { $0.kind.isOfOrder }
        if isZero { kept.quantity = nil }
        self.statesNoUnits = isZero || statesNoUnits
        // All spellings of a pedimento are one document.
        if steps.first?.kind == .customsReleased, let document = kept.document?.text,
            let pedimento = try? Pedimento(document)
        {
            kept.document = Document(trusted: pedimento.digits)
        }
        self.fields = kept
        need = try Self.need(kept, steps, statesNoUnits: self.statesNoUnits)
        if isCumulative, kept.detail.statedAt == nil { throw Event.missing(.statedAt, fields.kind) }
        if let bounds { for step in steps { _ = try sample(step, bounds) } }
    }

    /// The row refers to an order or a shipment without its goods or units, and means what is left of them.
    var isReference: Bool { need != nil && !isOfWholeLine }

    /// Whether the row says that its line is cancelled. It then says nothing about the steps before.
    var isCancelled: Bool { isOfWholeLine && steps.contains { $0.kind == .orderCancelled } }

    /// The event of a step, with a stand-in for a missing quantity or SKU, to check all other rules.
    private func sample(_ step: Step, _ bounds: Event.Bounds) throws(FieldProblem) -> Event {
        var fields = self.fields
        if need != nil || statesNoUnits, fields.quantity == nil { fields.quantity = 1 }
        if need != nil || statesNoUnits, fields.sku == nil { fields.sku = "?" }
        // A total may stay the same, and a decrease takes units back.
        if isCumulative, fields.quantity?.units == 0 { fields.quantity = 1 }
        fields.restrict(to: step.kind, occurredAt: step.occurredAt, isWhole: isOfWholeLine)
        return try Event(fields, bounds)
    }

    /// The events of the statement alone, with one unit of `?` for units or a SKU that it leaves out.
    package func samples() throws(FieldProblem) -> [Event] {
        var samples: [Event] = []
        for step in steps { samples.append(try sample(step, .derived)) }
        return samples
    }

    private static func need(
        _ fields: EventFields,
        _ steps: [Step],
        statesNoUnits: Bool
    ) throws(FieldProblem) -> Need? {
        guard !steps.isEmpty, !statesNoUnits, fields.sku == nil || fields.quantity == nil else { return nil }
        if steps.allSatisfy({ $0.kind.isOfOrder }), let document = fields.document { return .order(document) }
        guard steps.count == 1, let kind = steps.first?.kind else { return nil }
        switch kind.rule.bookCompletes {
        case .returnedOrder: return fields.detail.order.map { .order($0) }
        case .shipment: return fields.shipment.map { .shipment($0) }
        case .nothing, .order: return nil
        }
    }
}

extension EventFields {
    /// Makes these the fields of an event of this kind. Values of a whole line are left out if the kind does not have
    /// them.
    mutating func restrict(to kind: EventKind, occurredAt: Instant, isWhole: Bool) {
        self.kind = kind
        self.occurredAt = occurredAt
        guard isWhole else { return }
        for column in kind.rule.absent { column.rule.value?.clear(&self) }
    }
}
