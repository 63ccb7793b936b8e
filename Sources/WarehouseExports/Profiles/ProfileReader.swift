import InventoryLedger

/// YAML -> profile. Every error names its line and column.
struct ProfileReader {
    let file: String
    let trees: BuiltInTrees

    private static let patternsMax = 5000

    /// - Throws: `ImportFailure` with code `badProfile`, pointing at `file:line:column`.
    static func read(_ text: String, file: String) throws -> Profile {
        let node = try YAMLTree.read(text, file: file)
        let reader = ProfileReader(file: file, trees: BuiltInTrees())
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

    /// A built-in profile, whose text is as it should be; nil if there is none of this name.
    static func builtIn(_ name: String, _ trees: BuiltInTrees) throws -> Profile? {
        guard let text = BuiltInTexts.text(of: name), let node = try trees.tree(of: name) else { return nil }
        var profile = try ProfileReader(file: "built-in", trees: trees).profile(node)
        profile.text = text
        return profile
    }

    private static let keys = [
        "name", "source", "tells", "header", "text", "time_zone", "columns", "constants", "values", "dates",
        "numbers", "identity", "fill_down", "ignore", "events", "sheet", "records", "rows", "blank",
        "stated_at",
        "status", "statuses", "times", "cumulative", "unit_price", "sums", "any_case", "also", "whole",
        "edges",
        "year_from", "joins", "columns_to_rows", "like", "table",
    ]

    private func profile(_ node: YAMLNode) throws -> Profile {
        var entries = try inherited(entries(node, "a profile", allowed: Self.keys))
        guard let name = try entries["name"].map(text) else {
            throw failure(node, "a profile needs a name")
        }
        var profile = Profile(name: name)
        profile.source = try entries["source"].map(source)
        profile.facts = Set(try (entries["tells"].map(nodes) ?? []).map(fact))
        profile.table = try table(&entries)
        try readLayout(entries, &profile)
        try readColumns(entries, &profile)
        try readEvents(entries, &profile)
        try readStatements(entries, &profile)
        guard profile.facts.isEmpty || profile.source != nil else {
            throw failure(node, "a profile with tells needs a source: the system that issues the file")
        }
        try checkPatterns(node, profile)
        guard !profile.header.isEmpty else {
            throw failure(node, "a profile needs header: the columns that identify such a file")
        }
        return profile
    }

    /// Mappings of which a profile that is like another one replaces only what it names.
    private static let mergedKeys = [
        "columns", "constants", "values", "times", "sums", "joins", "numbers", "text",
    ]

    /// The entries with those of the profile that this one is like.
    private func inherited(_ entries: [String: YAMLNode]) throws -> [String: YAMLNode] {
        guard let like = entries["like"] else { return entries }
        let name = try text(like)
        guard let base = try trees.tree(of: name) else {
            throw failure(
                like,
                "there is no built-in profile \"\(name)\" of an export"
                    + name.suggestion(among: BuiltInTexts.names)
            )
        }
        let reader = ProfileReader(file: name, trees: trees)
        let inherited = try reader.inherited(reader.entries(base, "a profile", allowed: Self.keys))
        var result = inherited.merging(entries) { $1 }
        result["like"] = nil
        for key in Self.mergedKeys {
            guard let own = entries[key], let others = inherited[key]?.mapping, let changed = own.mapping
            else {
                continue
            }
            let names = Set(changed.compactMap(\.key.text))
            let kept = others.filter { !names.contains($0.key.text ?? "") }
            result[key]?.content = .mapping(kept + changed)
        }
        return result
    }

    /// Where the rows are in a file, and how it is recognized.
    private func readLayout(_ entries: [String: YAMLNode], _ profile: inout Profile) throws {
        profile.header = try (entries["header"].map(nodes) ?? []).map(names)
        if let node = entries["any_case"] { profile.anyCase = try flag(node) }
        if let format = entries["text"] { profile.format = try textFormat(format) }
        profile.layout.sheet = try entries["sheet"].map(text)
        profile.layout.records = try entries["records"].map(text)
        profile.layout.rows = try entries["rows"].map(text)
        profile.layout.blanks = Set(try entries["blank"].map(texts) ?? [])
    }

    /// Which column holds what, and how its values are written.
    private func readColumns(_ entries: [String: YAMLNode], _ profile: inout Profile) throws {
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
        profile.dates = try (entries["dates"].map(nodes) ?? []).map {
            try datePattern($0, mayLackYear: profile.yearFrom != nil)
        }
        if let numbers = entries["numbers"] { profile.numbers = try numberFormat(numbers) }
        profile.unitPrice = try entries["unit_price"].map(list) ?? []
        if let sums = entries["sums"] {
            for (name, node) in try self.entries(sums, "sums", allowed: nil) {
                profile.sums[name] = try summands(node)
            }
        }
        if let joins = entries["joins"] {
            for (name, node) in try self.entries(joins, "joins", allowed: nil) {
                profile.joins[name] = try nodes(node).map(names)
                guard profile.sums[name] == nil else {
                    throw failure(node, "\"\(name)\" is also a name under sums; choose another one")
                }
            }
        }
        profile.spread = try entries["columns_to_rows"].map { try spread($0, anyCase: profile.anyCase) }
        profile.identity = try entries["identity"].map(texts) ?? []
        profile.fillDown = try entries["fill_down"].map(fillDown)
    }

    /// Each pattern may be compared with each row.
    private func checkPatterns(_ node: YAMLNode, _ profile: Profile) throws {
        let conditions = profile.ignore.map(\.when) + profile.cases.map(\.when) + profile.statuses.map(\.when)
        let patterns =
            profile.statuses.count + conditions.flatMap(\.terms).reduce(0) { $0 + $1.patterns.count }
        guard patterns <= Self.patternsMax else {
            throw failure(
                node,
                "a profile has at most \(Self.patternsMax) patterns and statuses, and this one has \(patterns)"
            )
        }
    }

    /// Columns to add; a minus sign subtracts.
    func summands(_ node: YAMLNode) throws -> [Profile.Summand] {
        try nodes(node).map { node in
            var names = try texts(node)
            let isTakenAway = names.first?.hasPrefix("-") ?? false
            if isTakenAway { names = names.map { String($0.trimmingPrefix("-")) } }
            return Profile.Summand(columns: names, isTakenAway: isTakenAway)
        }
    }

    /// Columns whose cells become rows.
    func spread(_ node: YAMLNode, anyCase: Bool) throws -> Profile.Spread {
        let entries = try entries(node, "columns_to_rows", allowed: ["columns", "name", "value"])
        guard let columns = entries["columns"], let name = entries["name"], let value = entries["value"]
        else {
            throw failure(
                node,
                "columns_to_rows needs columns, such as \"Bodega *\", and the names of two new columns: name and value"
            )
        }
        let spread = Profile.Spread(
            columns: try nodes(columns).map { try pattern($0, anyCase: anyCase) },
            name: try text(name),
            value: try text(value)
        )
        guard !spread.name.isEmpty, Header.key(spread.name) != Header.key(spread.value) else {
            throw failure(value, "the new columns need two different names")
        }
        return spread
    }

    func source(_ node: YAMLNode) throws -> String {
        do {
            return try Source(text(node)).text
        } catch let problem as FieldProblem {
            throw failure(node, problem.message)
        }
    }

    func fillDown(_ node: YAMLNode) throws -> Profile.FillDown {
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

    func fact(_ node: YAMLNode) throws -> Fact {
        guard let fact = Fact(rawValue: try text(node)) else {
            let names = Fact.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(node, "tells must list some of \(names)")
        }
        return fact
    }

    func columns(_ node: YAMLNode) throws -> [Column: [String]] {
        try canonical(node).mapValues { try texts($0) }
    }

    /// A mapping whose keys are canonical columns.
    func canonical(_ node: YAMLNode) throws -> [Column: YAMLNode] {
        var result: [Column: YAMLNode] = [:]
        for (key, value) in try pairs(node, "this") { result[try column(key)] = value }
        return result
    }

    func column(_ node: YAMLNode, also: [String] = []) throws -> Column {
        let name = try text(node)
        guard let column = Column(rawValue: name) else {
            throw failure(
                node,
                "\"\(name)\" is not a column" + name.suggestion(among: Column.allCases.map(\.rawValue) + also)
            )
        }
        return column
    }
}
