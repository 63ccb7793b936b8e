import ArgumentParser
import InventoryLedger

/// Copies the ledger.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a consistent, verified copy of the ledger, also while it is in use."
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The copy's file.")
    var destination: String

    func run() throws {
        let result = try tarima.openLedger().backup(to: destination)
        Speech.say(
            "\(destination): \(result.events) events, verified"
                + (result.head.isEmpty ? "" : ", head \(result.head)")
        )
    }
}
