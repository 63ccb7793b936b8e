import Foundation
import InventoryLedger
import WarehouseExports

/// An action in words for another process.
struct ChildAct {
    let arguments: [String]

    init(_ act: Step.Act, ledger: String, folder: String, now: Instant) {
        let words: [String] =
            switch act {
            case .take(let file, let policy, let skips):
                [
                    "import", "\(folder)/\(file.name)", file.isOrderExport ? "\(folder)/orders.yaml" : "-",
                    policy.rawValue, skips ? "skip" : "refuse",
                ]
            case .undo(let batch): ["undo", "\(batch)"]
            case .rebuild: ["rebuild"]
            }
        arguments = ["act", ledger, "\(now.milliseconds)"] + words
    }

    /// Performs the words, and prints when it begins and when it is done.
    static func perform(_ words: ArraySlice<String>) -> Int32 {
        let words = Array(words)
        guard words.count > 2, let now = Int64(words[1]) else { return 64 }
        do {
            let ledger = try Ledger.open(words[0], clock: { Instant(milliseconds: now) })
            Child.say("begun")
            switch words[2] {
            case "import" where words.count == 7:
                guard let policy = ConflictPolicy(rawValue: words[5]) else { return 64 }
                let options = try ImportOptions.simulated(
                    profile: words[4] == "-" ? nil : words[4],
                    policy,
                    skipsRejected: words[6] == "skip"
                )
                _ = try Importer(ledger, options: options).importFile(words[3])
            case "undo" where words.count == 4: try ledger.undo(batch: Int64(words[3]) ?? 0)
            case "rebuild": _ = try ledger.rebuild()
            default: return 64
            }
            Child.say("done")
            return 0
        } catch {
            Child.say("failed \(error)")
            return 1
        }
    }
}
