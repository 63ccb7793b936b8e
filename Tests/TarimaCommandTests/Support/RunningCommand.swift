import Foundation
import Glibc

/// A running program.
final class RunningCommand {
    struct Files {
        let input: String
        let output: String
        let speech: String

        func remove() { for path in [input, output, speech] { unlink(path) } }
    }

    /// Its process id.
    let process: pid_t
    private let files: Files
    private let patience: Duration
    private var end: (status: Int32, peakMemory: Int)?

    init(process: pid_t, files: Files, patience: Duration) {
        self.process = process
        self.files = files
        self.patience = patience
    }

    deinit {
        if !hasEnded() {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        files.remove()
    }

    /// Whether the program has ended.
    func hasEnded() -> Bool {
        if end != nil { return true }
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(process, &status, WNOHANG, &usage) == process else { return false }
        end = (status, usage.ru_maxrss)
        return true
    }

    /// Whether it has a file open.
    func hasOpen(_ path: String) -> Bool {
        let folder = "/proc/\(process)/fd"
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)) == path
        } ?? false
    }

    /// Whether a signal would not simply end it, because it blocks or handles the signal.
    func looksOut(for signal: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return (status ?? "").split(separator: "\n").contains { line in
            guard line.hasPrefix("SigBlk:") || line.hasPrefix("SigCgt:") else { return false }
            let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
            func holds(_ signal: Int32) -> Bool { mask >> UInt64(signal - 1) & 1 == 1 }
            // The C library blocks all signals briefly when it creates a thread.
            return holds(signal) && !holds(SIGUSR1)
        }
    }

    /// Sends a signal, unless the program has ended.
    func send(_ signal: Int32) {
        if !hasEnded() { kill(process, signal) }
    }

    /// Waits for the end of the program.
    func outcome() throws -> CommandOutcome {
        let deadline = ContinuousClock.now + patience
        while !hasEnded() {
            guard ContinuousClock.now < deadline else {
                send(SIGKILL)
                throw CommandRunner.Failure(
                    description: "the program did not end within \(patience): \(said())"
                )
            }
            usleep(1000)
        }
        guard let end else { throw CommandRunner.Failure(description: "the program ended without a status") }
        let signal = end.status & 0x7F
        return CommandOutcome(
            status: signal == 0 ? (end.status >> 8) & 0xFF : nil,
            signal: signal == 0 ? nil : signal,
            peakMemory: end.peakMemory,
            output: Self.text(files.output),
            speech: said()
        )
    }

    /// Its standard error so far.
    func said() -> String { Self.text(files.speech) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
