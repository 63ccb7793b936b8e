import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Imports files.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: phrase("Import files, each completely or not at all."),
        discussion: phrase(
            """
            Importing a file twice changes nothing. Without --profile, the header of a file decides how it is read. \
            A row that contradicts the recorded event of the same key is a conflict; see --on-conflict.

              tarima import october.csv november.csv
              tarima import stock.xlsx --profile ./wms.yaml --dry-run
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The files; - for standard input."), completion: .file())
    var files: [String]

    @Option(
        name: .customLong("as"),
        help: .phrase("memo: count the rows as demand, but move no stock.", valueName: "memo")
    )
    var recordAs: RecordAs?

    @Flag(
        help:
            .phrase(
                "Show how many rows of each file were read one by one, because they were not written like the rows before."
            )
    )
    var verbose = false

    @OptionGroup var settings: ImportSettings
    @OptionGroup var output: FormatOptions

    enum RecordAs: String, ExpressibleByArgument, CaseIterable { case memo }

    func run() throws {
        var options = try settings.importOptions()
        options.file.isMemo = recordAs == .memo
        let ledger = try tarima.openLedger(settings.clock)
        let own = try Profile.own(of: ledger)
        options.profiles = own + Profile.builtIn
        options.profile = try settings.reading.profile(among: own)
        try FileImport(ledger: ledger, options: options, output: output, isVerbose: verbose).run(files)
    }
}
