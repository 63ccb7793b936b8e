import Foundation

/// The manual page of the command, made of its help, in the macros of man(7).
struct ManualPage {
    /// A command as the parser describes it.
    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    /// An argument, an option or a flag.
    struct Argument: Decodable {
        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let abstract: String?
    }

    /// A name of an option, such as `--format`.
    struct Name: Decodable {
        let kind: String
        let name: String

        var text: String { (kind == "long" ? "--" : "-") + name }
    }

    private struct Described: Decodable { let command: Command }

    private let command: Command
    private let phrases: Phrases

    /// - Parameter description: the parser's description of the command as JSON.
    init(_ description: String, _ phrases: Phrases) throws {
        command = try JSONDecoder().decode(Described.self, from: Data(description.utf8)).command
        self.phrases = phrases
    }

    /// The page as text for `man`.
    var text: String {
        let name = command.commandName
        var lines = [
            ".TH \(name.uppercased()) 1", heading("NAME"),
            "\(name) \\- \(Self.escaped(command.abstract ?? ""))",
        ]
        lines += [heading("SYNOPSIS"), ".B \(name)", synopsis(command)]
        lines += [heading("DESCRIPTION")] + paragraphs(command.discussion)
        lines += [heading("OPTIONS")] + (command.arguments ?? []).flatMap(entry)
        lines += [heading("COMMANDS")] + described(command.subcommands ?? [], under: [name])
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading(_ english: String) -> String { ".SH " + Self.escaped(phrases.text(english)) }

    private func described(_ commands: [Command], under path: [String]) -> [String] {
        commands.filter { $0.commandName != "help" }.flatMap { command -> [String] in
            let path = path + [command.commandName]
            return [".SS " + Self.escaped(path.joined(separator: " ")), Self.escaped(command.abstract ?? "")]
                + [".PP", ".B " + Self.escaped(path.joined(separator: " ")), synopsis(command)]
                + paragraphs(command.discussion) + (command.arguments ?? []).flatMap(entry)
                + described(command.subcommands ?? [], under: path)
        }
    }

    private func synopsis(_ command: Command) -> String {
        if command.subcommands?.isEmpty == false { return Self.escaped("<command>") }
        let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && $0.kind == "positional" }
        let words = arguments.map { argument in
            let word = "<\(argument.valueName ?? "")>" + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(word)]" : word
        }
        return Self.escaped(([#"[options]"#] + words).joined(separator: " "))
    }

    /// The paragraphs of a text; indented lines are examples.
    private func paragraphs(_ text: String?) -> [String] {
        (text ?? "").split(separator: "\n").map { line in
            line.hasPrefix("  ")
                ? ".RS\n.nf\n" + Self.escaped(String(line.dropFirst(2))) + "\n.fi\n.RE"
                : ".PP\n" + Self.escaped(String(line))
        }
    }

    private func entry(_ argument: Argument) -> [String] {
        guard argument.shouldDisplay, argument.names?.contains(where: { $0.name == "help" }) != true else {
            return []
        }
        let names = (argument.names ?? []).map(\.text).joined(separator: ", ")
        let value = argument.kind == "flag" ? "" : "<\(argument.valueName ?? "")>"
        let term = [names, value].filter { !$0.isEmpty }.joined(separator: " ")
        let standard = argument.defaultValue.map { " (\(phrases.text("default:")) \($0))" } ?? ""
        return [
            ".TP", ".B " + Self.escaped(term), Self.escaped(phrases.text(argument.abstract ?? "") + standard),
        ]
    }

    /// A text in which the formatter finds no command.
    private static func escaped(_ text: String) -> String {
        var line = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        if line.hasPrefix(".") || line.hasPrefix("'") { line = "\\&" + line }
        return line
    }
}
