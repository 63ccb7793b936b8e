import Glibc
import InventoryLedger
import MallocArena
import Shortage

@main
enum Main {
    static func main() {
        // A closed pipe shows as an error of the write, which is a quiet end, instead of as a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that reaches the limit on its length.
        signal(SIGXFSZ, SIG_IGN)
        Interruption.watch()
        fillStandardStreams()
        // One heap for all threads: rows go from the thread that reads to the one that records, and a heap each would hold
        // what the other could use.
        malloc_arena_for_all_threads()
        shortage_ends_process(ExitStatus.inputOutput.rawValue)
        let status = FirstThread.run { runChecked(CommandLineText.arguments) }
        exit(status == .interrupted ? Interruption.status : status.rawValue)
    }

    /// Keeps the numbers of standard streams that are closed from being given to a ledger or a lock, which would then be
    /// written as output is. Reading or writing such a stream still fails.
    private static func fillStandardStreams() {
        for (descriptor, flags) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one: those before it are open by now.
            _ = open("/dev/null", flags)
        }
    }

    private static func runChecked(_ arguments: [String]) -> ExitStatus {
        do {
            try refuseLedger(asStream: 2)
            try refuseLedger(asStream: 1)
        } catch {
            return ErrorReport.tell(error)
        }
        return Tarima.run(arguments)
    }

    /// Refuses to write output, or what is said beside it, into a ledger or a file that belongs to one. The stream is
    /// closed, so that not even this is said there.
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
