import Foundation
import TestSupport

/// A fault: the n-th call of a class fails or ends the process.
///
/// See `Tests/FaultyDisk`, which is preloaded into the command; the command itself is unchanged.
struct Fault: Sendable, CustomStringConvertible {
    /// `write`, `sync`, `alloc` and so on, or `any`.
    let calls: String
    /// The number of the struck call, from 1.
    var number: Int
    /// The name of an error number, `short`, `kill` or `killhalf`; or of a signal, `interrupt`, `terminate`, `hangup`.
    let kind: String
    /// Whether all later calls fail too.
    var goesOn = false

    var description: String { "\(calls):\(number):\(kind)" + (goesOn ? ":on" : "") }
}

/// The outcome of a command on a faulty disk.
struct FaultyOutcome: CustomStringConvertible {
    let outcome: CommandOutcome
    /// The struck call, such as `write 3 tarima.ledger-wal 4096 24`; nil if the command did not make that many.
    let struck: String?
    /// The number of calls of the class; nil if the command did not finish.
    let calls: Int?

    var description: String { "\(struck ?? "no fault"): \(outcome)" }
}

extension Stockroom {
    /// Runs the command in the folder with a fault.
    func tarima(_ arguments: [String], meeting fault: Fault) throws -> FaultyOutcome {
        let note = path("fault-note")
        unlink(note)
        var runner = runner
        runner.environment.merge(try FaultyDiskLibrary.preloaded()) { $1 }
        runner.environment["FAULTY_DISK"] = fault.description
        runner.environment["FAULTY_DISK_NOTE"] = note
        // Without the trace of a crash, which takes a second.
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

    /// The number of calls of a class in an undisturbed run.
    func calls(_ arguments: [String], of calls: String) throws -> Int {
        let undisturbed = Fault(calls: calls, number: .max, kind: "EIO")
        let outcome = try tarima(arguments, meeting: undisturbed)
        guard outcome.outcome.status == 0, let calls = outcome.calls else {
            throw CommandRunner.Failure(description: "no calls were counted: \(outcome)")
        }
        return calls
    }
}

/// The preloaded library, built beside the command.
enum FaultyDiskLibrary {
    /// The environment that preloads the library.
    static func preloaded() throws -> [String: String] {
        PlainEnvironment.preloading(try BuiltProgram.path("libFaultyDisk.so"))
    }
}
