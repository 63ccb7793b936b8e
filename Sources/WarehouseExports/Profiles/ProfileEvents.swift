import InventoryLedger

/// What a profile says of events: which rows state them, and by which constants and columns.
extension ProfileReader {
    func readEvents(_ entries: [String: YAMLNode], _ profile: inout Profile) throws {
        let check = try ConstantCheck(profile)
        profile.constants = try entries["constants"].map { try constants($0, check) } ?? [:]
        profile.ignore = try (entries["ignore"].map(nodes) ?? []).map {
            try ignoreRule($0, anyCase: profile.anyCase)
        }
        profile.cases = try (entries["events"].map(nodes) ?? []).map {
            try eventCase($0, check, anyCase: profile.anyCase)
        }
        guard let also = entries["also"] else { return }
        guard !profile.cases.isEmpty else {
            throw failure(also, "also adds to the events of a case; write events")
        }
        let templates = try nodes(also).map { try eventTemplate($0, check) }
        profile.cases = profile.cases.map {
            Profile.EventCase(when: $0.when, events: $0.events + templates)
        }
    }

    func ignoreRule(_ node: YAMLNode, anyCase: Bool) throws -> Profile.IgnoreRule {
        let entries = try entries(node, "ignore", allowed: ["when", "because"])
        guard let when = entries["when"] else { throw failure(node, "an ignore rule needs when") }
        return Profile.IgnoreRule(
            when: try condition(when, anyCase: anyCase),
            because: try entries["because"].map(text) ?? "ignored by the profile"
        )
    }

    func eventCase(_ node: YAMLNode, _ constants: ConstantCheck, anyCase: Bool) throws
        -> Profile.EventCase
    {
        let entries = try entries(node, "events", allowed: ["when", "record"])
        guard let record = entries["record"] else { throw failure(node, "a case of events needs record") }
        let templates = record.mapping != nil ? [record] : nodes(record)
        return Profile.EventCase(
            when: try entries["when"].map { try condition($0, anyCase: anyCase) } ?? .always,
            events: try templates.map { try eventTemplate($0, constants) }
        )
    }

    func eventTemplate(_ node: YAMLNode, _ constants: ConstantCheck) throws -> Profile.EventTemplate {
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
    func condition(_ node: YAMLNode, anyCase: Bool) throws -> Condition {
        let terms = try pairs(node, "when").map { key, value in
            let values = nodes(value)
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

    func pattern(_ node: YAMLNode, anyCase: Bool) throws -> Condition.Pattern {
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

    func constants(_ node: YAMLNode, _ check: ConstantCheck) throws -> [Column: String] {
        var result: [Column: String] = [:]
        for (column, value) in try canonical(node) { result[column] = try constant(value, column, check) }
        return result
    }

    func constant(_ node: YAMLNode, _ column: Column, _ check: ConstantCheck) throws -> String {
        let text = try text(node)
        if let problem = check.problem(column, text) { throw failure(node, problem.message) }
        return text
    }
}

/// Checks constants like the file's own values.
struct ConstantCheck {
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
