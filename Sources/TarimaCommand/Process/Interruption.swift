import Interrupts

/// Ctrl-C, and the signals by which a system asks a process to end.
enum Interruption {
    static var isWanted: Bool { interrupts_count() > 0 }

    /// How an interrupted command ends: by the signal's number, as shells have it.
    static var status: Int32 {
        let status = interrupts_status()
        return status == 0 ? ExitStatus.interrupted.rawValue : status
    }

    /// From now on a signal ends the process with a sentence, after taking away the files that are not finished. What
    /// was not committed to a ledger never happened.
    static func watch() { interrupts_watch() }

    /// Runs a block that asks `isWanted` now and then, ends by itself, and says what became of its work. A second
    /// signal ends the process.
    static func noticed<T>(by block: () throws -> T) rethrows -> T {
        interrupts_only_count_first(1)
        defer { interrupts_only_count_first(0) }
        return try block()
    }
}
