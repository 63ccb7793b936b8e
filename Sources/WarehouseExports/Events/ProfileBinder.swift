import InventoryLedger

/// profile, header -> bound profile.
struct ProfileBinder {
    private let profile: Profile
    private let header: Header
    private let file: String
    private let settings: FileSettings
    private let reader: ValueReader
    private let computedNames: [String]
    /// Why no row of the file can be an event.
    private var unfilled: ImportFailure?
    /// Columns that a file may lack, and this one does.
    private var lacking: [String] = []

    /// Constants that are not values.
    private var problems: [FieldProblem] = []
    /// Columns that the profile takes from none of the file's.
    private var missing: Set<Column> = []

    /// - Throws: `ImportFailure` where the profile names a column that the header lacks, or a constant is not a value.
    static func bind(
        _ profile: Profile,
        to header: Header,
        of file: String,
        _ settings: FileSettings,
        _ reader: ValueReader
    ) throws -> BoundProfile {
        var binder = ProfileBinder(profile, header, file, settings, reader)
        return try binder.bound()
    }

    private init(
        _ profile: Profile,
        _ header: Header,
        _ file: String,
        _ settings: FileSettings,
        _ reader: ValueReader
    ) {
        self.profile = profile
        self.header = header
        self.file = file
        self.settings = settings
        self.reader = reader
        computedNames = profile.sums.keys.sorted() + profile.joins.keys.sorted()
    }

    private mutating func bound() throws -> BoundProfile {
        let hasStatuses = !profile.statuses.isEmpty
        var shared = Profile.EventTemplate()
        // The status decides what happened. Until it is read, any kind will do.
        if hasStatuses { shared.constants[.kind] = EventKind.orderPlaced.rawValue }
        let line = try template(shared)
        // Each event of a row names what it lacks.
        if !hasStatuses { missing.removeAll() }
        let stated =
            profile.cases.isEmpty
            ? [Profile.EventCase(when: .always, events: [Profile.EventTemplate()])] : profile.cases
        var cases: [(when: BoundProfile.When, events: [BoundProfile.Template])] = []
        for one in stated { cases.append((try when(one.when), try one.events.map { try template($0) })) }
        let (identity, unidentified) = try identity()
        var ignore: [BoundProfile.When] = []
        for rule in profile.ignore { ignore.append(try when(rule.when)) }
        let fillDown = try fillDown()
        let yearFrom = try profile.yearFrom.map { try position($0) }
        let statuses = hasStatuses ? try statuses() : nil
        let bound = BoundProfile(
            ignore: ignore,
            line: line,
            cases: cases,
            hasCases: !hasStatuses || !profile.cases.isEmpty,
            identity: identity,
            fillDown: fillDown,
            yearFrom: yearFrom,
            statuses: statuses,
            unitPrice: profile.unitPrice.compactMap { header.position(of: $0) },
            computed: try computed(),
            isCumulative: profile.isCumulative,
            tableColumns: profile.table?.columns.mapValues { $0.compactMap(optionalPosition) } ?? [:],
            warnings: repeatedColumns() + unidentified.map(Self.lacksIdentity) + missingColumns()
        )
        if let problem = problems.first {
            throw ImportFailure(.badOption, "\(problem.column.rawValue): \(problem.message)")
        }
        if let unfilled { throw unfilled }
        return bound
    }

    // MARK: Columns

    private mutating func position(_ name: String) throws -> Int {
        if let found = optionalPosition(name) { return found }
        if Profile.required(name) != nil {
            let index = lacking.firstIndex(of: name) ?? lacking.count
            if index == lacking.count { lacking.append(name) }
            return header.names.count + computedNames.count + index
        }
        throw ImportFailure(
            .unknownHeader,
            "\(file): profile \(profile.name) uses a column \"\(name)\" that the file does not have"
                + name.suggestion(among: header.names),
            .profile(profile.name)
        )
    }

    private func optionalPosition(_ name: String) -> Int? {
        // Computed columns come after the file's own.
        computedNames.firstIndex(of: name).map { header.names.count + $0 } ?? header.position(of: name)
            ?? Profile.required(name).flatMap { header.position(of: $0) }
    }

    private mutating func when(_ condition: Condition) throws -> BoundProfile.When {
        BoundProfile.When(terms: try condition.terms.map { (try position($0.column), $0.patterns) })
    }

    /// The sums, the joined columns, and the columns that the file lacks, in the order of their positions.
    private func computed() throws -> [BoundProfile.Computed] {
        try computedNames.map { name in
            guard let summands = profile.sums[name] else {
                let parts = try (profile.joins[name] ?? []).map { try own($0, "joins") }
                return BoundProfile.Computed(name: name, value: .joined(parts))
            }
            return BoundProfile.Computed(
                name: name,
                value: .sum(try summands.map { (try own($0.columns, "adds up"), $0.isTakenAway) })
            )
        } + lacking.map { BoundProfile.Computed(name: Profile.required($0) ?? $0, value: .blank) }
    }

    /// The positions of the file's own columns among some names.
    private func own(_ names: [String], _ verb: String) throws -> [Int] {
        let positions = names.compactMap { header.position(of: $0) }
        guard !positions.isEmpty else {
            throw ImportFailure(
                .unknownHeader,
                "\(file): profile \(profile.name) \(verb) a column \"\(names.first ?? "")\" that "
                    + "the file does not have"
            )
        }
        return positions
    }

    private mutating func fillDown() throws -> BoundProfile.FillDown? {
        guard let fillDown = profile.fillDown, !fillDown.columns.isEmpty else { return nil }
        return BoundProfile.FillDown(
            columns: try fillDown.columns.map { try position($0) },
            within: try fillDown.within.map { try position($0) },
            below: try fillDown.below.map { try position($0) }
        )
    }

    private mutating func statuses() throws -> BoundProfile.Statuses {
        var times: [EventKind: (positions: [Int], isObserved: Bool)] = [:]
        for (kind, time) in profile.times {
            times[kind] = (try time.columns.map { try position($0) }, time.isObserved)
        }
        return BoundProfile.Statuses(
            positions: try profile.status.map { try position($0) },
            rules: try profile.statuses.map { ($0, try when($0.when)) },
            times: times
        )
    }

    /// The columns that identify rows, and the names of those that may be missing and are.
    private mutating func identity() throws -> (positions: [Int], missing: [String]) {
        var missing: [String] = []
        let positions: [Int] = try profile.identityColumns.compactMap { name, isOptional in
            guard isOptional, header.position(of: name) == nil else { return try position(name) }
            missing.append(name)
            return nil
        }
        return (positions, missing)
    }

    // MARK: Templates

    private mutating func template(_ template: Profile.EventTemplate) throws -> BoundProfile.Template {
        let constants =
            profile.constants
            .merging(settings.values) { $1 }
            .merging(template.constants) { $1 }
        let columns = columns(template, constants)
        noteNeeded(columns, template, constants)
        return BoundProfile.Template(
            base: try base(constants),
            hasKind: constants[.kind] != nil,
            columns: columns,
            occurredAt: constants[.occurredAt],
            amount: constants[.amount],
            currency: constants[.currency],
            negatesQuantity: template.negatesQuantity,
            skipsZero: template.skipsZero
        )
    }

    /// Notes if no row can have a value that every event needs, because the profile takes it from a column that the
    /// file lacks.
    private mutating func noteNeeded(
        _ bound: [(column: Column, positions: [Int])],
        _ template: Profile.EventTemplate,
        _ constants: [Column: String]
    ) {
        guard profile.allowsUnknownColumns, !profile.isList, unfilled == nil else { return }
        let kind = constants[.kind].flatMap { EventKind(rawValue: $0) }
        let names = profile.columns.merging(template.columns) { $1 }
        for column in [Column.document, .sku, .quantity, .warehouse, .occurredAt] {
            guard let name = names[column]?.first, constants[column] == nil, needs(column, kind),
                !bound.contains(where: { $0.column == column })
            else { continue }
            let wanted = Profile.required(name) ?? name
            unfilled = ImportFailure(
                .unknownHeader,
                "\(file): profile \(profile.name) takes \(column.rawValue) from a column \"\(wanted)\" that the file does "
                    + "not have"
                    + wanted.suggestion(among: header.names),
                .missingColumns([column])
            )
            return
        }
    }

    /// Whether no event of a kind, or of any, does without a column.
    private func needs(_ column: Column, _ kind: EventKind?) -> Bool {
        switch column {
        case .document: kind.map { $0 != .stockCounted } ?? false
        case .sku, .quantity: kind.map { $0.hasGoods && !$0.canWait } ?? false
        case .occurredAt: profile.statuses.isEmpty
        default: true
        }
    }

    private mutating func base(_ constants: [Column: String]) throws -> EventFields {
        var base = EventFields(kind: .stockReceived)
        if let source = try settings.source ?? profile.source.map({ try Source($0) }) { base.source = source }
        for column in Column.allCases {
            guard let text = constants[column] else { continue }
            do {
                try reader.set(column, text, in: &base)
            } catch {
                problems.append(error)
            }
        }
        if settings.isMemo { base.memo = true }
        return base
    }

    private mutating func columns(
        _ template: Profile.EventTemplate,
        _ constants: [Column: String]
    ) -> [(column: Column, positions: [Int])] {
        // Values of an event take precedence over columns that all events share.
        let names = profile.columns.filter { template.constants[$0.key] == nil }
            .merging(template.columns) { $1 }
        var bound: [(column: Column, positions: [Int])] = []
        for column in Column.allCases {
            // An event may leave out a shared column.
            guard let names = names[column], !names.isEmpty else { continue }
            let positions = names.compactMap(optionalPosition)
            if positions.isEmpty {
                let mayLack = names.allSatisfy { Profile.required($0) != nil }
                if profile.allowsUnknownColumns, constants[column] == nil, !mayLack { missing.insert(column) }
                continue
            }
            // A name that is equal in several languages is one column.
            var seen: Set<Int> = []
            bound.append((column, positions.filter { seen.insert($0).inserted }))
        }
        return bound
    }

    // MARK: Warnings

    private func repeatedColumns() -> [RowProblem] {
        let names = profile.columnNames
        let keys = Set(names.map(Header.key))
        return names.compactMap { name in
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
    }

    private static func lacksIdentity(_ name: String) -> RowProblem {
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

    private func missingColumns() -> [RowProblem] {
        missing.sorted { $0.rawValue < $1.rawValue }.map { column in
            let name = profile.columns[column]?.first ?? ""
            return RowProblem(
                row: nil,
                column: name,
                value: "",
                code: "missing_column",
                message:
                    "profile \(profile.name) takes \(column.rawValue) from a column \"\(name)\" that the file "
                    + "does not have"
                    + name.suggestion(among: header.names)
            )
        }
    }
}
