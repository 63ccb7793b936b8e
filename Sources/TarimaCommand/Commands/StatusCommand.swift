import ArgumentParser
import InventoryLedger

/// Shows what to look at every morning.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: phrase("Show what to look at every morning, in one screen."),
        discussion: phrase(
            """
            The last day that each source has reported, what arrived, which shipments have been on their leg for longer \
            than nine of ten, what will run out, which orders wait, and what needs a decision. csv and json list all of \
            it, one row each: quantity is days since the last event, units or a count, and on is the day it is about.

              tarima status
              tarima status --as-of 2025-11-21 --runs-out-days 14
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Option(
        help: .phrase(
            "Include events up to then: an instant such as 2026-11-13T12:00:00Z, or the end of a business day.",
            valueName: "time"
        )
    )
    var asOf: String?
    @Option(help: .phrase("List what arrived within so many days.", valueName: "days"))
    var arrivedDays = 7
    @Option(help: .phrase("List stock that ends within so many days.", valueName: "days"))
    var runsOutDays = 30
    @Option(help: .phrase("List orders that wait for more than so many hours.", valueName: "hours"))
    var waitingHours = 48
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for (name, value, max) in [
            ("--arrived-days", arrivedDays, 3660), ("--runs-out-days", runsOutDays, 3660),
            ("--waiting-hours", waitingHours, 100_000),
        ] where !(0...max).contains(value) {
            throw ValidationError("\(name) \(value): write a number from 0 to \(max).")
        }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book)
        var query = StatusQuery()
        query.asOf = try asOf.map { try TimeArgument.end($0, option: "--as-of", in: ledger.settings.zone) }
        query.arrivedDays = arrivedDays
        query.runsOutDays = runsOutDays
        query.waitingHours = waitingHours
        let report = try ProgressBar.reading { try ledger.status(query) }
        let tables = StatusTables(report: report, query: query, zone: ledger.settings.zone)
        if output.format == .table, output.columns == nil {
            try output.show(tables.screen)
        } else {
            try output.show(tables.rows)
        }
    }
}
