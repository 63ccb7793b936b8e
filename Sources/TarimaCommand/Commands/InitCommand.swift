import ArgumentParser
import InventoryLedger

/// Creates a ledger.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: phrase("Create an empty ledger."),
        discussion: phrase(
            """
              tarima init --currency MXN
              tarima --ledger season.ledger init --time-zone America/Tijuana
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Option(
        help: .phrase("The time zone of business days. It cannot be changed later.", valueName: "zone")
    )
    var timeZone = LedgerSettings.standardTimeZone

    @Option(help: .phrase("The currency of amounts without one, such as MXN.", valueName: "code"))
    var currency: String?

    func run() throws {
        let settings = try LedgerSettings(timeZone: timeZone, currency: currency.map { try Currency($0) })
        let ledger = try Ledger.create(at: tarima.ledgerPath, settings: settings)
        Speech.say("created \(ledger.path); next: tarima open FILE --at TIME, or tarima import FILE")
    }
}
