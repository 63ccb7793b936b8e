import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Lists, prints and tries profiles.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "List the built-in profiles, or try a profile on a file.",
        subcommands: [List.self, Show.self, Check.self],
        defaultSubcommand: List.self
    )

    /// Lists the built-in profiles.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the built-in profiles."
        )
        @OptionGroup var output: FormatOptions

        func run() throws {
            try output.show(
                ReportTable(
                    report: "profiles",
                    columns: [
                        .words("name") { .text($0.name) },
                        .words("tells") { profile in
                            .list(Fact.allCases.filter(profile.facts.contains).map { .text($0.rawValue) })
                        },
                        .words("header", title: "known by its columns") {
                            .list($0.header.compactMap { $0.first.map { .text($0) } })
                        },
                    ],
                    rows: Profile.builtIn
                )
            )
        }
    }

    /// Prints a built-in profile.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print a built-in profile."
        )
        @Argument(help: "The profile's name.") var name: String

        func run() throws {
            let output = OutputWriter(descriptor: 1)
            try output.write(Profile.named(name).yaml)
            try output.flush()
        }
    }

    /// Reads a file without a ledger.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read a file without a ledger and show its first events."
        )
        @Argument(help: "The file.") var file: String
        @Option(
            help: ArgumentHelp("The name of a built-in profile, or a profile file.", valueName: "profile")
        ) var profile: String?
        @Option(help: "The number of events to show.") var events = 10
        @OptionGroup var settings: ImportSettings
        @OptionGroup var output: FormatOptions

        func run() throws {
            var options = try settings.importOptions()
            options.profile = try profile.map { try Profile.named($0) }
            let preview = try ImportPreview.read(
                file,
                options: options,
                eventsMax: events,
                now: Ledger.systemClock()
            )
            for problem in preview.problems {
                Speech.say(ImportReport.line(problem, file: file, at: .events(profile: preview.profile)))
            }
            try output.show(
                ReportTable(
                    report: "check",
                    parameters: [Member(name: "profile", value: .text(preview.profile))],
                    columns: [.figures("row") { .integer($0.row) }]
                        + EventColumns.canonical.map {
                            $0.of { .init(event: $0.event, kind: $0.event.kind.rawValue) }
                        },
                    rows: preview.events,
                    totals: [
                        Member(name: "rows", value: .integer(preview.rows)),
                        Member(name: "rejected", value: .integer(preview.rejected)),
                        Member(name: "ignored", value: .integer(preview.ignored)),
                    ]
                )
            )
            if preview.rejected > 0 { throw ExitStatus.refused }
        }
    }
}
