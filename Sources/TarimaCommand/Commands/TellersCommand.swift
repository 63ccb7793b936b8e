import ArgumentParser
import InventoryLedger

/// Who tells what of a warehouse.
struct TellersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tellers",
        abstract: "Which source tells what of each warehouse, so that nothing is counted twice.",
        discussion: """
            The first file that tells a fact makes its source the teller, a canonical file by the kinds of its rows; a \
            file of another source that would tell it again is refused. Several sources of one fact are named together \
            where each has its own, such as two shops that sell from one warehouse. Files that name no source are never \
            refused, but warned of. Facts: \(Fact.allCases.map(\.rawValue).joined(separator: ", ")).
            """,
        subcommands: [List.self, Set.self],
        defaultSubcommand: List.self
    )

    /// Lists the tellers.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Who tells what.")
        @ParentCommand var tellers: TellersCommand
        @OptionGroup var output: FormatOptions

        func run() throws {
            try output.show(
                ReportTable(
                    report: "tellers",
                    columns: ["warehouse", "fact", "source"].map { ReportColumn(key: $0, title: $0) },
                    rows: try tellers.tarima.openLedger().tellers().map {
                        [.text($0.warehouse.text), .text($0.fact.rawValue), .text($0.source.text)]
                    }
                )
            )
        }
    }

    /// Names the tellers of a warehouse.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Name who tells what from now on."
        )
        @ParentCommand var tellers: TellersCommand
        @Argument(help: "The warehouse.") var warehouse: String
        @Argument(
            help: ArgumentHelp(
                "Such as orders=mercadolibre, or orders=mercadolibre,amazon where each tells its own. Repeatable.",
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
                    Teller(warehouse: warehouse, fact: fact, source: try Source(String($0)))
                }
            }
            let result = try tellers.tarima.openLedger(clock).declare(tellers: named)
            Speech.warn(result.warnings)
            Speech.say(result.batch.map { "recorded as batch \($0)" } ?? "recorded already")
        }
    }

    @ParentCommand var tarima: Tarima
}
