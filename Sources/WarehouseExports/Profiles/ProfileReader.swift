import InventoryLedger
import Yams

/// YAML -> profile. Every error names its line and column.
struct ProfileReader {
    let file: String

    /// Every row may be compared with every pattern.
    private static let patternsMax = 5000

    /// - Throws: `ImportFailure` with code `badProfile`, pointing at `file:line:column`.
    static func read(_ text: String, file: String) throws -> Profile {
        try YAMLShape.check(text, file: file)
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch let error as YamlError {
            throw notYAML(error, file: file)
        }
        let reader = ProfileReader(file: file)
        guard let node, node.mapping != nil else {
            throw ImportFailure(
                .badProfile,
                "\(file):1:1: a profile must be a YAML mapping that begins with name: ..."
            )
        }
        var profile = try reader.profile(node)
        profile.text = text
        return profile
    }

    /// The YAML reader's error in one line, without its excerpt of the text.
    private static func notYAML(_ error: YamlError, file: String) -> ImportFailure {
        if case .reader(let problem, let offset?, _, let yaml) = error {
            let place = TextPlace(in: yaml.prefix(offset).utf8)
            return ImportFailure(.badProfile, "\(file):\(place.line):\(place.column): not YAML: \(problem)")
        }
        let (mark, problem): (Mark?, String) =
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark, "not YAML: \(problem)")
            case .reader(let problem, _, _, _): (nil, "not YAML: \(problem)")
            case .duplicatedKeysInMapping(let keys, let context):
                (
                    context.mark,
                    "\"\(keys.sorted().first ?? "")\" appears twice in the mapping that begins here"
                )
            default: (nil, "not YAML: \(String(describing: error).split(separator: "\n").first ?? "")")
            }
        let place = mark.map { ":\($0.line):\($0.column)" } ?? ""
        return ImportFailure(.badProfile, "\(file)\(place): \(problem)")
    }

    private func profile(_ node: Node) throws -> Profile {
        let entries = try entries(
            node,
            "a profile",
            allowed: [
                "name", "source", "tells", "header", "text", "time_zone", "columns", "constants", "values",
                "dates",
                "numbers", "identity", "fill_down", "ignore", "events", "sheet", "records", "rows", "blank",
                "stated_at", "status", "statuses", "times", "cumulative", "unit_price", "sums", "any_case",
                "also", "whole", "edges", "year_from",
            ]
        )
        guard let name = try entries["name"].map(text) else {
            throw failure(node, "a profile needs a name")
        }
        var profile = Profile(name: name)
        profile.source = try entries["source"].map(source)
        profile.tells = Set(try (entries["tells"].map(nodes) ?? []).map(fact))
        profile.header = try (entries["header"].map(nodes) ?? []).map(names)
        if let node = entries["any_case"] { profile.anyCase = try flag(node) }
        if let format = entries["text"] { profile.format = try textFormat(format) }
        profile.layout.sheet = try entries["sheet"].map(text)
        profile.layout.records = try entries["records"].map(text)
        profile.layout.rows = try entries["rows"].map(text)
        profile.layout.blanks = Set(try entries["blank"].map(texts) ?? [])
        if let zone = entries["time_zone"] {
            let name = try text(zone)
            guard BusinessZone(name) != nil else {
                throw failure(zone, "\"\(name)\" is not a time zone; write one such as America/Tijuana")
            }
            profile.timeZone = name
        }
        profile.columns = try entries["columns"].map(columns) ?? [:]
        if let values = entries["values"] {
            for (column, map) in try canonical(values) {
                profile.values[column] = try self.entries(map, "values", allowed: nil).mapValues {
                    try text($0)
                }
            }
        }
        profile.yearFrom = try entries["year_from"].map(text)
        profile.dates = try (entries["dates"].map(nodes) ?? []).map { node in
            guard let pattern = DatePattern(try text(node)) else {
                throw failure(
                    node,
                    "a date pattern needs year, month and day, such as dd/MM/yyyy HH:mm or MM/dd/yyyy hh:mm:ss a; put "
                        + "letters that stand for themselves in apostrophes"
                )
            }
            guard pattern.hasYear || profile.yearFrom != nil else {
                throw failure(
                    node,
                    "\"\(pattern.text)\" has no year; name the column with an earlier date as year_from"
                )
            }
            return pattern
        }
        if let numbers = entries["numbers"] { profile.numbers = try numberFormat(numbers) }
        let constants = try ConstantCheck(profile)
        profile.constants = try entries["constants"].map { try self.constants($0, constants) } ?? [:]
        profile.unitPrice = try entries["unit_price"].map(list) ?? []
        if let sums = entries["sums"] {
            for (name, node) in try self.entries(sums, "sums", allowed: nil) {
                profile.sums[name] = try summands(node)
            }
        }
        profile.identity = try entries["identity"].map(texts) ?? []
        profile.fillDown = try entries["fill_down"].map(fillDown)
        profile.ignore = try (entries["ignore"].map(nodes) ?? []).map {
            try ignoreRule($0, anyCase: profile.anyCase)
        }
        profile.cases = try (entries["events"].map(nodes) ?? []).map {
            try eventCase($0, constants, anyCase: profile.anyCase)
        }
        if let also = entries["also"] {
            guard !profile.cases.isEmpty else {
                throw failure(also, "also adds to the events of a case; write events")
            }
            let templates = try nodes(also).map { try eventTemplate($0, constants) }
            profile.cases = profile.cases.map {
                Profile.EventCase(when: $0.when, events: $0.events + templates)
            }
        }
        try statements(entries, &profile)
        guard profile.tells.isEmpty || profile.source != nil else {
            throw failure(node, "a profile with tells needs a source: the system that issues the file")
        }
        let conditions = profile.ignore.map(\.when) + profile.cases.map(\.when) + profile.statuses.map(\.when)
        let patterns =
            profile.statuses.count + conditions.flatMap(\.terms).reduce(0) { $0 + $1.patterns.count }
        guard patterns <= Self.patternsMax else {
            throw failure(
                node,
                "a profile has at most \(Self.patternsMax) patterns and statuses, and this one has \(patterns)"
            )
        }
        guard !profile.header.isEmpty else {
            throw failure(node, "a profile needs header: the columns that identify such a file")
        }
        return profile
    }

    /// The parts for statements: the time of statement, the status, and the meaning of each status.
    private func statements(_ entries: [String: Node], _ profile: inout Profile) throws {
        if let node = entries["stated_at"] {
            guard profile.columns[.statedAt] == nil else {
                throw failure(node, "stated_at is also under columns; remove one of them")
            }
            profile.columns[.statedAt] = try list(node)
        }
        if let node = entries["cumulative"] { profile.isCumulative = try flag(node) }
        try listing(entries, &profile)
        profile.status = try entries["status"].map(list) ?? []
        if let node = entries["statuses"] {
            guard !profile.status.isEmpty else {
                throw failure(node, "statuses need status: the column that contains them")
            }
            profile.statuses = try statusRules(node, anyCase: profile.anyCase)
        } else if let node = entries["status"] {
            throw failure(node, "status needs statuses: the meaning of each status")
        }
        try checkTimes(entries["times"], &profile)
        for rule in profile.statuses {
            guard let step = rule.steps.first(where: { $0.needsTime && profile.times[$0.kind] == nil }) else {
                continue
            }
            throw failure(
                entries["statuses"] ?? .init(""),
                "\(step.kind.rawValue)? is a step only if its time is given; name the column of the time under times"
            )
        }
    }

    /// Whether such a file lists whole documents.
    private func listing(_ entries: [String: Node], _ profile: inout Profile) throws {
        if let node = entries["whole"] {
            guard try text(node) == "document" else {
                throw failure(
                    node,
                    "whole must be document, if a file lists every line of each document, or absent"
                )
            }
            guard entries["statuses"] != nil else {
                throw failure(node, "whole is for files that state lines; write statuses")
            }
            profile.listing = .whole
        }
        if let node = entries["edges"] {
            guard try text(node) == "may_be_cut" else {
                throw failure(
                    node,
                    "edges must be may_be_cut, if a file may cut off its first or last document, or absent"
                )
            }
            guard entries["whole"] != nil else {
                throw failure(node, "edges is for files that list whole documents; write whole: document")
            }
            profile.listing = .wholeBetweenEdges
        }
    }

    /// A mapping of each status to its steps, or a list of rules with conditions about several columns.
    private func statusRules(_ node: Node, anyCase: Bool) throws -> [Profile.StatusRule] {
        guard let rules = node.sequence else {
            return try pairs(node, "statuses").map { key, value in
                Profile.StatusRule(
                    status: try pattern(key, anyCase: anyCase),
                    when: .always,
                    steps: try nodes(value).map(statusStep)
                )
            }
        }
        return try rules.map { rule in
            let entries = try entries(rule, "a rule of statuses", allowed: ["when", "steps"])
            guard let when = entries["when"], let steps = entries["steps"] else {
                throw failure(rule, "a rule of statuses needs when and steps")
            }
            return Profile.StatusRule(
                status: nil,
                when: try condition(when, anyCase: anyCase),
                steps: try nodes(steps).map(statusStep)
            )
        }
    }

    private func checkTimes(_ node: Node?, _ profile: inout Profile) throws {
        guard let times = node else { return }
        guard !profile.statuses.isEmpty else {
            throw failure(times, "times belong to the steps of statuses; write statuses")
        }
        for (key, value) in try pairs(times, "times") {
            let kind = try step(key)
            var columns = try list(value)
            let isObserved = columns.last == "observed"
            if isObserved { _ = columns.popLast() }
            guard !columns.isEmpty else { throw failure(value, "name the column that contains the time") }
            guard profile.statuses.contains(where: { rule in rule.steps.contains { $0.kind == kind } }) else {
                throw failure(key, "no status has the step \(try text(key))")
            }
            profile.times[kind] = Profile.StepTime(columns: columns, isObserved: isObserved)
        }
    }

    /// A step; a question mark after it means that it counts only if its time is given.
    private func statusStep(_ node: Node) throws -> Profile.StatusStep {
        let name = try text(node)
        return Profile.StatusStep(kind: try step(node), needsTime: name.hasSuffix("?"))
    }

    /// Columns to add; a minus sign subtracts.
    private func summands(_ node: Node) throws -> [Profile.Summand] {
        try nodes(node).map { node in
            var names = try texts(node)
            let isTakenAway = names.first?.hasPrefix("-") ?? false
            if isTakenAway { names = names.map { String($0.trimmingPrefix("-")) } }
            return Profile.Summand(columns: names, isTakenAway: isTakenAway)
        }
    }

    /// A step of a line: an event kind, or `cancelled`, which is `order_cancelled` before dispatch and `sale_voided`
    /// after.
    private func step(_ node: Node) throws -> EventKind {
        let text = try text(node)
        let name = text.hasSuffix("?") ? String(text.dropLast()) : text
        if name == "cancelled" { return .orderCancelled }
        let kinds = EventKind.allCases.filter(\.isStep)
        guard let kind = kinds.first(where: { $0.rawValue == name }) else {
            let nearest = name.nearest(among: kinds.map(\.rawValue) + ["cancelled"])
            throw failure(
                node,
                "\"\(name)\" is not a step of a line" + (nearest.map { "; did you mean \($0)?" } ?? "")
            )
        }
        return kind
    }

    /// Names in a list, or separated by commas.
    private func list(_ node: Node) throws -> [String] {
        guard node.sequence == nil else { return try texts(node) }
        let names = try text(node).split(separator: ",").map { String($0).trimmedCode }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw failure(node, "a column needs a name") }
        return names
    }

    private func textFormat(_ node: Node) throws -> TextFormat {
        var format = TextFormat()
        let entries = try entries(node, "text", allowed: ["encoding", "delimiter", "quote", "header_row"])
        format.encodings = try (entries["encoding"].map(nodes) ?? []).map(encoding)
        if let delimiter = entries["delimiter"] {
            let name = try text(delimiter)
            guard let byte = TextFormat.delimiters[name] else {
                throw failure(delimiter, "delimiter must be comma, semicolon, tab or pipe")
            }
            format.delimiter = byte
        }
        if let quote = entries["quote"] {
            guard try text(quote) == "none" else { throw failure(quote, "quote must be none, or absent") }
            format.quote = nil
        }
        if let row = entries["header_row"] {
            guard let number = Int(try text(row)), (1...1000).contains(number) else {
                throw failure(row, "header_row must be the line of the header, from 1")
            }
            format.headerRow = number
        }
        return format
    }

    private func encoding(_ node: Node) throws -> TextEncoding {
        guard let encoding = TextEncoding(name: try text(node)) else {
            let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(node, "an encoding must be one of \(names)")
        }
        return encoding
    }

    private func numberFormat(_ node: Node) throws -> NumberFormat {
        var format = NumberFormat()
        let entries = try entries(node, "numbers", allowed: ["decimal", "grouping", "digits"])
        func character(_ node: Node) throws -> Character {
            let name = try text(node)
            let names: [String: Character] = [
                "comma": ",", "point": ".", "space": " ", "apostrophe": "'", ",": ",", ".": ".", " ": " ",
                "'": "'",
            ]
            guard let character = names[name] else {
                throw failure(node, "write comma, point, space or apostrophe")
            }
            return character
        }
        if let decimal = entries["decimal"] { format.decimal = try character(decimal) }
        if let grouping = entries["grouping"] { format.grouping = try character(grouping) }
        if let digits = entries["digits"] {
            guard try text(digits) == "full_width" else {
                throw failure(digits, "digits must be full_width, or absent")
            }
            format.allowsFullWidth = true
        }
        guard format.grouping != format.decimal else {
            throw failure(node, "decimal and grouping are the same character")
        }
        return format
    }

    private func source(_ node: Node) throws -> String {
        do {
            return try Source(text(node)).text
        } catch let problem as FieldProblem {
            throw failure(node, problem.message)
        }
    }

    private func fillDown(_ node: Node) throws -> Profile.FillDown {
        guard node.mapping != nil else {
            return Profile.FillDown(columns: try texts(node), within: nil, below: nil)
        }
        let entries = try entries(node, "fill_down", allowed: ["columns", "within", "below"])
        guard let columns = entries["columns"] else { throw failure(node, "fill_down needs columns") }
        return Profile.FillDown(
            columns: try texts(columns),
            within: try entries["within"].map(text),
            below: try entries["below"].map(text)
        )
    }

    private func fact(_ node: Node) throws -> Fact {
        guard let fact = Fact(rawValue: try text(node)) else {
            let names = Fact.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(node, "tells must list some of \(names)")
        }
        return fact
    }

    private func ignoreRule(_ node: Node, anyCase: Bool) throws -> Profile.IgnoreRule {
        let entries = try entries(node, "ignore", allowed: ["when", "because"])
        guard let when = entries["when"] else { throw failure(node, "an ignore rule needs when") }
        return Profile.IgnoreRule(
            when: try condition(when, anyCase: anyCase),
            because: try entries["because"].map(text) ?? "ignored by the profile"
        )
    }

    private func eventCase(_ node: Node, _ constants: ConstantCheck, anyCase: Bool) throws
        -> Profile.EventCase
    {
        let entries = try entries(node, "events", allowed: ["when", "record"])
        guard let record = entries["record"] else { throw failure(node, "a case of events needs record") }
        let templates = record.mapping != nil ? [record] : try nodes(record)
        return Profile.EventCase(
            when: try entries["when"].map { try condition($0, anyCase: anyCase) } ?? .always,
            events: try templates.map { try eventTemplate($0, constants) }
        )
    }

    private func eventTemplate(_ node: Node, _ constants: ConstantCheck) throws -> Profile.EventTemplate {
        var template = Profile.EventTemplate()
        let special = ["columns", "negate", "skip_zero"]
        for (key, value) in try pairs(node, "record") {
            let name = try text(key)
            switch name {
            case "columns": template.columns = try columns(value)
            case "negate":
                guard try texts(value) == ["quantity"] else {
                    throw failure(value, "only quantity can be negated")
                }
                template.negatesQuantity = true
            case "skip_zero": template.skipsZero = try flag(value)
            default:
                let column = try column(key, also: special)
                template.constants[column] = try constant(value, column, constants)
            }
        }
        return template
    }

    /// The condition of a rule. One that every row meets, or none, is an error.
    private func condition(_ node: Node, anyCase: Bool) throws -> Condition {
        let terms = try pairs(node, "when").map { key, value in
            let values = try nodes(value)
            guard !values.isEmpty else {
                throw failure(value, "name at least one value; \"\" matches a blank one")
            }
            for value in values where try text(value).allSatisfy({ $0 == "*" }) {
                guard try text(value).isEmpty else {
                    throw failure(
                        value,
                        "\"*\" also matches blank values; for any other value write \"!\""
                    )
                }
            }
            return (column: try text(key), patterns: try values.map { try pattern($0, anyCase: anyCase) })
        }
        guard !terms.isEmpty else { throw failure(node, "when has no column; remove it, or name one") }
        return Condition(terms: terms)
    }

    private func pattern(_ node: Node, anyCase: Bool) throws -> Condition.Pattern {
        let text = try text(node)
        if let problem = Condition.Pattern.problem(in: text) { throw failure(node, problem) }
        // Every value may be compared with every pattern, and a star may match from any position.
        guard text.count <= Condition.Pattern.charactersMax else {
            throw failure(
                node,
                "a pattern has at most \(Condition.Pattern.charactersMax) characters, and this one has \(text.count)"
            )
        }
        return Condition.Pattern(text: text, anyCase: anyCase)
    }

    private func columns(_ node: Node) throws -> [Column: [String]] {
        try canonical(node).mapValues { try texts($0) }
    }

    private func constants(_ node: Node, _ check: ConstantCheck) throws -> [Column: String] {
        var result: [Column: String] = [:]
        for (column, value) in try canonical(node) { result[column] = try constant(value, column, check) }
        return result
    }

    private func constant(_ node: Node, _ column: Column, _ check: ConstantCheck) throws -> String {
        let text = try text(node)
        if let problem = check.problem(column, text) { throw failure(node, problem.message) }
        return text
    }

    /// A mapping whose keys are canonical columns.
    private func canonical(_ node: Node) throws -> [Column: Node] {
        var result: [Column: Node] = [:]
        for (key, value) in try pairs(node, "this") { result[try column(key)] = value }
        return result
    }

    private func column(_ node: Node, also: [String] = []) throws -> Column {
        let name = try text(node)
        guard let column = Column(rawValue: name) else {
            let nearest = name.nearest(among: Column.allCases.map(\.rawValue) + also)
            throw failure(
                node,
                "\"\(name)\" is not a column" + (nearest.map { "; did you mean \($0)?" } ?? "")
            )
        }
        return column
    }

    private func entries(_ node: Node, _ what: String, allowed: [String]?) throws -> [String: Node] {
        var result: [String: Node] = [:]
        for (key, value) in try pairs(node, what) {
            let name = try text(key)
            if let allowed, !allowed.contains(name) {
                let nearest = name.nearest(among: allowed)
                throw failure(
                    key,
                    "\(what) has no \"\(name)\"; "
                        + (nearest.map { "did you mean \($0)?" }
                            ?? "it has \(allowed.joined(separator: ", "))")
                )
            }
            guard result.updateValue(value, forKey: name) == nil else {
                throw failure(key, "\"\(name)\" appears twice")
            }
        }
        return result
    }

    private func pairs(_ node: Node, _ what: String) throws -> [(Node, Node)] {
        guard let mapping = node.mapping else {
            throw failure(node, "\(what) must be a mapping of names to values")
        }
        return mapping.map { ($0.key, $0.value) }
    }

    private func nodes(_ node: Node) throws -> [Node] {
        if let sequence = node.sequence { return Array(sequence) }
        return [node]
    }

    private func names(_ node: Node) throws -> [String] {
        let names = try texts(node)
        guard !names.isEmpty else { throw failure(node, "a column needs at least one name") }
        return names
    }

    private func texts(_ node: Node) throws -> [String] { try nodes(node).map(text) }

    private func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar else { throw failure(node, "expected a single value") }
        return scalar.string
    }

    private func flag(_ node: Node) throws -> Bool {
        switch try text(node) {
        case "true", "yes": return true
        case "false", "no": return false
        default: throw failure(node, "write true or false")
        }
    }

    private func failure(_ node: Node, _ message: String) -> ImportFailure {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return ImportFailure(.badProfile, "\(file)\(place): \(message)")
    }
}

/// Checks constants like the file's own values.
private struct ConstantCheck {
    private let reader: ValueReader

    init(_ profile: Profile) throws {
        // Any zone will do, because it does not decide whether a date is valid.
        guard let zone = BusinessZone(profile.timeZone ?? "UTC") else {
            throw LedgerError(.unknownZone, "this machine has no time zones")
        }
        reader = ValueReader(numbers: profile.numbers, dates: profile.dates, zone: zone)
    }

    func problem(_ column: Column, _ text: String) -> FieldProblem? {
        var fields = EventFields(kind: .stockReceived)
        do {
            try reader.set(column, text, in: &fields)
            if column == .currency { _ = try Currency(text) }
            return nil
        } catch {
            return error
        }
    }
}
