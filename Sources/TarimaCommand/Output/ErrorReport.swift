import ArgumentParser
import CentralStore
import InventoryLedger
import WarehouseExports

/// Reports why a command failed: to people in one line on standard error, to scripts by the exit status.
enum ErrorReport {
    /// - Parameters:
    ///   - command: the command whose parser may have thrown the error.
    ///   - help: how to get the help of the command that threw it while it ran.
    static func print(
        _ error: any Error,
        of command: (any ParsableCommand.Type)? = nil,
        help: String? = nil
    ) -> ExitStatus {
        switch error {
        case let status as ExitStatus:
            return status
        case is OutputClosed:
            return .done
        case let failure as OutputFailure:
            say("cannot write the output: \(failure.message)")
            return .inputOutput
        case let error as LedgerError:
            say(Advice.sentence(error))
            return ExitStatus(error.code)
        case let error as CentralError:
            say(Advice.sentence(error))
            return ExitStatus(error.code)
        case let error as ImportFailure:
            say(Advice.sentence(error))
            return ExitStatus(error.code)
        case let unknown as UnknownCommand:
            sayUsage(unknown.sentence, help: unknown.help)
            return .usage
        case let problem as FieldProblem:
            // Problems of a file's values are reported row by row. This one was on the command line.
            sayUsage(problem.message, help: help ?? "tarima --help")
            return .usage
        default:
            guard let command else {
                say("unexpected: \(error)")
                return .unexpected
            }
            return tellParserError(error, of: command, help: help)
        }
    }

    /// Runs a command whose options state an event. An invalid one is refused input, not a usage error.
    static func refusing<T>(_ block: () throws -> T) throws -> T {
        do {
            return try block()
        } catch let problem as FieldProblem {
            say("\(problem.column.rawValue): \(Advice.sentence(RowProblem(row: nil, problem), at: .options))")
            throw ExitStatus.refused
        }
    }

    /// Help and version go to standard output, and a usage error to standard error.
    private static func tellParserError(
        _ error: any Error,
        of command: any ParsableCommand.Type,
        help: String?
    ) -> ExitStatus {
        let code = command.exitCode(for: error)
        let text = command.fullMessage(for: error)
        if code == .success {
            do {
                let output = OutputWriter(descriptor: 1)
                let columns = Terminal.hasReader ? Terminal.columns(of: 1) : 80
                // The version and scripts of completions are written as they are.
                let isHelp = text.hasPrefix("OVERVIEW:") || text.hasPrefix("USAGE:")
                try output.write(
                    (isHelp ? HelpText.spoken(text, .current, columns: columns) : text) + "\n"
                )
                try output.flush()
                return .done
            } catch {
                return print(error)
            }
        }
        guard code == .validationFailure else {
            say("unexpected: \(error)")
            return .unexpected
        }
        // The parser does not know which command was running.
        sayUsage(command.message(for: error), help: help ?? helpCommand(named: text))
        return .usage
    }

    /// The usage error and where to find help, in one line.
    private static func sayUsage(_ message: String, help: String) {
        let sentence = message.split(separator: "\n").joined(separator: " ")
        guard !sentence.hasSuffix("?") else { return say("\(sentence) See: \(help)") }
        say((sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence) + "; see: \(help)")
    }

    /// The help command of the right subcommand, which the parser names at the end of its longer text.
    private static func helpCommand(named text: String) -> String {
        guard let line = text.split(separator: "\n").last, let start = line.firstIndex(of: "'"),
            let end = line.lastIndex(of: "'"), start < end
        else { return "tarima --help" }
        return String(line[line.index(after: start)..<end])
    }

    private static func say(_ message: String) { Speech.say("tarima: \(message)") }
}
