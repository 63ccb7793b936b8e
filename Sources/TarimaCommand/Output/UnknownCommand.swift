import ArgumentParser
import InventoryLedger

/// A word of the command line that should be a command, and is none.
struct UnknownCommand: Error {
    /// What is wrong: `there is no command stok; did you mean stock?`
    let sentence: String
    /// How to get the list of commands.
    let help: String
    /// Whether help was asked of it, which the parser answers with the help of what it knows.
    let isTopic: Bool

    /// Nil if each word where a command is expected is one.
    init?(in arguments: [String], of root: any ParsableCommand.Type) {
        var command = root
        var path = ["tarima"]
        var isTopic = false
        var words = arguments[...]
        while let word = words.popFirst() {
            if ["--ledger", "--language"].contains(word), path.count == 1 {
                _ = words.popFirst()
                continue
            }
            let commands = command.configuration.subcommands
            guard !commands.isEmpty || isTopic else { return nil }
            if word == "help", path.count == 1, !isTopic {
                isTopic = true
                continue
            }
            if word.hasPrefix("-") || word == "help" {
                guard path.count == 1 else { return nil }
                continue
            }
            let named = commands.first {
                $0.configuration.commandName == word || $0.configuration.aliases.contains(word)
            }
            guard let named else {
                let names = commands.flatMap {
                    [$0.configuration.commandName].compactMap { $0 } + $0.configuration.aliases
                }
                let group = (["command"] + path.dropFirst()).joined(separator: " ")
                sentence = word.unknown(group, among: names)
                help = path.joined(separator: " ") + " --help"
                self.isTopic = isTopic
                return
            }
            command = named
            path.append(named.configuration.commandName ?? word)
        }
        return nil
    }
}
