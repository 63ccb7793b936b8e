import ArgumentParser
import InventoryLedger

/// Takes a batch back.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take a batch back: the book becomes what the other batches say.",
        discussion: """
            The log keeps both. The order in which batches are taken back does not matter; what another batch states \
            too stays. To bring a batch back, take its undo back, or import its file again.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The batch's number; see: tarima batches.")
    var batch: Int64

    @OptionGroup var clock: ClockOptions

    func run() throws {
        let result = try tarima.openLedger(clock).undo(batch: batch)
        Speech.warn(result.warnings)
        switch result.reason {
        case .isTakenBack(let other):
            Speech.say(
                "tarima: batch \(batch) is taken back already, by batch \(other); to bring it back: tarima undo \(other)"
            )
            throw ExitStatus.refused
        case .statesNothing:
            Speech.say(
                "tarima: batch \(batch) recorded nothing that could be taken back; see: tarima rejected"
            )
            throw ExitStatus.refused
        case .contradicts(let what):
            Speech.say("tarima: batch \(batch) cannot be taken back now: \(what)")
            throw ExitStatus.refused
        case nil: break
        }
        if let undone = result.batch {
            Speech.say(
                "batch \(batch) is taken back by batch \(undone): \(result.reversed.counted("event")) reversed, "
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
}
