import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Imports files.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record the events of files, each wholly or not at all.",
        discussion: """
            Importing a file twice changes nothing. Without --profile a file's header decides what it is. \
            A row that differs from the book in a key it shares is a conflict, however it is settled.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The files; - is standard input.")
    var files: [String]

    @Option(
        help: ArgumentHelp("A profile's name, or a profile file such as ./wms.yaml.", valueName: "profile")
    )
    var profile: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("memo: count as demand, move nothing.", valueName: "memo")
    )
    var recordAs: RecordAs?

    @OptionGroup var settings: ImportSettings
    @OptionGroup var output: FormatOptions

    enum RecordAs: String, ExpressibleByArgument, CaseIterable { case memo }

    func run() throws {
        var options = try settings.importOptions()
        options.profile = try profile.map { try Profile.named($0) }
        options.file.isMemo = recordAs == .memo
        try FileImport(ledger: try tarima.openLedger(settings.clock), options: options, output: output).run(
            files
        )
    }
}
