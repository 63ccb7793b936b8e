import WarehouseExports

/// The language of help, messages, tables and pages.
enum SpokenLanguage {
    /// `--language`, before the command or after it; else the environment's.
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

    /// The words of the command line with `--language` first: parsers expect the options of a command before its
    /// subcommand.
    static func ordered(_ arguments: [String]) -> [String] {
        var rest: [String] = []
        var chosen: [String] = []
        var words = arguments[...]
        while let word = words.popFirst() {
            if word == "--" {
                rest += [word] + words
                break
            }
            if word == option, let value = words.popFirst() {
                chosen = [option, value]
            } else if word.hasPrefix(option + "=") {
                chosen = [option, String(word.dropFirst(option.count + 1))]
            } else {
                rest.append(word)
            }
        }
        return chosen + rest
    }

    private static let option = "--language"
}
