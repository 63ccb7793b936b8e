import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records and lists promotions.
struct PromoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promo",
        abstract: phrase("Record promotions: their days and their plans."),
        discussion: phrase(
            """
              tarima promo add buen-fin --from 2025-11-13 --to 2025-11-17
              tarima promo plan buen-fin plan.csv
              tarima sell-through --promo buen-fin
            """
        ),
        subcommands: [List.self, Add.self, Remove.self, Plan.self],
        defaultSubcommand: List.self
    )

    /// Lists the promotions.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: phrase("List the promotions.")
        )
        @ParentCommand var promo: PromoCommand
        @OptionGroup var book: BookOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            try output.show(
                ReportTable(
                    report: "promotions",
                    columns: [
                        .words("name") { .text($0.promotion.name) },
                        .words("from") { .text("\($0.promotion.from)") }.kept,
                        .words("to") { .text("\($0.promotion.to)") }.kept,
                        .words("time_zone") { .text($0.promotion.timeZone) },
                        .figures("baseline_days") { .integer(Int64($0.promotion.baselineDays)) }.kept,
                        .figures("return_days") { .integer(Int64($0.promotion.returnDays)) }.kept,
                        .words("cutoffs", inTable: false) { row in
                            .list(row.promotion.cutoffs.map { .text("\($0.warehouse)=\($0.day)") })
                        },
                        .figures("planned") { .integer(Int64($0.plan.count)) }.kept,
                    ],
                    rows: try promo.tarima.openLedger(book, .declarations).promotionsWithPlans()
                )
            )
        }
    }

    /// Records a promotion.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: phrase("Record a promotion and its days.")
        )
        @ParentCommand var promo: PromoCommand
        @Argument(help: .phrase("The name, such as buen-fin-2025.")) var name: String
        @Option(help: .phrase("The first day.", valueName: "day")) var from: String
        @Option(help: .phrase("The last day, included.", valueName: "day")) var to: String
        @Option(
            help: .phrase("The time zone of its days; by default that of the ledger.", valueName: "zone")
        )
        var timeZone: String?
        @Option(help: .phrase("Days before the promotion that give the normal rate.", valueName: "days"))
        var baselineDays: Int = 28
        @Option(
            help: .phrase("Days after the promotion in which returns are expected.", valueName: "days")
        )
        var returnDays: Int = 30
        @Option(
            help: .phrase(
                "The last day on which a warehouse takes goods for it. Repeatable.",
                valueName: "warehouse=day"
            )
        )
        var cutoff: [String] = []
        @OptionGroup var clock: ClockOptions

        func run() throws {
            let ledger = try promo.tarima.openLedger(clock)
            let promotion = try Promotion(
                name: name,
                from: TimeArgument.day(from, option: "--from"),
                to: TimeArgument.day(to, option: "--to"),
                timeZone: timeZone ?? ledger.settings.zone.identifier,
                baselineDays: baselineDays,
                returnDays: returnDays,
                cutoffs: cutoff.map(Self.cutoff)
            )
            PromoCommand.report(try ledger.declare(promotion: promotion))
        }

        private static func cutoff(_ text: String) throws -> Cutoff {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw ValidationError("--cutoff \(text): write WAREHOUSE=DAY, such as FULL=2026-10-30.")
            }
            return Cutoff(
                warehouse: try Warehouse(String(parts[0])),
                day: try TimeArgument.day(String(parts[1]), option: "--cutoff")
            )
        }
    }

    /// Removes a promotion.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: phrase("Remove a promotion and its plan. Its events stay.")
        )
        @ParentCommand var promo: PromoCommand
        @Argument(help: .phrase("The name.")) var name: String
        @OptionGroup var clock: ClockOptions

        func run() throws { PromoCommand.report(try promo.tarima.openLedger(clock).removePromotion(name)) }
    }

    /// Records the plan of a promotion.
    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: phrase("Record the plan of a promotion, or show it."),
            discussion: phrase(
                """
                FILE has the columns sku, warehouse (blank for all of them together), forecast (units to sell) and \
                stock_target (units available at the start). It replaces the previous plan.
                """
            )
        )
        @ParentCommand var promo: PromoCommand
        @Argument(help: .phrase("The name of the promotion.")) var name: String
        @Argument(
            help: .phrase("The file; - for standard input. Without it, show the plan."),
            completion: .file()
        ) var file: String?
        @OptionGroup var reading: FileOptions
        @OptionGroup var clock: ClockOptions
        @OptionGroup var book: BookOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            let ledger = try promo.tarima.openLedger(book, clock, records: file != nil, .declarations)
            guard let file else { return try show(ledger) }
            let read = try PlanFile(
                path: file,
                options: reading.tableOptions(of: PlanFile.columns, for: ledger)
            )
            try ImportReport.refuseProblems(read.problems, warnings: read.warnings, of: file)
            PromoCommand.report(try ledger.declare(plan: read.lines, of: name, origin: read.origin))
        }

        private func show(_ ledger: Ledger) throws {
            try output.show(
                ReportTable(
                    report: "plan",
                    parameters: [Member(name: "promotion", value: .text(name))],
                    columns: [
                        .words("sku") { .text($0.sku.text) },
                        .words("warehouse") { .optional($0.warehouse?.text) },
                        .figures("forecast") { .optional($0.forecast) },
                        .figures("stock_target") { .optional($0.stockTarget) },
                    ],
                    rows: try ledger.plan(of: name)
                )
            )
        }
    }

    private static func report(_ result: AppendResult) {
        Speech.warn(result.warnings)
        Speech.say(
            result.batch.map { "recorded as batch \($0); take it back with: tarima undo \($0)" }
                ?? "already recorded"
        )
    }

    @ParentCommand var tarima: Tarima
}
