import ArgumentParser
import InventoryLedger

/// Recomputes the sums.
struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: phrase("Recompute all sums from the log and replace the stored ones."),
        discussion: phrase(
            """
              tarima rebuild --check
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Flag(help: .phrase("Only compare, and fail on any difference."))
    var check = false

    func run() throws {
        let ledger = try tarima.openLedger()
        let result = try ProgressBar.during(check ? "comparing the sums" : "recomputing the sums") {
            try ledger.rebuild(checkOnly: check)
        }
        if let difference = result.difference {
            Speech.say("tarima: \(difference); run: tarima rebuild")
            throw ExitStatus.refused
        }
        Speech.say(
            check
                ? "the stored sums match the log of \(result.events.counted("event"))"
                : "recomputed the sums of \(result.events.counted("event"))"
        )
    }
}
