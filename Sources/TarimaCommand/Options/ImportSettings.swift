import ArgumentParser
import InventoryLedger
import WarehouseExports

/// The options of commands that read files into the ledger.
struct ImportSettings: ParsableArguments {
    @Option(
        help: .phrase(
            "The system and account that issued the files, if the files do not name it.",
            valueName: "name"
        )
    )
    var source: String?

    @OptionGroup var reading: FileOptions

    @Flag(help: .phrase("Show the changes in stock of each file without recording anything."))
    var dryRun = false

    @Option(
        help: .phrase(
            "What to do if a row contradicts the ledger: fail, keep the ledger's value, or amend it."
        )
    )
    var onConflict: ConflictPolicy = .fail

    @Flag(help: .phrase("Record the valid rows and keep the rejected ones aside; see: tarima rejected."))
    var skipRejected = false

    @OptionGroup var clock: ClockOptions

    func importOptions() throws -> ImportOptions {
        var options = ImportOptions()
        options.file = try reading.settings()
        options.file.source = try source.map { try Source($0) }
        options.append.isDryRun = dryRun
        options.append.onConflict = onConflict
        options.append.skipsRejected = skipRejected
        options.isInterrupted = { Interruption.isWanted }
        return options
    }
}

extension ConflictPolicy: ExpressibleByArgument {}
