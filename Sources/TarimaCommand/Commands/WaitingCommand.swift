import ArgumentParser
import InventoryLedger

/// Lists and settles waiting rows.
struct WaitingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting",
        abstract: phrase("List the rows that wait for more information, or settle them by hand."),
        discussion: phrase(
            """
            A row waits if it refers to an order or a shipment that was not imported yet, states a line without its \
            goods, or may mean one of several lines. It changes nothing until a file brings what it needs.

              tarima waiting
              tarima waiting dismiss 12:7 --because "entered by hand"
            """
        ),
        subcommands: [List.self, Dismiss.self],
        defaultSubcommand: List.self
    )

    /// Lists the rows.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: phrase("List the waiting rows in the order they came.")
        )
        @ParentCommand var waiting: WaitingCommand
        @OptionGroup var book: BookOptions
        @OptionGroup var output: FormatOptions

        func run() throws {
            let ledger = try waiting.tarima.openLedger(book)
            try output.show(
                "waiting",
                in: ledger.settings.zone,
                columns: Self.columns,
                rows: ledger.waitingRows()
            )
        }

        private static let columns: [TypedColumn<WaitingRow>] = [
            .figures("batch") { .integer($0.batch) },
            .words("file") { .optional($0.file) }.shortened(to: 16),
            .figures("row") { .optional($0.row) }.kept,
            .words("source", inTable: false) { .text($0.source.text) },
            .words("document") { .text($0.document.text) }.kept,
            .words("line", inTable: false) { .optional($0.line?.text) },
            .words("sku") { .optional($0.sku?.text) },
            .words("warehouse", inTable: false) { .optional($0.warehouse?.text) },
            .figures("quantity") { .optional($0.quantity?.units) },
            .words("since") { .optional($0.since) },
            .words("message") { .text(Advice.sentence($0)) }.sentences.kept.shortened(to: 40),
            .words("raw", inTable: false) { .text(String(decoding: $0.raw, as: UTF8.self)) },
        ]
    }

    /// Settles a row.
    struct Dismiss: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dismiss",
            abstract: phrase("Settle a row that no file will resolve. It has no effect from then on."),
            discussion: phrase(
                "The ledger keeps the row and the reason. Undo that batch to make the row wait again."
            )
        )
        @ParentCommand var waiting: WaitingCommand
        @Argument(help: .phrase("The row, as listed by tarima waiting.", valueName: "batch:row"))
        var row: String
        @Option(help: .phrase("The reason, for later readers of the ledger.")) var because: String

        func run() throws {
            let parts = row.split(separator: ":", omittingEmptySubsequences: false)
            guard let batch = parts.first.flatMap({ Int64($0) }), parts.count <= 2 else {
                throw ValidationError("\(row): write BATCH:ROW, such as 12:7.")
            }
            var number: Int64?
            if parts.count == 2 {
                guard let value = Int64(parts[1]) else {
                    throw ValidationError("\(row): write BATCH:ROW, such as 12:7.")
                }
                number = value
            }
            let result = try waiting.tarima.openLedger()
                .dismissWaitingRow(batch: batch, row: number, because: because)
            if let recorded = result.batch { Speech.say("row \(row) is settled by batch \(recorded)") }
        }
    }

    @ParentCommand var tarima: Tarima
}
