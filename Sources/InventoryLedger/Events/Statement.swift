/// What one row says of the present state of a line of a document: its values, and the steps that it has been through.
///
/// Rows state the same line again and again. The events of a line follow from all of its statements together, whatever
/// order they came in: see `StatedLine`.
package struct Statement: Sendable {
    /// One thing that happened to the line.
    package struct Step: Hashable, Sendable {
        /// `order_cancelled` of a whole line stands for `sale_voided` once the line is dispatched.
        package let kind: EventKind
        package let occurredAt: Instant
        /// The source does not state when it happened: the earliest time at which it was seen stands, and it is never
        /// compared.
        package let isObserved: Bool

        package init(kind: EventKind, occurredAt: Instant, isObserved: Bool = false) {
            self.kind = kind
            self.occurredAt = occurredAt
            self.isObserved = isObserved
        }
    }

    /// What the row states, whatever the step. The quantity is nil where it is known from elsewhere, the SKU where the
    /// order or shipment tells it.
    package let fields: EventFields
    /// Empty where the line has not been through anything yet, such as an order that waits for its payment.
    package let steps: [Step]
    /// The values hold for every step of the line, and not only for the steps of this statement.
    package let isOfWholeLine: Bool
    /// The quantity is the total so far: what it rose by is what happened.
    package let isCumulative: Bool
    /// The row states a line of 0 units: it says nothing of the units that the line had, and needs none.
    let statesNoUnits: Bool
    /// The row states an event beside the present of a line: however its time changes, it is the same event.
    let isBesideLine: Bool
    /// What the book has to know before the row can be understood; nil where the row says everything.
    package let need: Need?

    /// Something of the book that a row needs.
    package enum Need: Hashable, Sendable {
        case order(Document)
        case shipment(Shipment)

        /// The need in one text, as the log keeps it.
        var text: String {
            switch self {
            case .order(let document): "order \(document.text)"
            case .shipment(let shipment): "shipment \(shipment.text)"
            }
        }
    }

    /// Every step of a line in its present state, as an export of orders states it.
    ///
    /// - Throws: the first rule that one of the events would break, naming the column.
    package init(line fields: EventFields, steps: [Step], isCumulative: Bool = false) throws(FieldProblem) {
        // Which line it is about is known by its id or its SKU. The goods of another line are never taken for its own.
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

    /// One event as its row states it: `stated_at` says how new the row is, and what it leaves out the book must know.
    ///
    /// - Parameter isBesideLine: the row states the present of a line too, and the event beside it.
    /// - Throws: the first rule that the event would break, naming the column.
    package init(
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

    init(
        _ fields: EventFields,
        _ steps: [Step],
        isOfWholeLine: Bool,
        isCumulative: Bool,
        statesNoUnits: Bool = false,
        isBesideLine: Bool = false,
        _ bounds: Event.Bounds = .stated
    ) throws(FieldProblem) {
        self.steps = steps
        self.isOfWholeLine = isOfWholeLine
        self.isCumulative = isCumulative
        self.isBesideLine = isBesideLine
        var kept = fields
        // A cancelled line shows 0 units where its order had some.
        let isZero =
            isOfWholeLine && !isCumulative && fields.quantity?.units == 0
            && steps.allSatisfy { $0.kind.isOfOrder }
        if isZero { kept.quantity = nil }
        self.statesNoUnits = isZero || statesNoUnits
        // However a pedimento is written, it is one document.
        if steps.first?.kind == .customsReleased, let document = kept.document?.text,
            let pedimento = try? Pedimento(document)
        {
            kept.document = Document(trusted: pedimento.digits)
        }
        self.fields = kept
        need = try Self.need(kept, steps, statesNoUnits: self.statesNoUnits)
        if isCumulative, kept.detail.statedAt == nil { throw Event.missing(.statedAt, fields.kind) }
        for step in steps { _ = try sample(step, bounds) }
    }

    /// The row is about an order or a shipment whose goods or units it leaves out: it means what is left of them.
    var isReference: Bool { need != nil && !isOfWholeLine }

    /// Whether the row says that its line is cancelled, which says nothing of what it had been through before.
    var isCancelled: Bool { isOfWholeLine && steps.contains { $0.kind == .orderCancelled } }

    /// The event of a step, with a quantity and a SKU where the row names none: whether it breaks any other rule.
    private func sample(_ step: Step, _ bounds: Event.Bounds) throws(FieldProblem) -> Event {
        var fields = self.fields
        if need != nil || statesNoUnits, fields.quantity == nil { fields.quantity = 1 }
        if need != nil || statesNoUnits, fields.sku == nil { fields.sku = "?" }
        // A total may stand still, and a fall takes back.
        if isCumulative, fields.quantity?.units == 0 { fields.quantity = 1 }
        return try Event(
            fields.restricted(to: step.kind, occurredAt: step.occurredAt, isWhole: isOfWholeLine),
            bounds
        )
    }

    /// The events that the statement would come to by itself; of a row that leaves its units or its SKU to the book, with
    /// one unit of `?`.
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
    /// The fields as an event of a kind states them. What a whole line states is left out where the kind has no such
    /// column.
    func restricted(to kind: EventKind, occurredAt: Instant, isWhole: Bool) -> EventFields {
        var fields = self
        fields.kind = kind
        fields.occurredAt = occurredAt
        guard isWhole else { return fields }
        for column in kind.rule.absent { column.rule.value?.clear(&fields) }
        return fields
    }
}
