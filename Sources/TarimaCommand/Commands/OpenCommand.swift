import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records opening stock.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: phrase("Record the opening stock of warehouses."),
        discussion: phrase(
            """
            FILE has the columns sku, warehouse and quantity, and stage for units that are not available; or it is a \
            warehouse's own stock export, in any format that import reads. The stock of each warehouse in it counts \
            from --at; events before that are history and do not change it.

              tarima open opening.csv --at 2025-09-15
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The file; - is standard input."), completion: .file())
    var file: String

    @Option(
        help: .phrase(
            "When the stock was counted: an instant, or the start of a business day.",
            valueName: "time"
        )
    )
    var at: String

    @OptionGroup var settings: ImportSettings
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(settings.clock)
        let instant = try TimeArgument.instant(at, option: "--at", in: ledger.settings.zone)
        var options = try settings.importOptions()
        let own = try Profile.own(of: ledger)
        options.profiles = Profile.ofOpenings(own)
        options.profile = try settings.reading.profile(among: own)?.stockOpening()
        options.action = .open
        options.file.values[.occurredAt] = instant.description
        if options.file.values[.document] == nil {
            options.file.values[.document] = options.file.values[.warehouse]
        }
        try FileImport(ledger: ledger, options: options, output: output).run([file])
    }
}
