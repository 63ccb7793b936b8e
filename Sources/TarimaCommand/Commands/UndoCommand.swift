import ArgumentParser
import InventoryLedger

/// Undoes a batch.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: phrase("Take a batch back. The ledger becomes what the other batches say."),
        discussion: phrase(
            """
            The log keeps the batch and its undo. Batches can be undone in any order; events that another batch also \
            states stay. To bring a batch back, undo its undo, or import its file again.

              tarima undo 7
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The number of the batch; see: tarima batches.", valueName: "batch"))
    var number: String

    @OptionGroup var clock: ClockOptions

    func run() throws {
        let ledger = try tarima.openLedger(clock)
        let batch = try batch(of: ledger)
        let result = try ProgressBar.during("undoing batch \(batch)") { try ledger.undo(batch: batch) }
        Speech.warn(result.warnings)
        switch result.reason {
        case .isTakenBack(let other):
            Speech.say(
                "tarima: batch \(batch) is already undone, by batch \(other); to bring it back: tarima undo \(other)"
            )
            throw ExitStatus.refused
        case .statesNothing:
            Speech.say(
                "tarima: batch \(batch) recorded nothing that could be undone; see: tarima rejected"
            )
            throw ExitStatus.refused
        case .contradicts(let what):
            Speech.say("tarima: batch \(batch) cannot be undone now: \(what)")
            throw ExitStatus.refused
        case nil: break
        }
        if let undone = result.batch {
            Speech.say(
                "batch \(batch) is undone by batch \(undone): \(result.reversed.counted("event")) reversed, "
                    + "\(result.restored) restored"
            )
        }
        if result.kept > 0 {
            let others = result.alsoStatedBy.map { String($0) }.joined(separator: ", ")
            Speech.say(
                "\(result.kept.counted("event")) of batch \(batch) \(result.kept == 1 ? "stays" : "stay"): "
                    + (result.alsoStatedBy.count == 1 ? "batch \(others) states" : "batches \(others) state")
                    + (result.kept == 1 ? " it too" : " them too")
            )
        }
    }

    private func batch(of ledger: Ledger) throws -> Int64 {
        if let batch = Int64(number) { return batch }
        let batches = try ledger.batches(named: number)
        guard let last = batches.last else {
            throw ValidationError("\(number) is not the number of a batch; tarima batches lists them.")
        }
        guard batches.count == 1 else {
            let all = batches.map { String($0) }.joined(separator: ", ")
            throw ValidationError("\(number) is the name of the batches \(all); write the number of one.")
        }
        throw ValidationError(
            "\(number) is the name of batch \(last); write its number: tarima undo \(last)."
        )
    }
}
