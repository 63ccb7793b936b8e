import InventoryLedger

/// What is said to people while data goes to standard output: one line at a time on standard error.
enum Speech {
    /// Says what is worth a second look without being wrong.
    static func warn(_ warnings: [RowProblem]) {
        for warning in warnings {
            say("warning: \(warning.column): \(Advice.sentence(warning, at: .options))")
        }
    }

    static func say(_ line: String) {
        let output = OutputWriter(descriptor: 2)
        // Nobody is left to tell where standard error itself is gone.
        try? output.write(
            line.split(separator: "\n", omittingEmptySubsequences: false).map {
                TerminalText.visible(FileName.shown(String($0)))
            }.joined(separator: "\n") + "\n"
        )
        try? output.flush()
    }
}
