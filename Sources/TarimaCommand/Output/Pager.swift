import Foundation
import Glibc

/// Shows long output page by page, in the program that the user chose.
struct Pager {
    /// A command line for the shell.
    let command: String

    /// The pager of this terminal: $PAGER, else `less`. Nil where nobody would read it, or there is none.
    static func ofTerminal(_ environment: (String) -> String?) -> Pager? {
        guard isatty(0) == 1, isatty(1) == 1, environment("TERM") != "dumb" else { return nil }
        if let chosen = environment("PAGER") {
            return chosen.isEmpty || chosen == "cat" ? nil : Pager(command: chosen)
        }
        let folders = (environment("PATH") ?? "").split(separator: ":")
        return folders.contains { access("\($0)/less", X_OK) == 0 } ? Pager(command: "less") : nil
    }

    /// Starts the pager and passes a block the output to write. Returns when the user leaves the pager.
    ///
    /// - Returns: false if the pager could not be started, so that nobody has seen the output.
    func show(_ write: (OutputWriter) throws -> Void) throws -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        // Otherwise the pager would hold the writing end itself, and never see the end of its input.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process = start(reading: ends[0])
        close(ends[0])
        guard let process else {
            close(ends[1])
            return false
        }
        let output = OutputWriter(descriptor: ends[1])
        // Ctrl-C belongs to the pager, which stays.
        return try Interruption.noticed {
            let written = Result {
                try write(output)
                try output.flush()
            }
            close(ends[1])
            let status = Self.wait(for: process)
            // The shell's status for a command that it does not find.
            if status == 127 { return false }
            do {
                try written.get()
            } catch is OutputClosed {
                // The user has seen enough.
            }
            return true
        }
    }

    private func start(reading input: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawn_file_actions_adddup2(&actions, input, 0) == 0 else { return nil }
        var environment = ProcessInfo.processInfo.environment
        // What fits on the screen is printed without waiting for a key, and stays there.
        if environment["LESS"] == nil { environment["LESS"] = "FRX" }
        let words: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", command].map { (word: String) in
            strdup(word)
        }
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        // The lists end with nil, as the call requires, and live until it has copied them.
        let status = posix_spawn(&process, "/bin/sh", &actions, nil, words + [nil], variables + [nil])
        return status == 0 ? process : nil
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { if errno != EINTR { return 0 } }
        // The exit status, as the macro WEXITSTATUS has it; signals count as done.
        return (status >> 8) & 0xFF
    }
}
