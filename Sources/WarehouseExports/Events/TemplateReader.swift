import InventoryLedger

/// row -> the fields of one event, by a template of the profile.
struct TemplateReader: Sendable {
    private let anyCase: Bool
    private let values: [Column: [String: String]]
    private let unitPrice: [Int]
    private let identity: [Int]
    private let isCumulative: Bool
    private let defaultCurrency: Currency?

    /// - Parameter currency: of amounts that name none.
    init(_ profile: Profile, _ bound: BoundProfile, currency: Currency?) {
        anyCase = profile.anyCase
        values =
            profile.anyCase
            ? profile.values.mapValues { map in
                Dictionary(
                    map.map { ($0.key.lowercased(), $0.value) },
                    uniquingKeysWith: { first, _ in first }
                )
            } : profile.values
        unitPrice = bound.unitPrice
        identity = bound.identity
        isCumulative = bound.isCumulative
        defaultCurrency = currency
    }

    /// A text, and the column it stands in; nil for a constant.
    private typealias Found = (text: String, position: Int?)

    /// Values that wait for others of the row.
    private struct Held {
        var hasKind: Bool
        /// A time for the whole file, where the row has none of its own.
        var occurredAt: String?
        var amount: Found?
        var currency: Found?

        init(_ template: BoundProfile.Template) {
            hasKind = template.hasKind
            occurredAt = template.occurredAt
            amount = template.amount.map { ($0, nil) }
            currency = template.currency.map { ($0, nil) }
        }
    }

    /// What one template says of the row; nil where it says nothing or has problems.
    func fields(
        _ template: BoundProfile.Template,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader,
        _ problems: inout [RowProblem]
    ) -> EventFields? {
        var fields = template.base
        var held = Held(template)
        let before = problems.count
        setColumns(template, row, texts, reader, &fields, &held, &problems)
        if let occurredAt = held.occurredAt,
            (fields.kind == .stockCounted) != (template.base.kind == .stockCounted)
        {
            // A date for the whole file means the end of the day for a count, and the start for a move.
            do {
                try reader.set(.occurredAt, occurredAt, in: &fields)
            } catch {
                problems.append(texts.problem(error, row.line, nil))
            }
        }
        // A total of 0 may be a decrease.
        let isZeroTotal = isCumulative && fields.quantity?.units == 0
        if template.skipsZero, problems.count == before, !isZeroTotal, (fields.quantity?.units ?? 0) == 0 {
            return nil
        }
        setAmount(row, texts, reader, &fields, held, &problems)
        if !held.hasKind, problems.count == before { problems.append(Self.missingKind(row.line)) }
        guard problems.count == before else { return nil }
        if template.negatesQuantity, let units = fields.quantity?.units, units != .min {
            // proven: not .min, as checked above.
            fields.quantity = Quantity(-units)
        }
        if !identity.isEmpty, fields.line == nil { fields.line = groupLine(row, texts) }
        if fields.kind == .stockCounted, fields.document == nil, let at = fields.occurredAt {
            // A count without a number is identified by its instant.
            fields.document = Document(trusted: "count \(at)")
        }
        return fields
    }

    /// The line that a row is about, whatever else the row contains; nil if it names no document.
    func line(
        _ template: BoundProfile.Template,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader
    ) -> EventFields? {
        var fields = template.base
        for (column, positions) in template.columns where Self.ofLine.contains(column) {
            guard let (position, text) = texts.first(row, positions) else { continue }
            if texts.isInFile(position), row.doubt(position) != nil { continue }
            guard let text = try? translated(text, column) else { continue }
            try? reader.set(column, text, in: &fields)
        }
        if !identity.isEmpty, fields.line == nil { fields.line = groupLine(row, texts) }
        return fields.document == nil ? nil : fields
    }

    private static let ofLine: Set<Column> = [.source, .document, .line, .sku, .statedAt]

    private func setColumns(
        _ template: BoundProfile.Template,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader,
        _ fields: inout EventFields,
        _ held: inout Held,
        _ problems: inout [RowProblem]
    ) {
        for (column, positions) in template.columns {
            guard let (position, text) = texts.first(row, positions) else { continue }
            do throws(FieldProblem) {
                if texts.isInFile(position), let problem = row.doubt(position)?.problem(column, text) {
                    throw problem
                }
                let text = try translated(text, column)
                switch column {
                case .amount: held.amount = (text, position)
                case .currency: held.currency = (text, position)
                default: try reader.set(column, text, in: &fields)
                }
                if column == .kind { held.hasKind = true }
                if column == .occurredAt { held.occurredAt = nil }
            } catch {
                problems.append(texts.problem(error, row.line, position))
            }
        }
    }

    private func setAmount(
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader,
        _ fields: inout EventFields,
        _ held: Held,
        _ problems: inout [RowProblem]
    ) {
        var amount = held.amount
        do throws(FieldProblem) {
            if let amount {
                fields.amount = try money(amount.text, held.currency?.text, reader)
            } else if let (position, text) = texts.first(row, unitPrice), let units = fields.quantity?.units {
                amount = (text, position)
                fields.amount = try money(text, held.currency?.text, reader).times(units)
            }
        } catch {
            let position = error.column == .currency ? held.currency?.position : amount?.position
            problems.append(texts.problem(error, row.line, position ?? nil))
        }
    }

    private func money(_ text: String, _ currency: String?, _ reader: ValueReader) throws(FieldProblem)
        -> Money
    {
        let (amount, marked) = reader.numbers.unmarked(text)
        var stated: Currency?
        if let currency { stated = try Currency(currency) }
        if let marked, let stated, marked != stated {
            throw FieldProblem(
                .amount,
                value: text,
                code: .contradiction,
                "the amount is in \(marked), and the currency of the row is \(stated)"
            )
        }
        guard let currency = stated ?? marked ?? defaultCurrency else {
            throw FieldProblem(
                .currency,
                value: "",
                code: .missingValue,
                "the amount has no currency"
            )
        }
        return try reader.amount(amount, currency)
    }

    private func translated(_ text: String, _ column: Column) throws(FieldProblem) -> String {
        guard let map = values[column] else { return text }
        if let value = map[anyCase ? text.lowercased() : text] ?? map["*"] { return value }
        throw FieldProblem(
            column,
            value: text,
            code: .notAllowed,
            "the values for \(column.rawValue) in the profile do not include \"\(text)\"; add it there"
        )
    }

    /// A digest of the columns that the profile names as identity. Rows with the same digest form a group.
    private func groupLine(_ row: borrowing some TableRow & ~Copyable, _ texts: RowText) -> Line {
        var digest = GroupLine()
        for position in identity {
            var text = texts.text(row, position)
            text.withUTF8 { digest.add($0) }
        }
        return digest.line
    }

    private static func missingKind(_ line: Int64) -> RowProblem {
        RowProblem(
            row: line,
            column: Column.kind.rawValue,
            value: "",
            code: FieldProblem.Code.missingValue.rawValue,
            message: "kind is missing"
        )
    }
}
