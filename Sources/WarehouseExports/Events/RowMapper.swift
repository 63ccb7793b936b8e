import InventoryLedger

/// The user's settings for a whole file, besides its profile.
public struct FileSettings: Sendable {
    /// Replaces the profile's source.
    public var source: Source?
    /// Values for columns that are missing or blank in the file.
    public var values: [Column: String] = [:]
    /// Replaces the profile's time zone.
    public var zone: BusinessZone?
    /// Records every event as memo.
    public var isMemo = false
    /// Replaces the profile's encodings, tried in this order.
    public var encodings: [TextEncoding] = []

    /// No settings beyond those of the profile.
    public init() {}
}

/// rows -> events, by a profile matched to a file's header.
struct RowMapper: Sendable {
    /// The result of a row.
    enum Outcome: Sendable {
        /// This many events and statements were appended.
        case told(events: Int, statements: Int)
        case ignored
        case rejected([RowProblem])
    }

    private let ignore: [BoundCondition]
    private let lineTemplate: BoundTemplate
    private let cases: [(when: BoundCondition, events: [BoundTemplate])]
    private let identity: [Int]
    private let fillDown: [Int]
    private let fillDownWithin: Int?
    private let fillDownBelow: Int?
    /// Values handed down from rows above, by column.
    private var handedDown: [Int: String] = [:]
    private var handedDownWithin = ""
    private let status: [Int]
    private let statuses: [(rule: Profile.StatusRule, when: BoundCondition)]
    private let unitPrice: [Int]
    private let sums: [RowSum]
    private let statesCases: Bool
    private let times: [EventKind: (positions: [Int], isObserved: Bool)]
    private let isCumulative: Bool
    private let anyCase: Bool
    private let values: [Column: [String: String]]
    private var reader: ValueReader
    private let yearFrom: Int?
    private let header: Header
    private let cells: CellText
    private let defaultCurrency: Currency?
    /// Columns of the profile that the file lacks. Without a warning, a misspelt name would silently lose a column.
    let warnings: [RowProblem]
    /// Later times get a warning.
    private let latest: Instant
    /// Nil if no row of the file can be read plainly.
    let fastRows: FastRowReader?

    /// A condition with the positions of its columns.
    private struct BoundCondition: Sendable {
        let terms: [(position: Int, patterns: [Condition.Pattern])]
    }

    /// A template with the positions of its columns and its parsed constants.
    private struct BoundTemplate: Sendable {
        let base: EventFields
        let hasKind: Bool
        let columns: [(column: Column, positions: [Int])]
        let occurredAt: String?
        let amount: String?
        let currency: String?
        let negatesQuantity: Bool
        let skipsZero: Bool

        /// The position of a column in the file.
        func position(of column: Column) -> Int? { columns.first { $0.column == column }?.positions.first }
    }

    /// - Throws: `ImportFailure` if the profile names a column that the header lacks, or a constant is invalid.
    init(
        profile: Profile,
        header: Header,
        file: String,
        settings: FileSettings,
        ledger: LedgerSettings,
        now: Instant
    ) throws {
        self.header = header
        cells = CellText(profile.layout)
        let zone = try settings.zone ?? profile.timeZone.map(Self.zone) ?? ledger.zone
        let reader = ValueReader(numbers: profile.numbers, dates: profile.dates, zone: zone)
        self.reader = reader
        anyCase = profile.anyCase
        values =
            profile.anyCase
            ? profile.values.mapValues { map in
                Dictionary(
                    map.map { ($0.key.lowercased(), $0.value) },
                    uniquingKeysWith: { first, _ in first }
                )
            } : profile.values
        defaultCurrency = ledger.currency
        latest = now.advanced(byMilliseconds: Instant.dayMilliseconds)

        let sumNames = profile.sums.keys.sorted()
        func position(_ name: String) throws -> Int {
            // Sums come after the file's own columns.
            if let sum = sumNames.firstIndex(of: name) { return header.names.count + sum }
            guard let position = header.position(of: name) else {
                throw ImportFailure(
                    .unknownHeader,
                    "\(file): profile \(profile.name) uses a column \"\(name)\" that the file does not have"
                        + (name.nearest(among: header.names).map { "; did you mean \($0)?" } ?? "")
                )
            }
            return position
        }
        func bind(_ condition: Condition) throws -> BoundCondition {
            BoundCondition(terms: try condition.terms.map { (try position($0.column), $0.patterns) })
        }
        var problems: [FieldProblem] = []
        var missing: [Column] = []
        func bind(_ template: Profile.EventTemplate) throws -> BoundTemplate {
            // Values of an event take precedence over columns that all events share.
            let columns = profile.columns.filter { template.constants[$0.key] == nil }
                .merging(template.columns) { $1 }
            let constants =
                profile.constants
                .merging(settings.values) { $1 }
                .merging(template.constants) { $1 }
            var base = EventFields(kind: .stockReceived)
            if let source = try settings.source ?? profile.source.map({ try Source($0) }) {
                base.source = source
            }
            for column in Column.allCases {
                guard let text = constants[column] else { continue }
                do {
                    try reader.set(column, text, in: &base)
                } catch {
                    problems.append(error)
                }
            }
            if settings.isMemo { base.memo = true }
            return BoundTemplate(
                base: base,
                hasKind: constants[.kind] != nil,
                columns: Column.allCases.compactMap { column in
                    // An event may leave out a shared column.
                    guard let names = columns[column], !names.isEmpty else { return nil }
                    let positions = names.compactMap { name in
                        sumNames.firstIndex(of: name).map { header.names.count + $0 }
                            ?? header.position(of: name)
                    }
                    if positions.isEmpty, profile.allowsUnknownColumns, constants[column] == nil {
                        missing.append(column)
                    }
                    // A name that is equal in several languages is one column.
                    var seen: Set<Int> = []
                    return positions.isEmpty ? nil : (column, positions.filter { seen.insert($0).inserted })
                },
                occurredAt: constants[.occurredAt],
                amount: constants[.amount],
                currency: constants[.currency],
                negatesQuantity: template.negatesQuantity,
                skipsZero: template.skipsZero
            )
        }
        yearFrom = try profile.yearFrom.map(position)
        status = try profile.status.map(position)
        statuses = try profile.statuses.map { ($0, try bind($0.when)) }
        statesCases = profile.statuses.isEmpty || !profile.cases.isEmpty
        unitPrice = profile.unitPrice.compactMap { header.position(of: $0) }
        sums = try sumNames.map { name in
            RowSum(
                name: name,
                summands: try (profile.sums[name] ?? []).map { summand in
                    let positions = summand.columns.compactMap { header.position(of: $0) }
                    guard !positions.isEmpty else {
                        throw ImportFailure(
                            .unknownHeader,
                            "\(file): profile \(profile.name) adds up a column \"\(summand.columns.first ?? "")\" that the file does not have"
                        )
                    }
                    return (positions, summand.isTakenAway)
                }
            )
        }
        times = try profile.times.mapValues { (try $0.columns.map(position), $0.isObserved) }
        isCumulative = profile.isCumulative
        ignore = try profile.ignore.map { try bind($0.when) }
        var line = Profile.EventTemplate()
        // The status decides what happened. Until it is read, any kind will do.
        if !profile.statuses.isEmpty { line.constants[.kind] = EventKind.orderPlaced.rawValue }
        lineTemplate = try bind(line)
        if profile.statuses.isEmpty { missing.removeAll() }
        let cases =
            profile.cases.isEmpty
            ? [Profile.EventCase(when: .always, events: [Profile.EventTemplate()])] : profile.cases
        self.cases = try cases.map { (try bind($0.when), try $0.events.map(bind)) }
        var lacksIdentity: [String] = []
        identity = try profile.identityColumns.compactMap { name, isOptional in
            guard isOptional, header.position(of: name) == nil else { return try position(name) }
            lacksIdentity.append(name)
            return nil
        }
        fillDown = try (profile.fillDown?.columns ?? []).map(position)
        fillDownWithin = try profile.fillDown?.within.map(position)
        fillDownBelow = try profile.fillDown?.below.map(position)
        fastRows = Self.plainColumns(profile, header, ignore: ignore, cases: self.cases, identity: identity)
            .map { [latest] in FastRowReader($0, latest: latest) }
        let names = profile.columnNames
        let keys = Set(names.map(Header.key))
        let repeated: [RowProblem] = names.compactMap { name in
            // A profile that names the second one explicitly knows about it.
            guard let other = header.repeated(name), !keys.contains(Header.key(other.name)) else {
                return nil
            }
            return RowProblem(
                row: nil,
                column: name,
                value: "",
                code: TextProblem.repeatedColumn.rawValue,
                message:
                    "\"\(name)\" is also the name of column \(other.position + 1), and only the first one is read; if "
                    + "the other is meant, call it \(other.name) in the profile"
            )
        }
        let identityWarnings = lacksIdentity.map { name in
            RowProblem(
                row: nil,
                column: name,
                value: "",
                code: "missing_column",
                message:
                    "the file has no column \(name), which identifies rows in newer exports: import each day from "
                    + "either this kind of file or a newer one, not from both"
            )
        }
        warnings =
            repeated + identityWarnings
            + Set(missing).sorted { $0.rawValue < $1.rawValue }.map { column in
                let name = profile.columns[column]?.first ?? ""
                return RowProblem(
                    row: nil,
                    column: name,
                    value: "",
                    code: "missing_column",
                    message:
                        "profile \(profile.name) takes \(column.rawValue) from a column \"\(name)\" that the file "
                        + "does not have"
                        + (name.nearest(among: header.names).map { "; did you mean \($0)?" } ?? "")
                )
            }
        if let problem = problems.first {
            throw ImportFailure(.badOption, "\(problem.column.rawValue): \(problem.message)")
        }
    }

    private static func plainColumns(
        _ profile: Profile,
        _ header: Header,
        ignore: [BoundCondition],
        cases: [(when: BoundCondition, events: [BoundTemplate])],
        identity: [Int]
    ) -> PlainColumns? {
        // Then the meaning of a row depends on other rows, or on the ledger.
        guard profile.statuses.isEmpty, profile.fillDown == nil, profile.yearFrom == nil,
            profile.unitPrice.isEmpty,
            profile.sums.isEmpty
        else {
            return nil
        }
        return PlainColumns(
            PlainColumns.Use(
                fieldCount: header.names.count,
                events: cases.flatMap(\.events).map(\.columns),
                conditions: (ignore + cases.map(\.when)).flatMap(\.terms),
                identity: identity,
                translated: Set(profile.values.keys),
                blanks: profile.layout.blanks,
                decimal: profile.numbers.decimal
            )
        )
    }

    private static func zone(_ name: String) throws -> BusinessZone {
        guard let zone = BusinessZone(name) else {
            throw ImportFailure(
                .badProfile,
                "\"\(name)\" is not a time zone; write one such as America/Tijuana"
            )
        }
        return zone
    }

    /// Reads the events of the reader's current row.
    mutating func map(_ row: borrowing some TableRow & ~Copyable, into chunk: inout MappedChunk) -> Outcome {
        if let problem = fieldCountProblem(row) {
            // A footer or a remark, by what it has; what a row that was cut off lacks is not blank.
            let isIgnored = ignore.contains { condition in
                condition.terms.allSatisfy { $0.position < row.fieldCount } && matches(condition, row)
            }
            return isIgnored ? .ignored : .rejected([problem])
        }
        if !fillDown.isEmpty { handDown(row) }
        if let yearFrom { reader.earliest = day(of: text(row, yearFrom)) }
        for condition in ignore where matches(condition, row) { return .ignored }
        let firstEvent = chunk.events.count
        let firstStatement = chunk.statements.count
        var problems: [RowProblem] = []
        if !statuses.isEmpty { state(row, &chunk, &problems) }
        if statesCases {
            if let match = cases.first(where: { matches($0.when, row) }) {
                for template in match.events { tell(template, row, &chunk, &problems) }
            } else if statuses.isEmpty {
                return .rejected([noCase(row)])
            }
        }
        if !problems.isEmpty {
            chunk.events.removeSubrange(firstEvent...)
            chunk.statements.removeSubrange(firstStatement...)
            return .rejected(problems)
        }
        let (events, statements) = (chunk.events.count - firstEvent, chunk.statements.count - firstStatement)
        return events + statements == 0 ? .ignored : .told(events: events, statements: statements)
    }

    /// The subject of a row with problems, from the columns that all events share.
    func subject(_ row: borrowing some TableRow & ~Copyable, _ problems: [RowProblem]) -> RowSubject? {
        guard row.fieldCount >= header.names.count else { return nil }
        func text(_ column: Column) -> String? {
            guard let positions = lineTemplate.columns.first(where: { $0.column == column })?.positions,
                let (position, text) = value(row, positions),
                // A column with a problem says nothing about the subject.
                !problems.contains(where: { $0.column == name(position) })
            else { return nil }
            return text
        }
        let document = text(.document).flatMap { try? Document($0) } ?? lineTemplate.base.document
        guard let document else { return nil }
        return RowSubject(
            source: text(.source).flatMap { try? Source($0) } ?? lineTemplate.base.source,
            document: document,
            line: text(.line).flatMap { try? Line($0) },
            sku: text(.sku).flatMap { try? SKU($0) }
        )
    }

    /// Adds what the row's status states about its line.
    private func state(
        _ row: borrowing some TableRow & ~Copyable,
        _ chunk: inout MappedChunk,
        _ problems: inout [RowProblem]
    ) {
        guard let fields = fields(lineTemplate, row, &problems) else { return }
        do throws(FieldProblem) {
            guard let steps = try steps(fields, row, &problems) else { return }
            // Without steps the line is open, if it is known which line that is.
            let isKnown =
                fields.detail.statedAt != nil && (fields.sku != nil || fields.line?.namesGroup == false)
            guard !steps.isEmpty || isKnown else { return }
            let statement = try Statement(line: fields, steps: steps, isCumulative: isCumulative)
            try warn(statement, row, &chunk.warnings)
            chunk.statements.append(statement)
        } catch {
            problems.append(problem(error, row.line, lineTemplate.position(of: error.column)))
        }
    }

    /// Adds the event of one template, or the statement of the row.
    private func tell(
        _ template: BoundTemplate,
        _ row: borrowing some TableRow & ~Copyable,
        _ chunk: inout MappedChunk,
        _ problems: inout [RowProblem]
    ) {
        guard let fields = fields(template, row, &problems) else { return }
        do throws(FieldProblem) {
            if fields.detail.statedAt != nil || fields.leavesSomethingOut {
                let statement = try Statement(
                    event: fields,
                    isCumulative: isCumulative,
                    isBesideLine: !statuses.isEmpty
                )
                try warn(statement, row, &chunk.warnings)
                chunk.statements.append(statement)
            } else {
                let event = try Event(fields)
                warn(event, row, &chunk.warnings)
                chunk.events.append(event)
            }
        } catch {
            problems.append(problem(error, row.line, template.position(of: error.column)))
        }
    }

    /// The steps of the row's line by its status; nil if the row has problems.
    private func steps(
        _ fields: EventFields,
        _ row: borrowing some TableRow & ~Copyable,
        _ problems: inout [RowProblem]
    ) throws(FieldProblem) -> [Statement.Step]? {
        let found = value(row, status)
        let match = statuses.first { rule, when in
            (rule.status?.matches(found?.text ?? "") ?? true) && matches(when, row)
        }
        guard let rule = match?.rule else {
            let name = status.first.map(name) ?? ""
            problems.append(
                RowProblem(
                    row: row.line,
                    column: found.map { self.name($0.position) } ?? name,
                    value: found?.text ?? "",
                    code: "unknown_status",
                    message: "the statuses of the profile do not include \(statusWords(row)); add it under "
                        + "statuses in a copy of the profile"
                )
            )
            return nil
        }
        let before = problems.count
        var steps: [Statement.Step] = []
        for step in rule.steps {
            let kind = step.kind
            var occurredAt = fields.occurredAt
            var isObserved = false
            let time = times[kind]
            let stated = time.flatMap { value(row, $0.positions) }
            if step.needsTime, stated == nil { continue }
            if let time, let (position, text) = stated {
                do {
                    var scratch = EventFields(kind: kind)
                    try reader.set(.occurredAt, text, in: &scratch)
                    occurredAt = scratch.occurredAt
                    isObserved = time.isObserved
                } catch {
                    problems.append(problem(error, row.line, position))
                    continue
                }
            }
            // If the source does not say when, the step happened before the row was stated.
            isObserved = isObserved || occurredAt == nil
            guard let at = occurredAt ?? fields.detail.statedAt else {
                throw FieldProblem(
                    .statedAt,
                    value: "",
                    code: .missingValue,
                    "stated_at is missing"
                )
            }
            steps.append(Statement.Step(kind: kind, occurredAt: at, isObserved: isObserved))
        }
        guard fields.detail.statedAt != nil || rule.steps.isEmpty else {
            throw FieldProblem(
                .statedAt,
                value: "",
                code: .missingValue,
                "stated_at is missing: without it, it is unknown which of two statuses is newer"
            )
        }
        placeBeforeDispatch(&steps, row)
        return problems.count == before ? steps : nil
    }

    /// An order that was paid after its dispatch was placed when it was bought: at the first of its other times
    /// before the dispatch, else with the dispatch.
    private func placeBeforeDispatch(
        _ steps: inout [Statement.Step],
        _ row: borrowing some TableRow & ~Copyable
    ) {
        guard let placed = steps.firstIndex(where: { $0.kind == .orderPlaced }),
            let shipped = steps.first(where: { $0.kind == .orderShipped }), !shipped.isObserved,
            steps[placed].occurredAt > shipped.occurredAt
        else { return }
        var at = shipped.occurredAt
        for position in times[.orderPlaced]?.positions ?? [] {
            var scratch = EventFields(kind: .orderPlaced)
            let text = text(row, position)
            guard !text.isEmpty, (try? reader.set(.occurredAt, text, in: &scratch)) != nil,
                let other = scratch.occurredAt, other <= shipped.occurredAt
            else { continue }
            at = other
            break
        }
        steps[placed] = Statement.Step(
            kind: .orderPlaced,
            occurredAt: at,
            isObserved: steps[placed].isObserved
        )
    }

    /// The status of a row, and the other values that the rules check: `"paid" (Financial Status)`.
    private func statusWords(_ row: borrowing some TableRow & ~Copyable) -> String {
        var positions = value(row, status).map { [$0.position] } ?? Array(status.prefix(1))
        for (_, when) in statuses {
            for term in when.terms where !positions.contains(term.position) {
                positions.append(term.position)
            }
        }
        var words: [String] = []
        for position in positions {
            let text = "\"\(text(row, position))\""
            words.append(positions.count == 1 ? text : "\(text) as \(name(position))")
        }
        return words.joined(separator: " with ")
    }

    /// A row that matches no case of events, with the first word that distinguishes the cases.
    private func noCase(_ row: borrowing some TableRow & ~Copyable) -> RowProblem {
        let deciding = cases.lazy.flatMap { $0.when.terms }.first { $0.patterns.contains(where: \.isWord) }
        guard let deciding else {
            return RowProblem(
                row: row.line,
                column: "",
                value: "",
                code: "no_case",
                message: "no case under events of the profile fits the row; add one, or a rule under ignore"
            )
        }
        let word = text(row, deciding.position)
        return RowProblem(
            row: row.line,
            column: name(deciding.position),
            value: word,
            code: "no_case",
            message:
                "the profile has no case for \"\(word)\" in such a row; add one under events, or a "
                + "rule under ignore, in a copy of the profile"
        )
    }

    private func fieldCountProblem(_ row: borrowing some TableRow & ~Copyable) -> RowProblem? {
        let expected = header.names.count
        if row.fieldCount == expected { return nil }
        let isShort = row.fieldCount < expected
        if !isShort {
            var hasContent = false
            for index in expected..<row.fieldCount where !row.isFieldEmpty(index) { hasContent = true }
            // Trailing empty fields are common and harmless.
            if !hasContent { return nil }
        }
        return RowProblem(
            row: row.line,
            column: "",
            value: String(row.fieldCount),
            code: (isShort ? TextProblem.tooFewFields : .tooManyFields).rawValue,
            message: "the row has \(row.fieldCount) fields, the header \(expected); "
                + (isShort ? "check whether the file was cut off" : "quote fields that contain the delimiter")
        )
    }

    /// The day of a time with a year; nil if it has none.
    private func day(of text: String) -> CalendarDate? {
        var reader = reader
        reader.earliest = nil
        var scratch = EventFields(kind: .orderPlaced)
        guard !text.isEmpty, (try? reader.set(.occurredAt, text, in: &scratch)) != nil else { return nil }
        return scratch.occurredAt.map { CalendarDate(dayNumber: reader.zone.day(of: $0)) }
    }

    /// The fields of one template; nil if it has no event or problems.
    private func fields(
        _ template: BoundTemplate,
        _ row: borrowing some TableRow & ~Copyable,
        _ problems: inout [RowProblem]
    ) -> EventFields? {
        var fields = template.base
        var hasKind = template.hasKind
        var occurredAt = template.occurredAt
        var amount = template.amount.map { (text: $0, position: Int?.none) }
        var currency = template.currency.map { (text: $0, position: Int?.none) }
        let before = problems.count
        for (column, positions) in template.columns {
            guard let (position, text) = value(row, positions) else { continue }
            do throws(FieldProblem) {
                if position < header.names.count, let problem = row.doubt(position)?.problem(column, text) {
                    throw problem
                }
                let text = try translated(text, column)
                switch column {
                case .amount: amount = (text, position)
                case .currency: currency = (text, position)
                default: try reader.set(column, text, in: &fields)
                }
                if column == .kind { hasKind = true }
                if column == .occurredAt { occurredAt = nil }
            } catch {
                problems.append(problem(error, row.line, position))
            }
        }
        if let occurredAt, (fields.kind == .stockCounted) != (template.base.kind == .stockCounted) {
            // A date for the whole file means the end of the day for a count, and the start for a move.
            do {
                try reader.set(.occurredAt, occurredAt, in: &fields)
            } catch {
                problems.append(problem(error, row.line, nil))
            }
        }
        // A total of 0 may be a decrease.
        let isZeroTotal = isCumulative && fields.quantity?.units == 0
        if template.skipsZero, problems.count == before, !isZeroTotal, (fields.quantity?.units ?? 0) == 0 {
            return nil
        }
        do throws(FieldProblem) {
            if let amount {
                fields.amount = try money(amount.text, currency?.text)
            } else if let (position, text) = value(row, unitPrice), let units = fields.quantity?.units {
                amount = (text, position)
                fields.amount = try money(text, currency?.text).times(units)
            }
        } catch {
            let position = error.column == .currency ? currency?.position : amount?.position
            problems.append(problem(error, row.line, position ?? nil))
        }
        if !hasKind, problems.count == before {
            problems.append(
                RowProblem(
                    row: row.line,
                    column: Column.kind.rawValue,
                    value: "",
                    code: FieldProblem.Code.missingValue.rawValue,
                    message: "kind is missing"
                )
            )
        }
        guard problems.count == before else { return nil }
        if template.negatesQuantity, let units = fields.quantity?.units, units != .min {
            // proven: not .min, as checked above.
            fields.quantity = Quantity(-units)
        }
        if !identity.isEmpty, fields.line == nil { fields.line = groupLine(row) }
        if fields.kind == .stockCounted, fields.document == nil, let at = fields.occurredAt {
            // A count without a number is identified by its instant.
            fields.document = Document(trusted: "count \(at)")
        }
        return fields
    }

    private func money(_ text: String, _ currency: String?) throws(FieldProblem) -> Money {
        if let currency { return try reader.amount(text, Currency(currency)) }
        guard let defaultCurrency else {
            throw FieldProblem(
                .currency,
                value: "",
                code: .missingValue,
                "the amount has no currency"
            )
        }
        return try reader.amount(text, defaultCurrency)
    }

    /// The first value that is not blank.
    private func value(
        _ row: borrowing some TableRow & ~Copyable,
        _ positions: [Int]
    ) -> (position: Int, text: String)? {
        for position in positions {
            let text = text(row, position)
            if !text.isEmpty { return (position, text) }
        }
        return nil
    }

    /// A value without surrounding blanks, or the one handed down if it is blank.
    private func text(_ row: borrowing some TableRow & ~Copyable, _ position: Int) -> String {
        if position >= header.names.count { return sum(row, sums[position - header.names.count]) }
        let text = row.isFieldEmpty(position) ? "" : cells.text(row.field(position))
        guard text.isEmpty, !handedDown.isEmpty else { return text }
        return handedDown[position] ?? ""
    }

    /// The sum of a row's columns, with blanks as 0. A value that is not a whole number replaces the sum, so that it
    /// is reported.
    private func sum(_ row: borrowing some TableRow & ~Copyable, _ sum: RowSum) -> String {
        var total: Int64 = 0
        for (positions, isTakenAway) in sum.summands {
            guard let (_, text) = value(row, positions) else { continue }
            guard let units = reader.numbers.whole(text).flatMap({ Int64($0) }) else { return text }
            let (next, overflows) =
                isTakenAway ? total.subtractingReportingOverflow(units) : total.addingReportingOverflow(units)
            if overflows { return text }
            total = next
        }
        return String(total)
    }

    private mutating func handDown(_ row: borrowing some TableRow & ~Copyable) {
        if let fillDownBelow, !cells.text(row.field(fillDownBelow)).isEmpty { handedDown.removeAll() }
        if let fillDownWithin {
            let within = cells.text(row.field(fillDownWithin))
            if !within.hasSameBytes(as: handedDownWithin) { handedDown.removeAll() }
            handedDownWithin = within
        }
        for position in fillDown {
            let text = cells.text(row.field(position))
            if !text.isEmpty { handedDown[position] = text }
        }
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
    private func groupLine(_ row: borrowing some TableRow & ~Copyable) -> Line {
        var digest = GroupLine()
        for position in identity {
            var text = text(row, position)
            text.withUTF8 { digest.add($0) }
        }
        return digest.line
    }

    private func matches(_ condition: BoundCondition, _ row: borrowing some TableRow & ~Copyable) -> Bool {
        for term in condition.terms {
            let value = text(row, term.position)
            guard term.patterns.contains(where: { $0.matches(value, reader.numbers) }) else { return false }
        }
        return true
    }

    private func warn(
        _ event: Event,
        _ row: borrowing some TableRow & ~Copyable,
        _ warnings: inout [RowProblem]
    ) {
        for warning in event.warnings { warnings.append(RowProblem(row: row.line, warning)) }
        if event.occurredAt > latest {
            warnings.append(
                RowProblem(
                    row: row.line,
                    FieldProblem(
                        .occurredAt,
                        value: event.occurredAt.description,
                        code: .futureDate,
                        "\(event.occurredAt) is more than a day ahead; check whether day and month are swapped"
                    )
                )
            )
        }
    }

    /// Warns of oddities in the events of a statement alone, once each.
    private func warn(
        _ statement: Statement,
        _ row: borrowing some TableRow & ~Copyable,
        _ warnings: inout [RowProblem]
    ) throws(FieldProblem) {
        // Few statements have anything to warn of, so events are created only for those.
        guard statement.steps.contains(where: { $0.occurredAt > latest || $0.kind == .customsReleased })
        else { return }
        var found: [RowProblem] = []
        for event in try statement.samples() { warn(event, row, &found) }
        for (index, warning) in found.enumerated() where !found[..<index].contains(warning) {
            warnings.append(warning)
        }
    }

    /// The name of a column, in the file or in the profile.
    private func name(_ position: Int) -> String {
        position < header.names.count
            ? header.names[position].trimmedCode : sums[position - header.names.count].name
    }

    private func problem(_ problem: FieldProblem, _ line: Int64, _ position: Int?) -> RowProblem {
        RowProblem(
            row: line,
            column: position.map(name) ?? problem.column.rawValue,
            value: problem.value,
            code: problem.code.rawValue,
            message: problem.message
        )
    }
}

/// A computed column: the sum of columns of the file.
private struct RowSum: Sendable {
    let name: String
    /// The possible columns of each summand; the first that is not blank counts.
    let summands: [(positions: [Int], isTakenAway: Bool)]
}

extension EventFields {
    /// Whether the ledger has to complete the row.
    fileprivate var leavesSomethingOut: Bool { kind.canWait && (sku == nil || quantity == nil) }
}
