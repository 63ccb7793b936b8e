import ArgumentParser
import InventoryLedger

/// Adds up the log anew.
struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Add up the whole log anew, and put the sums in place of the old ones."
    )

    @ParentCommand var tarima: Tarima

    @Flag(help: "Only compare; fail on any difference.")
    var check = false

    func run() throws {
        let ledger = try tarima.openLedger()
        let result = try ProgressBar.during(check ? "comparing the sums" : "adding up the log") {
            try ledger.rebuild(checkOnly: check)
        }
        if let difference = result.difference {
            Speech.say("tarima: \(difference); run: tarima rebuild")
            throw ExitStatus.refused
        }
        Speech.say(
            check
                ? "the sums follow from the \(result.events.counted("event"))"
                : "added up \(result.events.counted("event"))"
        )
    }
}
