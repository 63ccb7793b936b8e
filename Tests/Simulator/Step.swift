import InventoryLedger

/// One action on the ledger.
enum Step: CustomStringConvertible {
    /// An action that changes the ledger, in this process or in one that is killed.
    enum Act {
        case take(SimulatedFile, ConflictPolicy, skipsRejected: Bool)
        case undo(Int)
        case rebuild
    }

    case act(Act)
    /// The action in a process that is killed, at a share of its usual duration.
    case kill(Act, share: Double)
    /// The action in a process with a fault of the disk, in the notation of `Tests/FaultyDisk`.
    case fault(Act, String)
    case dryRun(SimulatedFile, ConflictPolicy)
    /// The import is interrupted when it asks for the n-th time whether it is.
    case interrupt(SimulatedFile, after: Int)
    case checkSums
    case backup
    case restore
    case reopen
    case exportIntoAnother
    case sellThrough(day: Int, days: Int)
    /// All other reports must answer, whatever the state of the ledger.
    case reports
    /// The clock is moved forward or back.
    case clock(milliseconds: Int64)

    var description: String {
        switch self {
        case .act(let act): "\(act)"
        case .kill(let act, let share): "killed at \(Int(share * 100))%: \(act)"
        case .fault(let act, let fault): "meeting \(fault): \(act)"
        case .dryRun(let file, let policy): "dry run of \(file), \(policy)"
        case .interrupt(let file, let after): "interrupted at question \(after): import \(file)"
        case .checkSums: "check the sums"
        case .backup: "back up"
        case .restore: "restore the last backup"
        case .reopen: "open again"
        case .exportIntoAnother: "export into another ledger"
        case .sellThrough(let day, let days): "sell-through of \(days) days from day \(day)"
        case .reports: "all reports"
        case .clock(let milliseconds): "clock \(milliseconds > 0 ? "+" : "")\(milliseconds) ms"
        }
    }
}

extension Step.Act: CustomStringConvertible {
    var description: String {
        switch self {
        case .take(let file, let policy, let skips):
            "import \(file), \(policy)\(skips ? ", skipping rejected rows" : "")"
        case .undo(let batch): "undo \(batch)"
        case .rebuild: "rebuild"
        }
    }
}

extension SimulatedFile: CustomStringConvertible {
    var description: String {
        switch content {
        case .papers(let rows): "\(name) (\(rows.count) rows)"
        case .states(let states): "\(name) (\(states.count) order lines)"
        }
    }
}
