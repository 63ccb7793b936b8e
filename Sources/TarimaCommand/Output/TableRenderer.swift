/// Prints a report as a plain table for people.
struct TableRenderer: Sendable {
    /// Whether the header is set in bold and what needs attention in red, which only a terminal understands.
    var styled: Bool
    /// The columns of the terminal, into which the table has to fit; nil for a complete table.
    var room: Int?
    /// The keys of the columns to show, in this order; nil for those that the report shows by itself.
    var keys: [String]?
    /// The language of the titles and of what is said below the table.
    var phrases = Phrases.english

    /// Runs of spaces by their lengths: tables have tens of thousands of cells, and few widths.
    private static let blanks = (0..<64).map { String(repeating: " ", count: $0) }

    /// A text of a row.
    private struct Text {
        var measured: MeasuredText
        var isBlank = false
        var isWarning = false

        init(_ text: String) { measured = MeasuredText(text) }

        init(_ cell: Cell, _ column: ReportColumn, _ flat: FlatText, _ phrases: Phrases) {
            measured = MeasuredText(flat.text(of: cell, in: column, phrases))
            isBlank = cell.isBlank
            isWarning = cell.isNegative || column.isWarning && !cell.isBlank && cell != .flag(false)
        }
    }

    /// Prints the header, the rows, the totals and the notes, in that order.
    func render(_ table: ReportTable, into sink: inout some TextSink) throws {
        let (table, places) = shown(of: table)
        let flat = flat(table)
        let lines = table.rows.map { measured(ReportRows.Row($0), table.columns, places, flat) }
        try render(table, lines: { body in for line in lines { try body(line) } }, into: &sink)
    }

    /// Prints a report whose rows are passed one by one, in two iterations: to measure them and to print them.
    func render(_ table: ReportTable, rows: ReportRows, into sink: inout some TextSink) throws {
        let (table, places) = shown(of: table)
        let flat = flat(table)
        try render(
            table,
            lines: { body in try rows.forEachRow { try body(measured($0, table.columns, places, flat)) }
            },
            into: &sink
        )
    }

    /// The table with only the columns that are shown, and their places in a row.
    private func shown(of table: ReportTable) -> (table: ReportTable, places: [Int]) {
        let places =
            keys.map { keys in keys.compactMap { key in table.columns.firstIndex { $0.key == key } } }
            ?? table.columns.indices.filter { table.columns[$0].inTable }
        var shown = table
        shown.columns = places.map { table.columns[$0] }
        // Someone who asks for columns does not ask for the totals of others.
        if let keys {
            shown.totals.removeAll { total in
                !keys.contains(total.name) && table.columns.contains { $0.key == total.name }
            }
        }
        return (shown, places)
    }

    private func flat(_ table: ReportTable) -> FlatText {
        FlatText(null: "-", separator: ", ", isForPeople: true, zone: table.zone)
    }

    private func measured(
        _ row: ReportRows.Row,
        _ columns: [ReportColumn],
        _ places: [Int],
        _ flat: FlatText
    ) -> [Text] {
        zip(columns, places).map { column, place in Text(row[place], column, flat, phrases) }
    }

    private func render(
        _ table: ReportTable,
        lines: ((_ line: [Text]) throws -> Void) throws -> Void,
        into sink: inout some TextSink
    ) throws {
        let columns = table.columns
        let flat = flat(table)
        let titles = columns.map { Text(phrases.title($0.title)) }
        let (totals, others) = split(table.totals, under: columns, flat)

        var widths = titles.map(\.measured.width)
        var isBlank = columns.map { _ in true }
        var isEmpty = true
        func measure(_ line: [Text]) {
            for (index, cell) in line.enumerated() {
                widths[index] = max(widths[index], cell.measured.width)
                if !cell.isBlank { isBlank[index] = false }
            }
        }
        try lines {
            isEmpty = false
            measure($0)
        }
        if !totals.isEmpty { measure(totals) }
        let layout = layout(columns, widths, isBlank: isEmpty ? columns.map { _ in false } : isBlank)

        if let heading = table.heading {
            for line in heading.split(separator: "\n") { try write(String(line), into: &sink) }
        }
        if isEmpty, table.heading != nil { return }
        if !columns.isEmpty {
            let header = line(titles, columns, layout)
            try sink.write(styled ? "\u{1B}[1m\(header)\u{1B}[0m\n" : header + "\n")
        }
        try lines {
            try sink.write(line($0, columns, layout))
            try sink.write("\n")
        }
        if isEmpty {
            try write("no rows", into: &sink)
        }
        if !totals.isEmpty {
            try sink.write(line(totals, columns, layout) + "\n")
        }
        for total in others {
            let name = phrases.title(total.name)
            try write(line: "\(name): \(figures(total.value, flat))", into: &sink)
        }
        for note in table.notes { try write(note, into: &sink) }
        if !isEmpty, table.heading == nil { for note in Self.notes(layout) { try write(note, into: &sink) } }
    }

    /// The figures of a total, with their titles.
    private func figures(_ total: Cell, _ flat: FlatText) -> String {
        guard case .object(let members) = total else { return flat.text(of: total) }
        return members.map { "\(phrases.title($0.title ?? $0.name))=\(flat.text(of: $0.value))" }.joined(
            separator: flat.separator
        )
    }

    /// Writes what is said about the table.
    private func write(_ note: String, into sink: inout some TextSink) throws {
        try write(line: phrases.text(note), into: &sink)
    }

    /// Writes a line, at whose words a terminal breaks it.
    private func write(line note: String, into sink: inout some TextSink) throws {
        try sink.write(TerminalText.visible(note).wrapped(to: room) + "\n")
    }

    private func layout(_ columns: [ReportColumn], _ widths: [Int], isBlank: [Bool]) -> TableLayout {
        let measured = columns.indices.map {
            TableLayout.Column(
                column: columns[$0],
                title: phrases.title(columns[$0].title),
                width: widths[$0],
                isBlank: isBlank[$0]
            )
        }
        guard let room, keys == nil else { return TableLayout(measured) }
        return TableLayout(measured, within: room)
    }

    /// What the table leaves out.
    private static func notes(_ layout: TableLayout) -> [String] {
        var notes: [String] = []
        if !layout.blank.isEmpty {
            notes.append("zero or empty in all rows: \(layout.blank.joined(separator: ", "))")
        }
        if !layout.crowdedOut.isEmpty {
            notes.append(
                "no room for: \(layout.crowdedOut.joined(separator: ", ")); show all with --wide, or some with --columns"
            )
        }
        return notes
    }

    /// Lays out the totals that have a column of their own as one line, empty when there are none, and
    /// returns the others apart: hidden columns, unknown names and repeated names must not be lost.
    private func split(
        _ totals: [Member],
        under columns: [ReportColumn],
        _ flat: FlatText
    ) -> (line: [Text], others: [Member]) {
        var texts = columns.map { Text(.text(""), $0, flat, phrases) }
        var taken: Set<Int> = []
        var others: [Member] = []
        for total in totals {
            if let index = columns.firstIndex(where: { $0.key == total.name }),
                taken.insert(index).inserted
            {
                texts[index] = Text(total.value, columns[index], flat, phrases)
            } else {
                others.append(total)
            }
        }
        guard !taken.isEmpty else { return ([], others) }
        let label = phrases.title("total")
        texts[0].measured = MeasuredText(taken.contains(0) ? "\(label) \(texts[0].measured.text)" : label)
        return (texts, others)
    }

    /// Sets one line; spaces are only added ahead of text, so that no line ends in padding.
    private func line(_ cells: [Text], _ columns: [ReportColumn], _ layout: TableLayout) -> String {
        var result = ""
        var pending = 0
        for (index, shown) in layout.shown.enumerated() {
            let cell = cells[shown.place]
            let text = cell.measured.shortened(to: shown.width)
            if index > 0 { pending += TableLayout.gap }
            let padding = shown.width - text.width
            let isRight = columns[shown.place].alignment == .right
            if isRight { pending += padding }
            if !text.text.isEmpty {
                result +=
                    Self.blanks.indices.contains(pending)
                    ? Self.blanks[pending] : String(repeating: " ", count: pending)
                result += styled && cell.isWarning ? "\u{1B}[31m\(text.text)\u{1B}[0m" : text.text
                pending = 0
            }
            if !isRight { pending += padding }
        }
        return result
    }
}
