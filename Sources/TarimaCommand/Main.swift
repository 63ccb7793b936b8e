import Glibc
import InventoryLedger
import MallocArena
import SQLiteSettings
import Shortage

@main
enum Main {
    static func main() {
        // A closed pipe becomes an error of the write, which ends the command quietly, instead of a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does the file size limit.
        signal(SIGXFSZ, SIG_IGN)
        Interruption.watch()
        fillStandardStreams()
        // One heap for all threads: rows pass from the reading thread to the recording one, and with separate heaps
        // neither could reuse the other's memory.
        malloc_arena_for_all_threads()
        sqlite_settings_statement_journals_in_memory()
        shortage_ends_process(ExitStatus.inputOutput.rawValue)
        let status = FirstThread.run { runChecked(CommandLineText.arguments) }
        exit(status == .interrupted ? Interruption.status : status.rawValue)
    }

    /// Prevents a ledger or a lock from getting the number of a closed standard stream, because output would then be
    /// written into it. Using such a stream still fails.
    private static func fillStandardStreams() {
        for (descriptor, flags) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one, because the previous ones are open.
            _ = open("/dev/null", flags)
        }
    }

    private static func runChecked(_ arguments: [String]) -> ExitStatus {
        do {
            try refuseLedger(asStream: 2)
            try refuseLedger(asStream: 1)
        } catch {
            return ErrorReport.print(error)
        }
        return Tarima.run(arguments)
    }

    /// Refuses to write output or messages into a ledger or a file of one. The stream is closed, so that not even the
    /// refusal is written there.
    private static func refuseLedger(asStream stream: Int32) throws {
        do {
            try FilePlace.checkOutput(descriptor: stream)
        } catch {
            let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
            if nowhere >= 0 { dup2(nowhere, stream) }
            throw error
        }
    }
}
