import ArgumentParser
import InventoryLedger
import WarehouseExports

/// The options of commands that read files into the ledger.
struct ImportSettings: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The system and account that issued the files, if the files do not name it.",
            valueName: "name"
        )
    )
    var source: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value for a column that is missing or blank in the files. Repeatable.",
            valueName: "column=value"
        )
    )
    var values: [String] = []

    @Option(
        help: ArgumentHelp(
            "The time zone of times without an offset, such as America/Tijuana.",
            valueName: "zone"
        )
    )
    var timeZone: String?

    @Option(
        help: ArgumentHelp(
            "The encoding of the files, if it is not detected: utf-8, utf-16, gb18030 or windows-1252.",
            valueName: "encoding"
        )
    )
    var encoding: String?

    @Flag(help: "Show the changes in stock of each file without recording anything.")
    var dryRun = false

    @Option(help: "What to do if a row contradicts the ledger: fail, keep the ledger's value, or amend it.")
    var onConflict: ConflictPolicy = .fail

    @Flag(help: "Record the valid rows and keep the rejected ones aside; see: tarima rejected.")
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
                    "--time-zone: \"\(name)\" is not a time zone; write one such as America/Tijuana."
                )
            }
            return zone
        }
        if let encoding {
            guard let encoding = TextEncoding(name: encoding) else {
                throw ValidationError(
                    "--encoding: \"\(encoding)\" is not an encoding; write utf-8, utf-16, gb18030 or windows-1252."
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
