import ArgumentParser
import InventoryLedger

/// Shows what runs out, and when.
struct RunsOutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs-out",
        abstract: "Show what will run out and when, through the promotions to come.",
        discussion: """
            Stock falls by the normal rate, and in the promotions that are recorded by the rate times the uplift of the \
            latest one of the same name. Units on the way arrive on their expected day. The soonest comes first. \
            undated units are on the way, but it is not known when they arrive.

              tarima runs-out --before buen-fin-2026
            """
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: "A SKU, or a pattern with * and ?.") var sku: String?
    @Option(help: "Only this warehouse.") var warehouse: String?
    @Option(
        help: ArgumentHelp(
            "Only what runs out before the first day of this promotion, or before a day.",
            valueName: "promotion or day"
        )
    )
    var before: String?
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book)
        var query = RunsOutQuery()
        query.sku = sku
        query.warehouse = try warehouse.map { try Warehouse($0) }
        try ledger.checkNames(pattern: sku, warehouse: query.warehouse)
        query.before = try before.map { text in
            try (try? TimeArgument.day(text, option: "--before")) ?? ledger.promotion(text).from
        }
        query.time = try time.reportTime(ledger)
        try output.show(
            "runs_out",
            time: query.time,
            parameters: [Member(name: "before", value: .optional(query.before?.description))],
            columns: Self.columns,
            rows: try ledger.runsOut(query)
        )
    }

    private static let columns: [TypedColumn<RunsOutRow>] = [
        .words("sku") { .text($0.sku.text) },
        .words("name", inTable: false) { .optional($0.name) },
        .words("warehouse") { .text($0.warehouse.text) }.kept,
        .figures("sellable") { .integer($0.sellable) }.kept,
        .figures("rate") { .fraction($0.rate, shown: 2) },
        .figures("incoming") { .integer($0.incoming) },
        .words("next_arrival_on") { .optional($0.nextArrivalOn?.description) },
        .figures("undated") { .integer($0.undated) },
        .words("runs_out_on") { .text("\($0.runsOutOn)") }.kept,
        .words("without_arrivals_on") { .text("\($0.withoutArrivalsOn)") },
        .words("during") { .optional($0.during) },
        .figures("short_units") { .optional($0.shortUnits) }.kept.warning,
    ]
}
