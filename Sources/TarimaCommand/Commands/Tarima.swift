import ArgumentParser
import InventoryLedger
import WarehouseExports

/// The command `tarima`: texts and options for what the libraries do.
struct Tarima: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tarima",
        abstract: phrase("An inventory ledger for sellers who stock warehouses ahead of promotions."),
        discussion: phrase(
            """
            Records shipments, customs releases, receipts, orders and returns from the files that warehouses and \
            marketplaces export, and reports stock by SKU and warehouse.

            The ledger is --ledger PATH, else $TARIMA_LEDGER, else ./tarima.ledger.
            Start with: tarima demo
            """
        ),
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: phrase("Start"),
                subcommands: [DemoCommand.self, InitCommand.self, OpenCommand.self, StatusCommand.self]
            ),
            CommandGroup(
                name: phrase("Record"),
                subcommands: [
                    ImportCommand.self, RecordCommand.self, ShipmentCommand.self, ItemsCommand.self,
                    CodesCommand.self, SourcesCommand.self, PromoCommand.self, CalendarCommand.self,
                    UndoCommand.self,
                ]
            ),
            CommandGroup(
                name: phrase("Reports"),
                subcommands: [
                    StockCommand.self, CardCommand.self, SellThroughCommand.self, SlowMoversCommand.self,
                    ShipmentsCommand.self, LeadTimesCommand.self, PlanCommand.self, RunsOutCommand.self,
                    ReconcileCommand.self, ExceptionsCommand.self, ReportCommand.self, EventsCommand.self,
                ]
            ),
            CommandGroup(
                name: phrase("Files"),
                subcommands: [
                    BatchesCommand.self, RejectedCommand.self, WaitingCommand.self, ExportCommand.self,
                    TemplateCommand.self, ProfilesCommand.self,
                ]
            ),
            CommandGroup(
                name: phrase("Maintenance"),
                subcommands: [
                    VerifyCommand.self, SealCommand.self, RebuildCommand.self, BackupCommand.self,
                    CompletionsCommand.self, ManualCommand.self,
                ]
            ),
            CommandGroup(
                name: phrase("Many ledgers"),
                subcommands: [ShipCommand.self, FetchCommand.self, CentralCommand.self]
            ),
        ]
    )

    @Option(help: .phrase("The ledger's file.", valueName: "path"), completion: .file())
    var ledger: String?

    @Option(help: .phrase("The language of help, messages, tables and pages: en, es or zh."))
    var language: Language?
}

extension Tarima {
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        if let unknown = UnknownCommand(in: arguments, of: Tarima.self), unknown.isTopic { throw unknown }
        do {
            return try parseAsRoot(arguments)
        } catch {
            // The parser calls it an unexpected argument.
            guard exitCode(for: error) == .validationFailure,
                let unknown = UnknownCommand(in: arguments, of: Tarima.self)
            else { throw error }
            throw unknown
        }
    }

    /// Runs one command line and returns its exit status.
    static func run(_ arguments: [String]) -> ExitStatus {
        defer { FetchedSlice.remove() }
        do {
            // The parser would take the next word as the ledger's name.
            let arguments = SpokenLanguage.ordered(arguments).flatMap {
                $0 == "--ledger=" ? ["--ledger", ""] : [$0]
            }
            try CommandLineText.check(arguments)
            var command = try parsed(arguments)
            do {
                try command.run()
            } catch {
                let words = words(of: type(of: command)) ?? ["tarima"]
                return ErrorReport.print(
                    error,
                    of: Tarima.self,
                    help: words.joined(separator: " ") + " --help"
                )
            }
            return .done
        } catch {
            return ErrorReport.print(error, of: Tarima.self)
        }
    }
}

extension ParsableCommand {
    /// The words that call a command, such as `tarima promo add`; nil if it is not below this one.
    fileprivate static func words(of command: any ParsableCommand.Type) -> [String]? {
        let own = configuration.commandName ?? "tarima"
        if command == Self.self { return [own] }
        for part in configuration.subcommands {
            if let words = part.words(of: command) { return [own] + words }
        }
        return nil
    }
}
