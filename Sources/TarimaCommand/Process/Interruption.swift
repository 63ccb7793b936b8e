import Interrupts

/// Ctrl-C, and the signals by which a system asks a process to end.
enum Interruption {
    static var isWanted: Bool { interrupts_count() > 0 }

    /// The exit status of an interrupted command: the signal's number, as in shells.
    static var status: Int32 {
        let status = interrupts_status()
        return status == 0 ? ExitStatus.interrupted.rawValue : status
    }

    /// From now on, a signal removes unfinished files and ends the process with a message. Uncommitted changes to a
    /// ledger never happened.
    static func watch() { interrupts_watch() }

    /// Runs a block that checks `isWanted` regularly, ends by itself, and reports what became of its work. A second
    /// signal ends the process.
    static func noticed<T>(by block: () throws -> T) rethrows -> T {
        interrupts_only_count_first(1)
        defer { interrupts_only_count_first(0) }
        return try block()
    }
}
