import ArgumentParser

/// Prints the manual page.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: phrase("Print the manual page, with the help of all commands."),
        discussion: phrase(
            """
              tarima manual > /usr/local/share/man/man1/tarima.1
            """
        )
    )

    func run() throws {
        let output = OutputWriter(descriptor: 1)
        try output.write(ManualPage(Tarima._dumpHelp(), .current).text)
        try output.flush()
    }
}
