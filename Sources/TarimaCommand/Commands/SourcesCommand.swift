import ArgumentParser
import InventoryLedger

/// The source of each fact of each warehouse.
struct SourcesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources",
        abstract:
            phrase(
                "Show or set which source is authoritative for orders, dispatches and stock of each warehouse."
            ),
        discussion: phrase(
            """
            Each fact of a warehouse comes from one source, so that nothing is counted twice. The first file that \
            reports a fact sets its source, and files of other sources with that fact are refused. Name several sources \
            if each reports events of its own, such as two shops that sell from one warehouse. Files without a source \
            are imported with a warning. Facts: \(Fact.allCases.map(\.rawValue).joined(separator: ", ")).

              tarima sources set FULL orders=mercadolibre dispatch=mercadolibre
            """
        ),
        subcommands: [List.self, Set.self],
        defaultSubcommand: List.self,
        aliases: ["tellers"]
    )

    /// Lists the sources.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: phrase("List the sources of each warehouse.")
        )
        @ParentCommand var sources: SourcesCommand
        @OptionGroup var book: BookOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            try output.show(
                ReportTable(
                    report: "tellers",
                    columns: [
                        .words("warehouse") { .text($0.warehouse.text) },
                        .words("fact") { .text($0.fact.rawValue) },
                        .words("source") { .text($0.source.text) },
                    ],
                    rows: try sources.tarima.openLedger(book, .declarations).factSources()
                )
            )
        }
    }

    /// Sets the sources of a warehouse.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: phrase("Set the sources of a warehouse from now on.")
        )
        @ParentCommand var sources: SourcesCommand
        @Argument(help: .phrase("The warehouse.")) var warehouse: String
        @Argument(
            help: .phrase(
                "Such as orders=mercadolibre, or orders=mercadolibre,amazon if each has its own orders. Repeatable.",
                valueName: "fact=source"
            )
        )
        var facts: [String]
        @OptionGroup var clock: ClockOptions

        func run() throws {
            let warehouse = try Warehouse(warehouse)
            let named = try facts.flatMap { text in
                let parts = text.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let fact = Fact(rawValue: String(parts[0])) else {
                    throw ValidationError(
                        "\(text): write FACT=SOURCE with one of \(Fact.allCases.map(\.rawValue).joined(separator: ", "))."
                    )
                }
                return try parts[1].split(separator: ",").map {
                    FactSource(warehouse: warehouse, fact: fact, source: try Source(String($0)))
                }
            }
            let ledger = try sources.tarima.openLedger(clock)
            do {
                try ledger.checkNames(warehouse: warehouse)
            } catch let error as LedgerError where error.code == .unknownWarehouse {
                // Its files may follow.
                Speech.say("warning: \(error.message)")
            }
            let result = try ledger.declare(factSources: named)
            Speech.warn(result.warnings)
            Speech.say(result.batch.map { "recorded as batch \($0)" } ?? "already recorded")
        }
    }

    @ParentCommand var tarima: Tarima
}
