import Foundation
import Glibc
import TestSupport

/// Runs programs and captures their output.
///
/// Output goes to files and not to pipes, so no program can block on the test.
struct CommandRunner: Sendable {
    /// Where relative paths start.
    let folder: String
    var environment: [String: String]
    /// How long a program may take before it is ended and the test fails.
    var patience = longPatience

    /// The destination of standard output.
    enum Output {
        case kept
        /// A pipe without a reader.
        case closedPipe
        case file(String)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(folder: String) {
        self.folder = folder
        environment = PlainEnvironment.variables.merging(["HOME": folder]) { $1 }
    }

    /// Runs a program to its end.
    func run(_ program: String, _ arguments: [String], input: String? = nil, output: Output = .kept) throws
        -> CommandOutcome
    {
        try start(program, arguments, input: input, output: output).outcome()
    }

    /// Starts a program.
    ///
    /// - Parameter terminal: the destination of standard error instead of a file.
    func start(
        _ program: String,
        _ arguments: [String],
        input: String? = nil,
        output: Output = .kept,
        terminal: PseudoTerminal? = nil
    ) throws -> RunningCommand {
        let record = NSTemporaryDirectory() + "/tarima-run-\(UUID().uuidString)"
        let files = RunningCommand.Files(
            input: record + ".in",
            output: record + ".out",
            speech: record + ".err"
        )
        if let input { try Data(input.utf8).write(to: URL(fileURLWithPath: files.input)) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input == nil ? "/dev/null" : files.input, O_RDONLY, 0)
        let created = O_WRONLY | O_CREAT | O_TRUNC
        var pipe: [Int32] = [-1, -1]
        switch output {
        case .kept: posix_spawn_file_actions_addopen(&actions, 1, files.output, created, 0o600)
        case .file(let path): posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY, 0)
        case .closedPipe:
            guard Glibc.pipe(&pipe) == 0 else { throw Failure(description: "no pipe: \(errno)") }
            close(pipe[0])
            _ = fcntl(pipe[1], F_SETFD, FD_CLOEXEC)
            posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        }
        defer { if pipe[1] >= 0 { close(pipe[1]) } }
        if let terminal {
            posix_spawn_file_actions_addopen(&actions, 2, terminal.path, O_WRONLY | O_NOCTTY, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, files.speech, created, 0o600)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.letSignalsThrough(&attributes)

        // `env` changes the folder and becomes the program. A shell would handle signals itself until then.
        let line = ["/usr/bin/env", "--chdir=\(folder)", program] + arguments
        let words = line.map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, line[0], &actions, &attributes, words, settings)
        guard code == 0 else {
            files.remove()
            throw Failure(description: "cannot run \(program): \(String(cString: strerror(code)))")
        }
        return RunningCommand(process: process, files: files, patience: patience)
    }

    /// A program starts with default signal handling, whatever the test program does.
    private static func letSignalsThrough(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }
}
