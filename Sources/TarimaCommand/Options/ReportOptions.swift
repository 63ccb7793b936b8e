import ArgumentParser
import InventoryLedger

/// The output format of a report.
struct FormatOptions: ParsableArguments {
    @Option(help: "The output format: table, csv or json.")
    var format: OutputFormat = .table

    /// Prints a report on standard output.
    func show(_ table: ReportTable) throws {
        let output = OutputWriter(descriptor: 1)
        var sink = output
        switch format {
        case .table: try TableRenderer(styled: Terminal.isStyled).render(table, into: &sink)
        case .csv: try CSVRenderer(guardFormulas: true).render(table, into: &sink)
        case .json: try JSONRenderer(pretty: true).render(table, into: &sink)
        }
        try output.flush()
    }

    /// Prints a report of rows that the ledger reads again for each iteration, so that there may be any number.
    func show<Row>(
        _ report: String,
        parameters: [Member] = [],
        columns: [TypedColumn<Row>],
        rows: LongAnswer<Row>
    ) throws {
        let table = ReportTable(report: report, parameters: parameters, columns: columns.map(\.column))
        try show(table, rows: ReportRows(rows, columns: columns))
    }

    /// Prints a report of values in memory, whose cells would take several times as much.
    func show<Row>(
        _ report: String,
        time: ReportTime? = nil,
        parameters: [Member] = [],
        columns: [TypedColumn<Row>],
        rows: [Row]
    ) throws {
        let table = ReportTable(
            report: report,
            asOf: time?.asOf?.description,
            knownAt: time?.knownAt?.description,
            parameters: parameters,
            columns: columns.map(\.column)
        )
        try show(table, rows: ReportRows(rows, columns: columns))
    }

    /// Prints a report whose rows are passed one by one.
    private func show(_ table: ReportTable, rows: ReportRows) throws {
        let output = OutputWriter(descriptor: 1)
        var sink = output
        switch format {
        case .table: try TableRenderer(styled: Terminal.isStyled).render(table, rows: rows, into: &sink)
        case .csv: try CSVRenderer(guardFormulas: true).render(table, rows: rows, into: &sink)
        case .json: try JSONRenderer(pretty: true).render(table, rows: rows, into: &sink)
        }
        try output.flush()
    }
}

extension OutputFormat: ExpressibleByArgument {}

/// The part of the ledger that a report includes.
struct TimeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Include events up to then: an instant such as 2026-11-13T12:00:00Z, or the end of a business day.",
            valueName: "time"
        )
    )
    var asOf: String?

    @Option(help: ArgumentHelp("Include batches recorded up to then.", valueName: "time"))
    var knownAt: String?

    func reportTime(_ ledger: Ledger) throws -> ReportTime {
        ReportTime(
            asOf: try asOf.map { try TimeArgument.end($0, option: "--as-of", in: ledger.settings.zone) },
            knownAt: try knownAt.map {
                try TimeArgument.end($0, option: "--known-at", in: ledger.settings.zone)
            }
        )
    }
}
