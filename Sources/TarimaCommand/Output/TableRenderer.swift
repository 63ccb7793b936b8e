/// Prints a report as a plain table for people.
struct TableRenderer: Sendable {
    /// Whether the header may be set in bold, which only a terminal understands.
    var styled: Bool

    private static let gap = 2
    private static let totalLabel = "total"
    private static let flat = FlatText(null: "-", separator: ", ")
    /// Runs of spaces by their lengths: tables have tens of thousands of cells, and few widths.
    private static let blanks = (0..<64).map { String(repeating: " ", count: $0) }

    /// Prints the header, the rows, the totals and the notes, in that order.
    func render(_ table: ReportTable, into sink: inout some TextSink) throws {
        let lines = table.rows.map { Self.measured(ReportRows.Row($0), of: table) }
        try render(table, lines: { body in for line in lines { try body(line) } }, into: &sink)
    }

    /// Prints a report whose rows are passed one by one, in two iterations: to measure them and to print them.
    func render(_ table: ReportTable, rows: ReportRows, into sink: inout some TextSink) throws {
        try render(
            table,
            lines: { body in try rows.forEachRow { try body(Self.measured($0, of: table)) } },
            into: &sink
        )
    }

    /// The cells of a row that the table shows.
    private static func measured(_ row: ReportRows.Row, of table: ReportTable) -> [MeasuredText] {
        table.columns.indices.filter { table.columns[$0].inTable }.map {
            MeasuredText(flat.text(of: row[$0]))
        }
    }

    private func render(
        _ table: ReportTable,
        lines: ((_ line: [MeasuredText]) throws -> Void) throws -> Void,
        into sink: inout some TextSink
    ) throws {
        let columns = table.columns.filter(\.inTable)
        let titles = columns.map { MeasuredText($0.title) }
        let (totals, others) = Self.split(table.totals, under: columns)

        var widths = titles.map(\.width)
        func measure(_ line: [MeasuredText]) {
            for (index, cell) in line.enumerated() { widths[index] = max(widths[index], cell.width) }
        }
        try lines(measure)
        measure(totals)

        if !columns.isEmpty {
            let header = Self.line(titles, columns, widths)
            try sink.write(styled ? "\u{1B}[1m\(header)\u{1B}[0m\n" : header + "\n")
        }
        var isEmpty = true
        try lines { line in
            isEmpty = false
            try sink.write(Self.line(line, columns, widths))
            try sink.write("\n")
        }
        if isEmpty {
            try sink.write("no rows\n")
        }
        if !totals.isEmpty {
            try sink.write(Self.line(totals, columns, widths) + "\n")
        }
        for total in others {
            try sink.write(TerminalText.visible("\(total.name): \(Self.flat.text(of: total.value))") + "\n")
        }
        for note in table.notes {
            try sink.write(TerminalText.visible(note) + "\n")
        }
    }

    /// Lays out the totals that have a column of their own as one line, empty when there are none, and
    /// returns the others apart: hidden columns, unknown names and repeated names must not be lost.
    private static func split(
        _ totals: [Member],
        under columns: [ReportColumn]
    ) -> (line: [MeasuredText], others: [Member]) {
        var texts = columns.map { _ in "" }
        var taken: Set<Int> = []
        var others: [Member] = []
        for total in totals {
            if let index = columns.firstIndex(where: { $0.key == total.name }),
                taken.insert(index).inserted
            {
                texts[index] = flat.text(of: total.value)
            } else {
                others.append(total)
            }
        }
        guard !taken.isEmpty else { return ([], others) }
        texts[0] = taken.contains(0) ? "\(totalLabel) \(texts[0])" : totalLabel
        return (texts.map { MeasuredText($0) }, others)
    }

    /// Sets one line; spaces are only added ahead of text, so that no line ends in padding.
    private static func line(_ cells: [MeasuredText], _ columns: [ReportColumn], _ widths: [Int]) -> String {
        var result = ""
        result.reserveCapacity(widths.reduce(0) { $0 + $1 + gap })
        var pending = 0
        for (index, cell) in cells.enumerated() {
            if index > 0 { pending += gap }
            let padding = widths[index] - cell.width
            let isRight = columns[index].alignment == .right
            if isRight { pending += padding }
            if !cell.text.isEmpty {
                result +=
                    blanks.indices.contains(pending)
                    ? blanks[pending] : String(repeating: " ", count: pending)
                result += cell.text
                pending = 0
            }
            if !isRight { pending += padding }
        }
        return result
    }
}
