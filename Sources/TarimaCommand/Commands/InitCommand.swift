import ArgumentParser
import InventoryLedger

/// Makes a ledger.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new, empty ledger."
    )

    @ParentCommand var tarima: Tarima

    @Option(help: ArgumentHelp("Cuts business days; fixed for the life of the ledger.", valueName: "zone"))
    var timeZone = LedgerSettings.standardTimeZone

    @Option(help: ArgumentHelp("Of amounts that name no currency, such as MXN.", valueName: "code"))
    var currency: String?

    func run() throws {
        let settings = try LedgerSettings(timeZone: timeZone, currency: currency.map { try Currency($0) })
        let ledger = try Ledger.create(at: tarima.ledgerPath, settings: settings)
        Speech.say("made \(ledger.path); next: tarima open FILE --at TIME, or tarima import FILE")
    }
}
