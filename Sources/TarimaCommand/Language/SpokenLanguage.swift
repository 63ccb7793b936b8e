import WarehouseExports

/// The language of help, messages and tables.
enum SpokenLanguage {
    /// `--language` before the command, or after one without a `--language` of its own; else the environment's.
    static let current = chosen(CommandLineText.arguments, CommandLineText.environment)

    static func chosen(_ arguments: [String], _ environment: (String) -> String?) -> Language {
        let arguments = ordered(arguments)
        if arguments.first == option, arguments.count > 1, let language = Language(rawValue: arguments[1]) {
            return language
        }
        // The first of them that is set decides, as for other programs.
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
        return Language(rawValue: String((name ?? "").prefix(2))) ?? .english
    }

    /// The words of the command line with `--language` first, where it is the command's own: parsers expect the options of
    /// a command before its subcommand.
    static func ordered(_ arguments: [String]) -> [String] {
        var rest: [String] = []
        var chosen: [String] = []
        var command: String?
        var words = arguments[...]
        while let word = words.popFirst() {
            if word == "--" {
                rest += [word] + words
                break
            }
            let isOwn = command.map { withOwnLanguage.contains($0) } ?? false
            if word == option, !isOwn, let value = words.popFirst() {
                chosen = [option, value]
            } else if word.hasPrefix(option + "="), !isOwn {
                chosen = [option, String(word.dropFirst(option.count + 1))]
            } else {
                rest.append(word)
                if word == "--ledger", let value = words.popFirst() {
                    rest.append(value)
                } else if command == nil, !word.hasPrefix("-"), word != "help" {
                    command = word
                }
            }
        }
        return chosen + rest
    }

    private static let option = "--language"

    /// The commands that have a `--language` for what they write.
    private static let withOwnLanguage: Set<String> = ["plan", "report", "template"]
}
