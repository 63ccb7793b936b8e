import WarehouseExports

/// Prints reports and streams of rows as CSV according to RFC 4180, with LF line ends.
struct CSVRenderer: Sendable {
    /// Whether text a spreadsheet would run as a formula is disarmed with a leading apostrophe, as in reports, which people
    /// open.
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
            try writeRow(table.columns.indices.lazy.map { row[$0] }, into: &sink)
        }
    }

    /// Prints the header line of a stream of rows.
    func writeHeader(_ keys: [String], into sink: inout some TextSink) throws {
        try writeRow(keys.map { .text($0) }, into: &sink)
    }

    /// Prints one row of a stream, holding nothing back, so that any number of rows can follow.
    func writeRow(_ cells: some Collection<Cell>, into sink: inout some TextSink) throws {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        var isFirst = true
        for cell in cells {
            if !isFirst { line.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell, to: &line)
        }
        // A single empty field would print a blank line, which readers skip.
        if line.isEmpty && cells.count == 1 { line += "\"\"".utf8 }
        line.append(UInt8(ascii: "\n"))
        try sink.write(bytes: line)
    }

    /// Appends a cell as its reader should see it, quoted only when it would otherwise be misread.
    private func append(_ cell: Cell, to line: inout [UInt8]) {
        switch cell {
        // The most frequent cells, which need neither a guard nor quotes.
        case .null: break
        case .integer(let value): line += String(value).utf8
        case .instant(let instant) where instant.milliseconds >= 0: line.append(instant)
        default:
            let text = Self.flat.text(of: cell)
            line.append(
                csvField: guardFormulas && !cell.isNumeric ? FormulaGuard.guarded(text) : text
            )
        }
    }
}
