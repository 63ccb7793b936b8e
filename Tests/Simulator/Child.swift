import Foundation
import Glibc
import TestSupport

/// Another process of this program, to be killed.
///
/// The pointers passed to `posix_spawn` are copies that live until it returns, and are freed then.
final class Child {
    /// The output of a process.
    struct Said {
        let text: String
        var hasBegun: Bool { text.hasPrefix("begun\n") }
        /// Require "done" on a line of its own, because an error may end with this word.
        var isDone: Bool { text.hasSuffix("\ndone\n") }
        var hasFailed: Bool { text.contains("failed ") }
    }

    private let process: pid_t
    private let output: String
    private var hasEnded = false

    private init(process: pid_t, output: String) {
        self.process = process
        self.output = output
    }

    deinit { killed(after: .zero) }

    /// Starts a process.
    ///
    /// - Parameter environment: added to the environment of every program of the tests.
    static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        output: String
    ) throws -> Child {
        unlink(output)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings =
            PlainEnvironment.variables.merging(environment) { $1 }.map {
                strdup("\($0.key)=\($0.value)")
            }
            + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, program, &actions, nil, words, settings)
        guard code == 0 else {
            throw Disagreement(description: "cannot run \(program): \(String(cString: strerror(code)))")
        }
        return Child(process: process, output: output)
    }

    /// Prints a line for the parent process, unbuffered.
    static func say(_ text: String) {
        let line = text + "\n"
        _ = line.withCString { write(1, $0, strlen($0)) }
    }

    func said() -> Said {
        Said(text: String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self))
    }

    /// Waits until the process begins its action.
    func waitUntilBegun() throws {
        let deadline = ContinuousClock.now + longPatience
        while !said().hasBegun {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                hasEnded = true
                if said().hasBegun { return }
                throw Disagreement(description: "the process ended with \(status): \(said().text)")
            }
            guard ContinuousClock.now < deadline else {
                throw Disagreement(description: "the process never began: \(said().text)")
            }
            usleep(200)
        }
    }

    /// Waits for the end of the process.
    ///
    /// - Throws: if it crashes, or takes minutes.
    func waitForEnd() throws {
        let deadline = ContinuousClock.now + longPatience
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else {
                killed(after: .zero)
                throw Disagreement(description: "the process stands still: \(said().text)")
            }
            usleep(200)
        }
        hasEnded = true
        let signal = status & 0x7F
        guard signal == 0 || signal == SIGKILL else {
            throw Disagreement(description: "the process crashed by signal \(signal): \(said().text)")
        }
    }

    /// Kills the process after a while, and waits for its end.
    func killed(after time: Duration) {
        guard !hasEnded else { return }
        usleep(UInt32(max(0, time / .microseconds(1))))
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        hasEnded = true
    }
}
