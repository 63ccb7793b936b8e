import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Lists, prints, tries and keeps profiles.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: phrase("List the profiles, try one on a file, or keep one in the ledger."),
        discussion: phrase(
            """
            Besides the built-in profiles, an import knows those that are saved in the ledger, and the files in the \
            folder profiles beside it.

              tarima profiles new stock.csv > wms.yaml
              tarima profiles check stock.csv --profile ./wms.yaml
              tarima profiles add wms.yaml
            """
        ),
        subcommands: [List.self, Show.self, Check.self, New.self, Add.self, Remove.self],
        defaultSubcommand: List.self
    )

    @ParentCommand var tarima: Tarima

    /// The profiles of the ledger, if there is one.
    private func ownProfiles() throws -> [Profile] {
        do {
            return try Profile.own(of: tarima.openLedger())
        } catch let error as LedgerError where error.code == .noLedger {
            return []
        }
    }

    /// Lists the profiles.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: phrase("List the profiles: the ledger's own, and the built-in ones.")
        )
        @ParentCommand var profiles: ProfilesCommand
        @OptionGroup var output: FormatOptions

        func run() throws {
            try output.show(
                ReportTable(
                    report: "profiles",
                    columns: [
                        .words("name") { .text($0.name) },
                        .words("tells") { profile in
                            .list(Fact.allCases.filter(profile.facts.contains).map { .text($0.rawValue) })
                        }.kept.shortened(to: 16),
                        .words("header", title: "known by its columns") {
                            .list($0.header.compactMap { $0.first.map { .text($0) } })
                        }.kept.shortened(to: 24),
                        .words("origin", inTable: false) { .text(Self.word(for: $0.origin)) },
                    ],
                    rows: profiles.ownProfiles() + Profile.builtIn
                )
            )
        }

        private static func word(for origin: Profile.Origin) -> String {
            switch origin {
            case .builtIn: "built-in"
            case .saved: "saved"
            case .file(let path): FileName.shown(path)
            }
        }
    }

    /// Prints a profile.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: phrase("Print a profile.")
        )
        @ParentCommand var profiles: ProfilesCommand
        @Argument(help: .phrase("The profile's name.")) var name: String

        func run() throws {
            let output = OutputWriter(descriptor: 1)
            try output.write(Profile.named(name, among: profiles.ownProfiles()).yaml)
            try output.flush()
        }
    }

    /// Writes a first profile of a file.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: phrase("Write a first profile of a file, to complete by hand."),
            discussion: phrase(
                """
                It has the header of the file, the columns that their names tell, and comments for the rest. \
                --list is for a file that is not a list of events.
                """
            )
        )
        @Argument(help: .phrase("The file."), completion: .file()) var file: String
        @Option(help: .phrase("The list that the file is: items, codes, calendar or plan."))
        var list: ProfileDraft.List?

        func run() throws {
            let output = OutputWriter(descriptor: 1)
            try output.write(ProfileDraft(of: file, list: list).yaml)
            try output.flush()
            let command =
                switch list {
                case nil: "profiles check"
                case .plan?: "promo plan PROMOTION"
                case let list?: list.rawValue
                }
            Speech.say(
                "complete the profile, then try it: tarima \(command) \(FileName.shown(file)) --profile PROFILE"
            )
        }
    }

    /// Saves a profile in the ledger.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: phrase("Save a profile in the ledger, in place of one of the same name.")
        )
        @ParentCommand var profiles: ProfilesCommand
        @Argument(help: .phrase("The profile's file."), completion: .file()) var file: String
        @OptionGroup var clock: ClockOptions

        func run() throws {
            let (name, result) = try profiles.tarima.openLedger(clock).saveProfile(file)
            ProfilesCommand.report(result, "saved profile \(name)", else: "profile \(name) is saved already")
        }
    }

    /// Removes a saved profile.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: phrase("Remove a saved profile. What was imported with it stays.")
        )
        @ParentCommand var profiles: ProfilesCommand
        @Argument(help: .phrase("The profile's name.")) var name: String
        @OptionGroup var clock: ClockOptions

        func run() throws {
            ProfilesCommand.report(
                try profiles.tarima.openLedger(clock).removeProfile(name),
                "removed profile \(name)",
                else: "nothing to remove"
            )
        }
    }

    private static func report(_ result: AppendResult, _ done: String, else nothing: String) {
        Speech.warn(result.warnings)
        Speech.say(
            result.batch.map { "\(done) as batch \($0); take it back with: tarima undo \($0)" } ?? nothing
        )
    }

    /// Reads a file without a ledger.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: phrase("Read a file without a ledger and show its first events.")
        )
        @Argument(help: .phrase("The file."), completion: .file()) var file: String
        @ParentCommand var profiles: ProfilesCommand
        @Option(help: .phrase("The number of events to show.")) var events = 10
        @OptionGroup var settings: ImportSettings
        @OptionGroup var output: FormatOptions

        func run() throws {
            var options = try settings.importOptions()
            let own = try profiles.ownProfiles()
            options.profiles = own + Profile.builtIn
            options.profile = try settings.reading.profile(among: own)
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
                            $0.of { .init($0.event, kind: $0.event.kind.rawValue) }
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

extension ProfileDraft.List: ExpressibleByArgument {}
