import WarehouseExports

/// Prints reports and streams of rows as CSV according to RFC 4180, with LF line ends.
struct CSVRenderer: Sendable {
    /// Whether text a spreadsheet would run as a formula is disarmed with a leading apostrophe.
    ///
    /// On for reports, which people open; off for exports, which must be read back unchanged.
    var guardFormulas: Bool

    private static let flat = FlatText(null: "", separator: ";")

    /// Prints a whole report: the column keys, then every row.
    func render(_ table: ReportTable, into sink: inout some TextSink) throws {
        try render(table, rows: ReportRows(table.rows) { $0 }, into: &sink)
    }

    /// Prints a report whose rows are passed one by one.
    func render(_ table: ReportTable, rows: ReportRows, into sink: inout some TextSink) throws {
        try writeHeader(table.columns.map(\.key), into: &sink)
        try rows.forEachRow { row in
            try writeRow(table.columns.indices.map { row[$0] }, into: &sink)
        }
    }

    /// Prints the header line of a stream of rows.
    func writeHeader(_ keys: [String], into sink: inout some TextSink) throws {
        try writeRow(keys.map { .text($0) }, into: &sink)
    }

    /// Prints one row of a stream, holding nothing back, so that any number of rows can follow.
    func writeRow(_ cells: [Cell], into sink: inout some TextSink) throws {
        var line = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "," }
            Self.append(field(cell), to: &line)
        }
        // A single empty field would print a blank line, which readers skip.
        if line.isEmpty && cells.count == 1 { line = "\"\"" }
        line += "\n"
        try sink.write(line)
    }

    /// The text of a cell as its reader should see it, before any quoting.
    private func field(_ cell: Cell) -> String {
        let text = Self.flat.text(of: cell)
        return guardFormulas && !cell.isNumeric ? FormulaGuard.guarded(text) : text
    }

    /// Appends a field, quoted only when it would otherwise be misread.
    private static func append(_ field: String, to line: inout String) {
        guard field.utf8.contains(where: needsQuotes) else {
            line += field
            return
        }
        line += "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { line += "\"" }
            line.unicodeScalars.append(scalar)
        }
        line += "\""
    }

    /// Whether the byte has a meaning of its own in CSV; bytes of longer scalars never do.
    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
