import ArgumentParser

/// Prints what a shell needs to complete the command's words.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: phrase("Print the completions of a shell: bash, zsh or fish."),
        discussion: phrase(
            """
              tarima completions bash > ~/.local/share/bash-completion/completions/tarima
              tarima completions zsh > ~/.zfunc/_tarima
              tarima completions fish > ~/.config/fish/completions/tarima.fish
            """
        )
    )

    @Argument(help: .phrase("The shell."))
    var shell: Shell

    /// A shell that can complete the words of commands.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    func run() throws {
        let output = OutputWriter(descriptor: 1)
        try output.write(Tarima.completionScript(for: completions) + "\n")
        try output.flush()
    }

    private var completions: CompletionShell {
        switch shell {
        case .bash: .bash
        case .zsh: .zsh
        case .fish: .fish
        }
    }
}
