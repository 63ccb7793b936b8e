import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records opening stock.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "State the opening stock of warehouses.",
        discussion: """
            FILE has the columns sku, warehouse and quantity, and stage where not all is available. From --at on the \
            book of each warehouse in it is kept; its earlier events are history and leave this stock as stated.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The file; - is standard input.")
    var file: String

    @Option(help: ArgumentHelp("The instant of the stock, or a business day's start.", valueName: "time"))
    var at: String

    @OptionGroup var settings: ImportSettings
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(settings.clock)
        let instant = try TimeArgument.instant(at, option: "--at", in: ledger.settings.zone)
        var options = try settings.importOptions()
        options.profile = .opening
        options.action = .open
        options.file.values[.occurredAt] = instant.description
        if options.file.values[.document] == nil {
            options.file.values[.document] = options.file.values[.warehouse]
        }
        try FileImport(ledger: ledger, options: options, output: output).run([file])
    }
}
