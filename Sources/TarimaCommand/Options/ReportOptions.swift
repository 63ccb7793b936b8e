import ArgumentParser
import CentralStore
import InventoryLedger

/// The output format of a report, and how a table of it looks.
struct FormatOptions: ParsableArguments {
    @Option(help: .phrase("The output format: table, csv or json."))
    var format: OutputFormat = .table
    @Option(
        help: .phrase("Show only these columns of the table, separated by commas.", valueName: "a,b,c")
    )
    var columns: String?
    @Flag(help: .phrase("Show the whole table, even if it is wider than the terminal.")) var wide = false
    @Option(help: .phrase("Use color: auto, always or never.", valueName: "when"))
    var color: ColorChoice = .auto
    @Flag(help: .phrase("Do not page long tables.")) var noPager = false

    func validate() throws {
        if format != .table, columns != nil {
            throw ValidationError("--columns is for tables; csv and json have all columns.")
        }
    }

    /// Prints a report on standard output.
    func show(_ table: ReportTable) throws {
        try show(table, rows: ReportRows(table.rows) { $0 })
    }

    /// Prints a report of rows that the ledger reads again for each iteration, so that there may be any number.
    func show<Row>(
        _ report: String,
        parameters: [Member] = [],
        in zone: BusinessZone? = nil,
        columns: [TypedColumn<Row>],
        rows: LongAnswer<Row>,
        notes: [String] = []
    ) throws {
        try show(
            report,
            parameters: parameters,
            in: zone,
            columns: columns,
            rows: rows,
            as: { $0 },
            notes: notes
        )
    }

    /// Prints a report of rows that the ledger reads again for each iteration.
    ///
    /// - Parameter row: what the columns show of a row of the answer.
    func show<Source, Row>(
        _ report: String,
        parameters: [Member] = [],
        in zone: BusinessZone? = nil,
        columns: [TypedColumn<Row>],
        rows: LongAnswer<Source>,
        as row: @escaping (Source) -> Row,
        notes: [String] = []
    ) throws {
        let table = ReportTable(
            report: report,
            parameters: parameters,
            zone: zone,
            columns: columns.map(\.column),
            notes: notes
        )
        try show(table, rows: ReportRows(rows, as: row, columns: columns))
    }

    /// Prints a report of values in memory, whose cells would take several times as much.
    func show<Row>(
        _ report: String,
        time: ReportTime? = nil,
        parameters: [Member] = [],
        in zone: BusinessZone? = nil,
        columns: [TypedColumn<Row>],
        rows: [Row]
    ) throws {
        let table = ReportTable(
            report: report,
            asOf: time?.asOf?.description,
            knownAt: time?.knownAt?.description,
            parameters: parameters,
            zone: zone,
            columns: columns.map(\.column)
        )
        try show(table, rows: ReportRows(rows, columns: columns))
    }

    /// Whether a person reads the table on a terminal, and did not ask for all of it.
    var isFitted: Bool { format == .table && !wide && columns == nil && Terminal.hasReader }

    /// Prints several tables as one output.
    func show(_ tables: [ReportTable]) throws {
        try print { sink in
            for (place, table) in tables.enumerated() {
                if place > 0 { try sink.write("\n") }
                try renderer(of: table).render(table, into: &sink)
            }
        }
    }

    /// Prints a report whose rows are passed one by one.
    private func show(_ table: ReportTable, rows: ReportRows) throws {
        var table = table
        table.heads = FetchedSlice.heads?.map {
            Member(
                name: $0.ledger,
                value: .object([
                    Member(name: "batch", value: .integer($0.batch)),
                    Member(name: "head", value: .text($0.head)),
                ])
            )
        }
        let renderer = try renderer(of: table)
        try print { sink in
            switch format {
            case .table: try renderer.render(table, rows: rows, into: &sink)
            case .csv: try CSVRenderer(guardFormulas: true).render(table, rows: rows, into: &sink)
            case .json: try JSONRenderer(pretty: true).render(table, rows: rows, into: &sink)
            }
        }
    }

    /// How the table looks: fitted to a terminal, complete in a file or a pipe.
    private func renderer(of table: ReportTable) throws -> TableRenderer {
        let isFitted = Terminal.hasReader && !wide
        return TableRenderer(
            styled: color == .always || color == .auto && Terminal.isStyled,
            room: isFitted ? Terminal.columns(of: 1) : nil,
            keys: try columns.map { try Self.keys($0, of: table) },
            phrases: .current
        )
    }

    private static func keys(_ list: String, of table: ReportTable) throws -> [String] {
        let known = table.columns.map(\.key)
        return try list.split(separator: ",").map { word in
            let name = word.split(separator: " ").joined(separator: " ")
            // The header shows the titles, and files the keys.
            let named = table.columns.first { $0.key == name || Phrases.current.title($0.title) == name }
            guard let key = named?.key else {
                throw ValidationError(
                    "there is no column \(name); write one of \(known.joined(separator: ", "))."
                )
            }
            return key
        }
    }

    /// Runs a block that writes the output, through a pager where a person reads a table.
    private func print(_ write: (inout OutputWriter) throws -> Void) throws {
        let pager = format == .table && !noPager ? Pager.ofTerminal(CommandLineText.environment) : nil
        if let pager, try pager.show({ try flushed($0, write) }) { return }
        try flushed(OutputWriter(descriptor: 1), write)
    }

    private func flushed(_ output: OutputWriter, _ write: (inout OutputWriter) throws -> Void) throws {
        var sink = output
        try write(&sink)
        try output.flush()
    }
}

/// When a table is in color.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    /// On a terminal, unless NO_COLOR is set.
    case auto
    case always, never
}

extension OutputFormat: ExpressibleByArgument {}

/// The part of the ledger that a report includes.
struct TimeOptions: ParsableArguments {
    @Option(
        help: .phrase(
            "Include events up to then: an instant such as 2026-11-13T12:00:00Z, or the end of a business day.",
            valueName: "time"
        )
    )
    var asOf: String?

    @Option(help: .phrase("Include batches recorded up to then.", valueName: "time"))
    var knownAt: String?

    /// How much of a book the stock at that time needs. An instant within a day, and what was known, need events.
    var detail: CentralStore.Detail {
        if knownAt != nil { return .events }
        guard let asOf else { return .stock }
        return (try? TimeArgument.day(asOf, option: "--as-of")) == nil ? .events : .sums
    }

    func reportTime(_ ledger: Ledger) throws -> ReportTime {
        ReportTime(
            asOf: try asOf.map { try TimeArgument.end($0, option: "--as-of", in: ledger.settings.zone) },
            knownAt: try knownAt.map {
                try TimeArgument.end($0, option: "--known-at", in: ledger.settings.zone)
            }
        )
    }
}
