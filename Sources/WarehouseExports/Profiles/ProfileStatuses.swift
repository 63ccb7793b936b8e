import InventoryLedger

/// What a profile says of statuses: what makes a row a statement of the present, and what each status means.
extension ProfileReader {
    /// The parts for statements: the time of statement, the status, and the meaning of each status.
    func readStatements(_ entries: [String: YAMLNode], _ profile: inout Profile) throws {
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
        guard let statuses = entries["statuses"] else { return }
        for rule in profile.statuses {
            guard let step = rule.steps.first(where: { $0.needsTime && profile.times[$0.kind] == nil }) else {
                continue
            }
            throw failure(
                statuses,
                "\(step.kind.rawValue)? is a step only if its time is given; name the column of the time under times"
            )
        }
    }

    /// Whether such a file lists whole documents.
    func listing(_ entries: [String: YAMLNode], _ profile: inout Profile) throws {
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
    func statusRules(_ node: YAMLNode, anyCase: Bool) throws -> [Profile.StatusRule] {
        guard let rules = node.list else {
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

    func checkTimes(_ node: YAMLNode?, _ profile: inout Profile) throws {
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
    func statusStep(_ node: YAMLNode) throws -> Profile.StatusStep {
        let name = try text(node)
        return Profile.StatusStep(kind: try step(node), needsTime: name.hasSuffix("?"))
    }

    /// A step of a line: an event kind, or `cancelled`, which is `order_cancelled` before dispatch and `sale_voided`
    /// after.
    func step(_ node: YAMLNode) throws -> EventKind {
        let text = try text(node)
        let name = text.hasSuffix("?") ? String(text.dropLast()) : text
        if name == "cancelled" { return .orderCancelled }
        let kinds = EventKind.allCases.filter(\.isStep)
        guard let kind = kinds.first(where: { $0.rawValue == name }) else {
            throw failure(
                node,
                "\"\(name)\" is not a step of a line"
                    + name.suggestion(among: kinds.map(\.rawValue) + ["cancelled"])
            )
        }
        return kind
    }
}
