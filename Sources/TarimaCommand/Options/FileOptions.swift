import ArgumentParser
import InventoryLedger
import WarehouseExports

/// How to read a file, for every command that reads one.
struct FileOptions: ParsableArguments {
    @Option(
        help: .phrase(
            "The name of a built-in or saved profile, or a profile file such as ./wms.yaml.",
            valueName: "profile"
        ),
        completion: .file()
    )
    var profile: String?

    @Option(
        name: .customLong("set"),
        help: .phrase(
            "A value for a column that is missing or blank in the files. Repeatable.",
            valueName: "column=value"
        )
    )
    var values: [String] = []

    @Option(
        help: .phrase(
            "The time zone of times without an offset, such as America/Tijuana.",
            valueName: "zone"
        )
    )
    var timeZone: String?

    @Option(
        help: .phrase(
            "The encoding of the files, if it is not detected: utf-8, utf-16, gb18030 or windows-1252.",
            valueName: "encoding"
        )
    )
    var encoding: String?

    /// The settings of a file of events.
    func settings() throws -> FileSettings {
        var settings = FileSettings()
        let columns = Column.allCases.map(\.rawValue)
        for (name, value) in try pairs(of: columns) {
            if let column = Column(rawValue: name) { settings.values[column] = value }
        }
        settings.zone = try zone()
        settings.encodings = try encodings()
        return settings
    }

    /// The profile that was named, if any.
    func profile(among own: [Profile]) throws -> Profile? {
        try profile.map { try Profile.named($0, among: own) }
    }

    /// How to read a table that is not of events.
    ///
    /// - Parameter columns: the names of its columns.
    func tableOptions(of columns: [String], for ledger: Ledger) throws -> TableOptions {
        var options = TableOptions()
        options.profiles = try Profile.own(of: ledger)
        options.profile = try profile(among: options.profiles)
        options.values = try pairs(of: columns)
        options.zone = try zone()
        options.encodings = try encodings()
        return options
    }

    private func pairs(of columns: [String]) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, columns.contains(String(parts[0])) else {
                throw ValidationError(
                    "--set \(value): write COLUMN=VALUE with one of \(columns.joined(separator: ", "))."
                )
            }
            pairs[String(parts[0])] = String(parts[1])
        }
        return pairs
    }

    private func zone() throws -> BusinessZone? {
        try timeZone.map { name in
            guard let zone = BusinessZone(name) else {
                throw ValidationError(
                    "--time-zone: \"\(name)\" is not a time zone; write one such as America/Tijuana."
                )
            }
            return zone
        }
    }

    private func encodings() throws -> [TextEncoding] {
        guard let encoding else { return [] }
        guard let encoding = TextEncoding(name: encoding) else {
            throw ValidationError(
                "--encoding: \"\(encoding)\" is not an encoding; write utf-8, utf-16, gb18030 or windows-1252."
            )
        }
        return [encoding]
    }
}
