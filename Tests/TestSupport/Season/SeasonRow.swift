/// One row of a canonical file, as plain texts and numbers.
public struct SeasonRow: Sendable {
    public var kind: String
    /// Whole units; nil for a milestone.
    public var units: Int64?
    /// Milliseconds since 1970, UTC.
    public var at: Int64
    /// The other columns by name; missing ones are blank.
    private var texts: [String: String]

    public init(_ kind: String, _ units: Int64?, at: Int64, _ texts: [String: String]) {
        self.kind = kind
        self.units = units
        self.at = at
        self.texts = texts.filter { !$0.value.isEmpty }
    }

    /// A column's text; empty if it is blank.
    public subscript(_ column: String) -> String {
        get { texts[column] ?? "" }
        set { texts[column] = newValue.isEmpty ? nil : newValue }
    }

    /// The content of the row in a fixed order: equal rows have equal content.
    public var statement: [UInt8] {
        let texts = self.texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = ([kind, units.map(String.init) ?? "", String(at)] + texts).joined(separator: "|")
        return Array(line.utf8)
    }

    /// The group of the row: rows without a line that agree on this are interchangeable. For a movement without a
    /// line it includes the time and the warehouse.
    public var groupKey: [UInt8] {
        let stage = self["stage"].isEmpty ? NaiveLedger.usualStage(of: self) : self["stage"]
        let release = kind == "customs_released" ? self["shipment"] : ""
        let isPart = self["line"].isEmpty && (units != nil || kind == "eta_changed")
        let parts = [
            kind, self["source"], self["document"], self["sku"], stage, release, self["line"],
            isPart ? String(at) : "", isPart ? self["warehouse"] : "",
        ]
        return Array(parts.joined(separator: "|").utf8)
    }

    var columns: Set<String> { Set(texts.keys) }
}

/// rows -> canonical CSV, in randomly chosen equivalent spellings.
public struct SeasonFile {
    private let clock: NaiveClock
    private var random: SeededDraws

    public init(_ clock: NaiveClock, seed: UInt64) {
        self.clock = clock
        random = SeededDraws(seed: seed)
    }

    /// A file of the rows in order, with its columns in any order.
    public mutating func csv(_ rows: [SeasonRow]) -> String {
        let used = rows.reduce(into: Set(["document", "warehouse"])) { $0.formUnion($1.columns) }
        let columns = random.shuffled(used.sorted() + ["kind", "quantity", "occurred_at"])
        let lineEnd = random.pick(["\n", "\r\n"])
        let header = columns.joined(separator: ",")
        return ([header] + rows.map { row(columns, $0) }).map { $0 + lineEnd }.joined()
    }

    private mutating func row(_ columns: [String], _ row: SeasonRow) -> String {
        columns.map { column in
            let text =
                switch column {
                case "kind": row.kind
                case "quantity": row.units.map(String.init) ?? ""
                case "occurred_at": random.pick(spellings(row))
                case "stage":
                    row["stage"].isEmpty && random.chance(30)
                        ? NaiveLedger.usualStage(of: row) : row["stage"]
                default: row[column]
                }
            return quoted(random.chance(5) ? " \(text)\u{A0}" : text)
        }.joined(separator: ",")
    }

    private func spellings(_ row: SeasonRow) -> [String] {
        clock.spellings(row.at, isAssertion: row.kind == "stock_counted")
    }

    private mutating func quoted(_ text: String) -> String {
        let mustQuote = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard mustQuote || random.chance(5) else { return text }
        let inner = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        return "\"" + inner + "\""
    }
}

extension String {
    /// The text with everything beyond ASCII escaped, so that texts that only look alike differ.
    public var exact: String { unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
}
