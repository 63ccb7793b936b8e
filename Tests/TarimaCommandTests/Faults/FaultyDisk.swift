import Foundation
import TestSupport

/// A fault that a command meets on its way: the n-th call of a class goes wrong, or ends the process.
///
/// See `Tests/FaultyDisk`, which is preloaded into the command; the command itself knows nothing of it.
struct Fault: Sendable, CustomStringConvertible {
    /// `write`, `sync`, `alloc` and so on, or `any`.
    let calls: String
    /// The call that it strikes, from 1.
    var number: Int
    /// The name of an error number, `short`, `kill` or `killhalf`; or of a signal, `interrupt`, `terminate`, `hangup`.
    let kind: String
    /// Whether every later call fails too.
    var goesOn = false

    var description: String { "\(calls):\(number):\(kind)" + (goesOn ? ":on" : "") }
}

/// How a command fared on a faulty disk.
struct FaultyOutcome: CustomStringConvertible {
    let outcome: CommandOutcome
    /// The call that was struck, such as `write 3 tarima.ledger-wal 4096 24`; nil where the command had none left.
    let struck: String?
    /// How many calls of the class the command made; nil where it did not come to its end.
    let calls: Int?

    var description: String { "\(struck ?? "no fault"): \(outcome)" }
}

extension Stockroom {
    /// Runs the command in the folder, where a fault strikes.
    func tarima(_ arguments: [String], meeting fault: Fault) throws -> FaultyOutcome {
        let note = path("fault-note")
        unlink(note)
        var runner = runner
        runner.environment.merge(try FaultyDiskLibrary.preloaded()) { $1 }
        runner.environment["FAULTY_DISK"] = fault.description
        runner.environment["FAULTY_DISK_NOTE"] = note
        // A crash is told without its trace, which takes a second.
        runner.environment["SWIFT_BACKTRACE"] = "enable=no"
        let outcome = try runner.run(BuiltCommand.path(), arguments)
        let lines = (try? String(contentsOfFile: note, encoding: .utf8))?.split(separator: "\n") ?? []
        unlink(note)
        let calls = lines.last.flatMap { $0.hasPrefix("calls ") ? Int($0.dropFirst(6)) : nil }
        return FaultyOutcome(
            outcome: outcome,
            struck: lines.first.flatMap { $0.hasPrefix("calls ") ? nil : String($0) },
            calls: calls
        )
    }

    /// How many calls of a class the command makes where nothing goes wrong.
    func calls(_ arguments: [String], of calls: String) throws -> Int {
        let undisturbed = Fault(calls: calls, number: .max, kind: "EIO")
        let outcome = try tarima(arguments, meeting: undisturbed)
        guard outcome.outcome.status == 0, let calls = outcome.calls else {
            throw CommandRunner.Failure(description: "no calls were counted: \(outcome)")
        }
        return calls
    }
}

/// The library that is preloaded, built beside the command.
enum FaultyDiskLibrary {
    /// What a program finds in its environment so that the library is preloaded into it.
    static func preloaded() throws -> [String: String] {
        PlainEnvironment.preloading(try BuiltProgram.path("libFaultyDisk.so"))
    }
}
