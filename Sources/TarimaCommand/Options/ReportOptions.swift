import ArgumentParser
import InventoryLedger

/// How a report is printed.
struct FormatOptions: ParsableArguments {
    @Option(help: "How to print: table, csv or json.")
    var format: OutputFormat = .table

    /// Prints a report on standard output.
    func show(_ table: ReportTable) throws {
        let output = OutputWriter(descriptor: 1)
        try render(table, into: output)
        try output.flush()
    }

    private func render(_ table: ReportTable, into output: OutputWriter) throws {
        var sink = output
        switch format {
        case .table: try TableRenderer(styled: Terminal.isStyled).render(table, into: &sink)
        case .csv: try CSVRenderer(guardFormulas: true).render(table, into: &sink)
        case .json: try JSONRenderer(pretty: true).render(table, into: &sink)
        }
    }
}

extension OutputFormat: ExpressibleByArgument {}

/// What part of the book a report looks at.
struct TimeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What had happened by then: an instant such as 2026-11-13T12:00:00Z, or a business day's end.",
            valueName: "time"
        )
    )
    var asOf: String?

    @Option(help: ArgumentHelp("What the ledger knew by then.", valueName: "time"))
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
