import ArgumentParser
import InventoryLedger

/// Takes a batch back.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take a batch back: reverse its events, restore what it had replaced.",
        discussion:
            "The log keeps both. Undoing twice writes nothing; importing the file again brings its events back."
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The batch's number; see: tarima batches.")
    var batch: Int64

    func run() throws {
        let result = try tarima.openLedger().undo(batch: batch)
        if let undone = result.batch {
            Speech.say(
                "batch \(batch) is taken back by batch \(undone): \(result.reversed.counted("event")) reversed, "
                    + "\(result.restored) restored"
            )
        } else {
            Speech.say("nothing of batch \(batch) is left to take back")
        }
        if !result.alsoStatedBy.isEmpty {
            let others = result.alsoStatedBy.map { String($0) }.joined(separator: ", ")
            Speech.say(
                "the files of batches \(others) had stated some of its events too; import them again to keep those"
            )
        }
    }
}
