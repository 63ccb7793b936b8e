import InventoryLedger

/// rows -> events, by a profile matched to a file's header.
struct RowMapper: Sendable {
    /// The result of a row.
    enum Outcome: Sendable {
        /// This many events and statements were appended.
        case mapped(events: Int, statements: Int)
        case ignored
        case rejected([RowProblem])
    }

    private let bound: BoundProfile
    private let notes: [RowProblem]
    private let statuses: StatusSteps?
    private let listing: DocumentListing
    private let templates: TemplateReader
    private var texts: RowText
    private var reader: ValueReader
    private let oddities: EventOddities
    /// The value of a cell that became a row. A line without any has nothing to tell.
    private let spreadValue: Int?
    /// Nil if no row of the file can be read plainly.
    let fastRows: FastRowReader?

    /// Columns that the profile speaks of and the file lacks, and others that may not be what they seem.
    var warnings: [RowProblem] { notes + bound.warnings }

    /// - Parameter notes: warnings about the file.
    /// - Throws: `ImportFailure` where the profile names a column that the header lacks, or a constant is not a value.
    init(
        profile: Profile,
        header: Header,
        file: String,
        settings: FileSettings,
        ledger: LedgerSettings,
        now: Instant,
        notes: [RowProblem] = []
    ) throws {
        self.notes = notes
        let zone = try settings.zone ?? profile.timeZone.map(Self.zone) ?? ledger.zone
        reader = ValueReader(numbers: profile.numbers, dates: profile.dates, zone: zone)
        bound = try ProfileBinder.bind(profile, to: header, of: file, settings, reader)
        statuses = bound.statuses.map(StatusSteps.init)
        listing = profile.listing
        templates = TemplateReader(profile, bound, currency: ledger.currency)
        texts = RowText(header, bound, profile.layout, profile.numbers)
        let latest = now.advanced(byMilliseconds: Instant.dayMilliseconds)
        oddities = EventOddities(latest: latest, zone: ledger.zone)
        spreadValue = profile.spread.flatMap { header.position(of: $0.value) }
        let times = LearntTimes(zone: zone, patterns: profile.dates)
        fastRows = Self.plainColumns(profile, header, bound).map { FastRowReader($0, times, latest: latest) }
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

    private static func plainColumns(_ profile: Profile, _ header: Header, _ bound: BoundProfile)
        -> PlainColumns?
    {
        // What a row states then depends on other rows, or on the ledger.
        guard bound.statuses == nil, profile.fillDown == nil, bound.yearFrom == nil,
            profile.unitPrice.isEmpty, bound.computed.isEmpty, !profile.layout.takesApostrophesOff
        else { return nil }
        return PlainColumns(
            PlainColumns.Use(
                fieldCount: header.names.count,
                events: bound.cases.flatMap(\.events).map(\.columns),
                conditions: (bound.ignore + bound.cases.map(\.when)).flatMap(\.terms),
                identity: bound.identity,
                translated: Set(profile.values.keys),
                blanks: profile.layout.blanks,
                numbers: profile.numbers
            )
        )
    }

    /// Reads the events of the reader's current row.
    mutating func map(_ row: borrowing some TableRow & ~Copyable, into chunk: inout MappedChunk) -> Outcome {
        if let problem = texts.fieldCountProblem(row) {
            // A footer or a remark, by what it has; what a row that was cut off lacks is not blank.
            let isIgnored = bound.ignore.contains { condition in
                condition.terms.allSatisfy { $0.position < row.fieldCount } && texts.matches(condition, row)
            }
            return isIgnored ? .ignored : .rejected([problem])
        }
        texts.handDown(row)
        if let spreadValue, texts.text(row, spreadValue).isEmpty { return ignore(row, &chunk) }
        if let yearFrom = bound.yearFrom { reader.earliest = day(of: texts.text(row, yearFrom)) }
        if bound.ignore.contains(where: { texts.matches($0, row) }) { return ignore(row, &chunk) }
        let firstEvent = chunk.events.count
        let firstStatement = chunk.statements.count
        var problems: [RowProblem] = []
        if let statuses { state(statuses, row, &chunk, &problems) }
        if bound.hasCases {
            if let match = bound.cases.first(where: { texts.matches($0.when, row) }) {
                for template in match.events { add(template, row, &chunk, &problems) }
            } else if statuses == nil {
                return .rejected([noCase(row)])
            }
        }
        if !problems.isEmpty {
            chunk.events.removeSubrange(firstEvent...)
            chunk.statements.removeSubrange(firstStatement...)
            // Two events of a row may lack the same.
            var seen: Set<RowProblem> = []
            return .rejected(problems.filter { seen.insert($0).inserted })
        }
        let (events, statements) = (chunk.events.count - firstEvent, chunk.statements.count - firstStatement)
        return events + statements == 0
            ? ignore(row, &chunk) : .mapped(events: events, statements: statements)
    }

    /// Where a file lists whole documents, an ignored row still shows that its document has the line.
    private func ignore(_ row: borrowing some TableRow & ~Copyable, _ chunk: inout MappedChunk) -> Outcome {
        switch listing {
        case .parts: return .ignored
        case .whole, .wholeBetweenEdges: break
        }
        guard let fields = templates.line(bound.line, row, texts, reader) else { return .ignored }
        chunk.statements.append(Statement(ignored: fields))
        return .mapped(events: 0, statements: 1)
    }

    /// The subject of a row with problems, from the columns that all events share.
    func subject(_ row: borrowing some TableRow & ~Copyable, _ problems: [RowProblem]) -> RowSubject? {
        guard texts.isComplete(row) else { return nil }
        func text(_ column: Column) -> String? {
            guard let positions = bound.line.columns.first(where: { $0.column == column })?.positions,
                let (position, text) = texts.first(row, positions),
                // A column with a problem says nothing about the subject.
                !problems.contains(where: { $0.column == texts.name(position) })
            else { return nil }
            return text
        }
        let base = bound.line.base
        guard let document = text(.document).flatMap({ try? Document($0) }) ?? base.document else {
            return nil
        }
        return RowSubject(
            source: text(.source).flatMap { try? Source($0) } ?? base.source,
            document: document,
            line: text(.line).flatMap { try? Line($0) },
            sku: text(.sku).flatMap { try? SKU($0) }
        )
    }

    /// Adds what the row's status states about its line.
    private func state(
        _ statuses: StatusSteps,
        _ row: borrowing some TableRow & ~Copyable,
        _ chunk: inout MappedChunk,
        _ problems: inout [RowProblem]
    ) {
        guard let fields = templates.fields(bound.line, row, texts, reader, &problems) else { return }
        do throws(FieldProblem) {
            guard let steps = try statuses.steps(fields, row, texts, reader, &problems) else { return }
            // Without steps the line is open, if it is known which line that is.
            let isKnown =
                fields.detail.statedAt != nil && (fields.sku != nil || fields.line?.namesGroup == false)
            guard !steps.isEmpty || isKnown else { return }
            let statement = try Statement(line: fields, steps: steps, isCumulative: bound.isCumulative)
            try oddities.warn(statement, row.line, &chunk.warnings)
            chunk.statements.append(statement)
        } catch {
            problems.append(texts.problem(error, row.line, bound.line.position(of: error.column)))
        }
    }

    /// Adds the event of one template, or the statement of the row.
    private func add(
        _ template: BoundProfile.Template,
        _ row: borrowing some TableRow & ~Copyable,
        _ chunk: inout MappedChunk,
        _ problems: inout [RowProblem]
    ) {
        guard let fields = templates.fields(template, row, texts, reader, &problems) else { return }
        do throws(FieldProblem) {
            if fields.detail.statedAt != nil || fields.leavesSomethingOut {
                let statement = try Statement(
                    event: fields,
                    isCumulative: bound.isCumulative,
                    isBesideLine: statuses != nil
                )
                try oddities.warn(statement, row.line, &chunk.warnings)
                chunk.statements.append(statement)
            } else {
                let event = try Event(fields)
                oddities.warn(event, row.line, &chunk.warnings)
                chunk.events.append(event)
            }
        } catch {
            problems.append(texts.problem(error, row.line, template.position(of: error.column)))
        }
    }

    /// The day of a time with a year; nil if it has none.
    private func day(of text: String) -> CalendarDate? {
        var reader = reader
        reader.earliest = nil
        guard !text.isEmpty, let at = try? reader.instant(text, .orderPlaced) else { return nil }
        return CalendarDate(dayNumber: reader.zone.day(of: at))
    }

    /// A row that matches no case of events, with the first word that distinguishes the cases.
    private func noCase(_ row: borrowing some TableRow & ~Copyable) -> RowProblem {
        let terms = bound.cases.lazy.flatMap { $0.when.terms }
        guard let deciding = terms.first(where: { $0.patterns.contains(where: \.isWord) }) else {
            return RowProblem(
                row: row.line,
                column: "",
                value: "",
                code: "no_case",
                message: "no case under events of the profile fits the row; add one, or a rule under ignore"
            )
        }
        let word = texts.text(row, deciding.position)
        return RowProblem(
            row: row.line,
            column: texts.name(deciding.position),
            value: word,
            code: "no_case",
            message:
                "the profile has no case for \"\(word)\" in such a row; add one under events, or a "
                + "rule under ignore, in a copy of the profile"
        )
    }
}

extension EventFields {
    /// Whether the ledger has to know what the row is about.
    fileprivate var leavesSomethingOut: Bool { kind.canWait && (sku == nil || quantity == nil) }
}
