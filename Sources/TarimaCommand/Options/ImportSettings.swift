import ArgumentParser
import InventoryLedger
import WarehouseExports

/// The options of commands that read files into the ledger.
struct ImportSettings: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The system and account that issued the files, where they do not say.",
            valueName: "name"
        )
    )
    var source: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value for a column that the files lack or leave blank. Repeatable.",
            valueName: "column=value"
        )
    )
    var values: [String] = []

    @Option(
        help: ArgumentHelp(
            "The zone of times that name no offset, such as America/Tijuana.",
            valueName: "zone"
        )
    )
    var timeZone: String?

    @Option(
        help: ArgumentHelp(
            "The encoding of the files, where it cannot be told or is told wrong: utf-8, utf-16, gb18030, windows-1252.",
            valueName: "encoding"
        )
    )
    var encoding: String?

    @Flag(help: "Show the changes in stock and record nothing; of several files each by itself.")
    var dryRun = false

    @Option(help: "What to do where a row differs from the book: fail, keep the book, or amend it.")
    var onConflict: ConflictPolicy = .fail

    @Flag(help: "Record the good rows and keep the others as they are; see: tarima rejected.")
    var skipRejected = false

    @OptionGroup var clock: ClockOptions

    func importOptions() throws -> ImportOptions {
        var options = ImportOptions()
        options.file.source = try source.map { try Source($0) }
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let column = Column(rawValue: String(parts[0])) else {
                throw ValidationError(
                    "--set \(value): write COLUMN=VALUE with one of \(Column.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            options.file.values[column] = String(parts[1])
        }
        options.file.zone = try timeZone.map { name in
            guard let zone = BusinessZone(name) else {
                throw ValidationError(
                    "--time-zone: \"\(name)\" is no time zone; write one such as America/Tijuana."
                )
            }
            return zone
        }
        if let encoding {
            guard let encoding = TextEncoding(name: encoding) else {
                throw ValidationError(
                    "--encoding: \"\(encoding)\" is none of utf-8, utf-16, gb18030, windows-1252."
                )
            }
            options.file.encodings = [encoding]
        }
        options.append.isDryRun = dryRun
        options.append.onConflict = onConflict
        options.append.skipsRejected = skipRejected
        options.isInterrupted = { Interruption.isWanted }
        return options
    }
}

extension ConflictPolicy: ExpressibleByArgument {}
