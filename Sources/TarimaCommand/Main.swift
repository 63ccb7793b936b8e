import ArgumentParser
import Glibc
import OneHeap

@main
enum Main {
    static func main() {
        // A closed pipe shows as an error of the write, which is a quiet end, instead of as a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that reaches the limit on its length.
        signal(SIGXFSZ, SIG_IGN)
        // One heap for all threads: rows go from the thread that reads to the one that records, and a heap each would hold
        // what the other could use.
        one_heap_for_all_threads()
        exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Runs one command line and says how it ended.
    static func run(_ arguments: [String]) -> ExitStatus {
        do {
            var command = try Tarima.parseAsRoot(arguments)
            try command.run()
            return .done
        } catch {
            return ErrorReport.tell(error)
        }
    }
}
