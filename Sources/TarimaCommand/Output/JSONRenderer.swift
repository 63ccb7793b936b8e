/// Prints a report as one JSON object whose keys always come in the same order.
struct JSONRenderer: Sendable {
    /// Whether the outer levels are indented, with one row, parameter or total a line.
    var pretty: Bool

    private var writer: JSONCellWriter { JSONCellWriter(spaced: pretty) }

    /// Prints the report, ending in a newline.
    func render(_ table: ReportTable, into sink: inout some TextSink) throws {
        try render(table, rows: ReportRows(table.rows) { $0 }, into: &sink)
    }

    /// Prints a report whose rows are passed one by one.
    func render(_ table: ReportTable, rows: ReportRows, into sink: inout some TextSink) throws {
        try sink.write("{" + key("report", isFirst: true))
        try sink.write(bytes: value(.text(table.report)))
        try sink.write(key("as_of"))
        try sink.write(bytes: value(table.asOf.map { .text($0) } ?? .null))
        try sink.write(key("known_at"))
        try sink.write(bytes: value(table.knownAt.map { .text($0) } ?? .null))

        if let heads = table.heads {
            try sink.write(key("heads"))
            try writeBlock(heads.forEach, "{", "}", into: &sink) { writer.append($0, to: &$1) }
        }

        try sink.write(key("parameters"))
        try writeBlock(table.parameters.forEach, "{", "}", into: &sink) { writer.append($0, to: &$1) }

        try sink.write(key("rows"))
        let keys = table.columns.map { writer.key($0.key) }
        try writeBlock(rows.forEachRow, "[", "]", into: &sink) { row, json in
            writer.appendObject(keys.enumerated().lazy.map { (key: $1, value: row[$0]) }, to: &json)
        }

        try sink.write(key("totals"))
        try writeBlock(table.totals.forEach, "{", "}", into: &sink) { writer.append($0, to: &$1) }
        try sink.write(newline(0) + "}\n")
    }

    /// The start of an outer entry, up to its value.
    private func key(_ name: String, isFirst: Bool = false) -> String {
        (isFirst ? "" : ",") + newline(1) + "\"\(name)\"" + (pretty ? ": " : ":")
    }

    /// The JSON of a single cell.
    private func value(_ cell: Cell) -> [UInt8] {
        var json: [UInt8] = []
        writer.append(cell, to: &json)
        return json
    }

    /// Prints a bracketed run of entries, one a line when pretty, and just the brackets when it is empty.
    private func writeBlock<Entry>(
        _ forEachEntry: ((Entry) throws -> Void) throws -> Void,
        _ open: String,
        _ close: String,
        into sink: inout some TextSink,
        entry append: @escaping (Entry, inout [UInt8]) -> Void
    ) throws {
        try sink.write(open)
        var isEmpty = true
        try forEachEntry { entry in
            var json = Array(((isEmpty ? "" : ",") + newline(2)).utf8)
            isEmpty = false
            append(entry, &json)
            try sink.write(bytes: json)
        }
        try sink.write((isEmpty ? "" : newline(1)) + close)
    }

    /// A line break with the indentation of a level, or nothing when compact.
    private func newline(_ level: Int) -> String {
        pretty ? "\n" + String(repeating: "  ", count: level) : ""
    }
}
