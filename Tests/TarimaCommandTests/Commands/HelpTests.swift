import Foundation
import TestSupport
import Testing

/// Every command has help.
@Suite struct HelpTests {
    /// A command as described by the parser.
    private struct Described {
        let path: [String]
        let members: [String: Any]

        var abstract: String { members["abstract"] as? String ?? "" }
        var arguments: [[String: Any]] { members["arguments"] as? [[String: Any]] ?? [] }
        var subcommands: [Described] {
            let all = members["subcommands"] as? [[String: Any]] ?? []
            return all.compactMap { member in
                guard let name = member["commandName"] as? String, name != "help" else { return nil }
                return Described(path: path + [name], members: member)
            }
        }
        /// The command and all its subcommands.
        var all: [Described] { [self] + subcommands.flatMap(\.all) }
    }

    private func root() throws -> Described {
        let dump = try Stockroom.empty().tarima("--experimental-dump-help")
        let parsed = try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) as? [String: Any]
        return Described(path: [], members: try #require(parsed?["command"] as? [String: Any]))
    }

    @Test func `the commands are all there`() throws {
        let names = try root().subcommands.compactMap(\.path.last)
        let known = [
            "init", "open", "import", "record", "undo", "stock", "card", "events", "batches", "rejected",
            "export",
            "template", "profiles", "verify", "rebuild", "backup",
        ]
        #expect(Set(known).subtracting(names).isEmpty)
    }

    @Test func `the help of every command says what it does and how it is used`() throws {
        let room = try Stockroom.empty()
        for command in try root().all {
            let name = command.path.joined(separator: " ")
            #expect(!command.abstract.isEmpty, "\(name) does not say what it does")
            let help = try room.runner.run(BuiltCommand.path(), ["help"] + command.path)
            #expect(help.status == 0)
            #expect(help.said.isEmpty)
            #expect(help.output.contains("USAGE: tarima " + (name.isEmpty ? "[" : name)), "\(name)")
            #expect(help.output.hasPrefix("OVERVIEW: \(command.abstract.prefix(40))"), "\(name)")
        }
        let asked = try room.tarima("import", "--help")
        #expect(try asked.output == room.tarima("help", "import").output)
    }

    @Test func `the help of every command shows an example`() throws {
        for command in try root().subcommands {
            let name = command.path.joined(separator: " ")
            let text = command.members["discussion"] as? String ?? ""
            #expect(text.contains("  tarima \(name)") || ["seal", "init"].contains(name), "\(name)")
        }
    }

    @Test func `the groups of commands are named, and start with what a newcomer needs`() throws {
        let help = try Stockroom.empty().tarima("--help").output
        let groups = help.matches(of: #/\n([A-Z]+) SUBCOMMANDS:/#).map { String($0.1) }
        #expect(groups == ["START", "RECORD", "REPORTS", "FILES", "MAINTENANCE"])
    }

    @Test(arguments: [
        (["help", "stok"], "there is no command stok; did you mean stock? See: tarima --help"),
        (
            ["help", "promo", "ad"],
            "there is no command promo ad; did you mean add? See: tarima promo --help"
        ),
        (["help", "stock", "zebra"], "there is no command stock zebra; see: tarima stock --help"),
    ])
    func `help of an unknown topic is an error of usage`(words: [String], message: String) throws {
        let room = try Stockroom.empty()
        let outcome = try room.runner.run(BuiltCommand.path(), words)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.speech == "tarima: \(message)\n", "\(outcome)")
    }

    @Test
    func `the manual page has every command and option, and nothing that its formatter takes for a command`()
        throws
    {
        let page = try Stockroom.empty().tarima("manual").output
        let lines = page.split(separator: "\n").map(String.init)
        for command in try root().all.dropFirst() {
            let name = (["tarima"] + command.path).joined(separator: " ").replacing("-", with: "\\-")
            #expect(lines.contains(".SS \(name)"), "\(name)")
        }
        #expect(lines.contains(".B \\-\\-expect\\-head <hex>"))
        let macros = Set(lines.filter { $0.hasPrefix(".") }.compactMap { $0.split(separator: " ").first })
        #expect(macros == [".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".RS", ".RE", ".nf", ".fi"])
    }

    @Test func `a shell completes the commands and options`() throws {
        let room = try Stockroom.empty()
        for shell in ["bash", "zsh", "fish"] {
            let script = try room.tarima("completions", shell)
            #expect(script.status == 0)
            #expect(script.output.contains("slow-movers"), "\(shell)")
        }
        #expect(try room.tarima("completions", "tcsh").status == 64)
        try room.write("completions", room.tarima("completions", "bash").output)
        let completed = try room.runner.run(
            "/bin/bash",
            [
                "-c",
                """
                . ./completions
                COMP_WORDS=(tarima slow) COMP_CWORD=1 COMP_LINE="tarima slow" COMP_POINT=11
                _tarima tarima slow tarima; printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ]
        )
        #expect(completed.output == "slow-movers\n", "\(completed)")
        try room.write("orders.csv", "")
        let file = try room.runner.run(
            "/bin/bash",
            [
                "-c",
                """
                . ./completions
                COMP_WORDS=(tarima import ord) COMP_CWORD=2 COMP_LINE="tarima import ord" COMP_POINT=17
                _tarima tarima ord import; printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ]
        )
        #expect(file.output == "orders.csv\n", "\(file)")
    }

    @Test func `every option and argument has a help text`() throws {
        for command in try root().all {
            for argument in command.arguments where argument["shouldDisplay"] as? Bool != false {
                let name = argument["valueName"] as? String ?? "?"
                let text = argument["abstract"] as? String ?? ""
                #expect(!text.isEmpty, "\(command.path.joined(separator: " ")): \(name)")
            }
        }
    }

    @Test func `the command alone shows its help, and its version when asked`() throws {
        let room = try Stockroom.empty()
        let alone = try room.tarima()
        #expect(alone.status == 0)
        #expect(try alone.output == room.tarima("--help").output)
        let version = try room.tarima("--version")
        #expect(version.status == 0)
        #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test func `what the help refers to exists`() throws {
        let room = try Stockroom.empty()
        let names = try root().subcommands.compactMap(\.path.last)
        let help = try room.tarima("help").output
        for match in help.matches(of: /tarima (?<name>[a-z-]+)/) where match.name != "help" {
            #expect(names.contains(String(match.name)), "\(match.output.0)")
        }
    }
}
