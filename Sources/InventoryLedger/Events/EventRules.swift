/// The checks that every event passes when it is built.
extension Event {
    static func checked<C: Code>(
        _ code: C?,
        column: Column = C.column,
        _ bounds: Bounds
    ) throws(FieldProblem) -> C {
        guard let code else {
            throw FieldProblem(
                column,
                value: "",
                code: .missingValue,
                "\(column.rawValue) is missing"
            )
        }
        if let problem = C.problem(in: code.text) {
            throw FieldProblem(
                column,
                value: problem.value,
                code: problem.code,
                problem.code == .nulByte
                    ? "\(column.rawValue) contains a NUL character" : "\(column.rawValue) is empty"
            )
        }
        if bounds == .stated, let problem = column.lengthProblem(code.text) { throw problem }
        return code
    }

    /// A time within the years of a ledger. A time outside of them was misread, and could not be written and read
    /// back.
    static func checked(_ instant: Instant, _ column: Column) throws(FieldProblem) -> Instant {
        guard Instant.range.contains(instant) else {
            throw FieldProblem(
                column,
                value: instant.description,
                code: .outOfRange,
                "\(instant) is outside the years \(Instant.years.lowerBound) to \(Instant.years.upperBound)"
            )
        }
        return instant
    }

    /// The largest numbers and longest texts of an event.
    enum Bounds {
        /// An event as stated by a file or a caller.
        case stated
        /// An event derived from the ledger. It may add up several events, or come from an earlier version.
        case derived
    }

    static func checked(_ amount: Money?, _ bounds: Bounds) throws(FieldProblem) -> Money? {
        switch bounds {
        case .stated: try amount?.bounded()
        case .derived: amount
        }
    }

    /// Free text, trimmed like the values of a file, so that an event recorded by hand equals the same event from a
    /// file.
    static func checked(
        _ text: String?,
        _ column: Column,
        _ bounds: Bounds
    ) throws(FieldProblem) -> String? {
        guard let text = text?.trimmedCode, !text.isEmpty else { return nil }
        if bounds == .stated, let problem = column.lengthProblem(text) { throw problem }
        guard !text.holdsNUL else {
            throw FieldProblem(
                column,
                value: text,
                code: .nulByte,
                "\(column.rawValue) contains a NUL character"
            )
        }
        return text
    }

    static func missing(_ column: Column, _ kind: EventKind) -> FieldProblem {
        FieldProblem(
            column,
            value: "",
            code: .missingValue,
            "\(kind.rawValue) needs \(column.rawValue)"
        )
    }

    static func unused(_ column: Column, _ value: String, _ kind: EventKind) -> FieldProblem {
        FieldProblem(
            column,
            value: value,
            code: .notAllowed,
            "\(kind.rawValue) has no \(column.rawValue); leave it empty"
        )
    }

    static func goods(_ fields: EventFields, _ rule: KindRule, _ bounds: Bounds) throws(FieldProblem) -> (
        SKU?, Quantity?
    ) {
        let kind = fields.kind
        if case .none = rule.goods {
            if let sku = fields.sku { throw unused(.sku, sku.text, kind) }
            if let quantity = fields.quantity { throw unused(.quantity, quantity.description, kind) }
            return (nil, nil)
        }
        let sku = try checked(fields.sku, bounds)
        guard let quantity = fields.quantity else { throw missing(.quantity, kind) }
        let units = quantity.units
        switch rule.goods {
        case .none, .counted:
            guard units >= 0 else { throw negative(quantity, kind) }
        case .positive:
            guard units != 0 else { throw zero(kind) }
            guard units > 0 else { throw negative(quantity, kind) }
        case .signed:
            guard units != 0 else { throw zero(kind) }
        }
        // Int64.min, which cannot be negated, has too many units anyway.
        return (sku, try bounds == .derived && units != .min ? quantity : quantity.bounded())
    }

    private static func zero(_ kind: EventKind) -> FieldProblem {
        FieldProblem(
            .quantity,
            value: "0",
            code: .zeroQuantity,
            "\(kind.rawValue) of 0 units has no effect; remove the row"
        )
    }

    private static func negative(_ quantity: Quantity, _ kind: EventKind) -> FieldProblem {
        FieldProblem(
            .quantity,
            value: quantity.description,
            code: .negativeQuantity,
            "\(kind.rawValue) needs a positive quantity; use another kind to take goods back"
        )
    }

    static func documents(
        _ fields: EventFields,
        _ rule: KindRule,
        _ bounds: Bounds
    ) throws(FieldProblem) -> (document: Document, shipment: Shipment?, pedimento: Pedimento?) {
        let kind = fields.kind
        let document = try checked(fields.document, bounds)
        switch rule.shipment {
        case .none:
            if let shipment = fields.shipment { throw unused(.shipment, shipment.text, kind) }
            return (document, nil, nil)
        case .isDocument:
            if let shipment = fields.shipment, !shipment.text.hasSameBytes(as: document.text) {
                throw FieldProblem(
                    .shipment,
                    value: shipment.text,
                    code: .contradiction,
                    "the document of \(kind.rawValue) is the number of the shipment; leave shipment empty"
                )
            }
            return (document, Shipment(trusted: document.text), nil)
        case .optional:
            return (document, fields.shipment == nil ? nil : try checked(fields.shipment, bounds), nil)
        case .required:
            let shipment = try checked(fields.shipment, bounds)
            if document.text.hasSameBytes(as: shipment.text) { return (document, shipment, nil) }
            do {
                let pedimento = try Pedimento(document.text)
                return (Document(trusted: pedimento.digits), shipment, pedimento)
            } catch {
                throw FieldProblem(
                    .document,
                    value: document.text,
                    code: .notAPedimento,
                    "the document of \(kind.rawValue) must be a pedimento of 15 digits, such as "
                        + "26  51  3746  6000123, or the same as shipment if there is none"
                )
            }
        }
    }

    static func stages(_ fields: EventFields, _ rule: KindRule) throws(FieldProblem) -> (Stage?, Stage?) {
        if fields.kind == .stockRemoved {
            // Goods are removed either from a warehouse or from a shipment.
            if fields.shipment != nil {
                if let stage = fields.stage {
                    throw FieldProblem(
                        .stage,
                        value: stage.rawValue,
                        code: .contradiction,
                        "goods removed from a shipment have from_stage in_transit or released; leave stage empty"
                    )
                }
                return (nil, try stage(fields.fromStage, .fromStage, rule.fromStage, fields.kind))
            }
            if let from = fields.fromStage {
                throw FieldProblem(
                    .fromStage,
                    value: from.rawValue,
                    code: .contradiction,
                    "from_stage \(from.rawValue) is only for goods in a shipment; name the shipment, "
                        + "or use stage for goods in a warehouse"
                )
            }
            return (try stage(fields.stage, .stage, rule.stage, fields.kind), nil)
        }
        let to = try stage(fields.stage, .stage, rule.stage, fields.kind)
        let from = try stage(fields.fromStage, .fromStage, rule.fromStage, fields.kind)
        if fields.kind == .stageChanged, to == from {
            throw FieldProblem(
                .stage,
                value: to?.rawValue ?? "",
                code: .contradiction,
                "stage and from_stage are the same; name two different stages"
            )
        }
        return (to, from)
    }

    private static func stage(
        _ stated: Stage?,
        _ column: Column,
        _ rule: KindRule.Stages,
        _ kind: EventKind
    ) throws(FieldProblem) -> Stage? {
        let allowed: [Stage]
        switch rule {
        case .none:
            if let stated { throw unused(column, stated.rawValue, kind) }
            return nil
        case .optional(let stages, let standard):
            guard let stated else { return standard }
            if stages.contains(stated) { return stated }
            allowed = stages
        case .required(let stages):
            guard let stated else { throw missing(column, kind) }
            if stages.contains(stated) { return stated }
            allowed = stages
        }
        throw FieldProblem(
            column,
            value: stated?.rawValue ?? "",
            code: .notAllowed,
            "\(column.rawValue) of \(kind.rawValue) must be one of \(allowed.map(\.rawValue).joined(separator: ", "))"
        )
    }
}
