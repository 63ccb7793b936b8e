import InventoryLedger

/// Messages for people on standard error, while data goes to standard output.
enum Speech {
    /// Prints warnings.
    static func warn(_ warnings: [RowProblem]) {
        for warning in warnings {
            say("warning: \(warning.column): \(Advice.sentence(warning, at: .options))")
        }
    }

    static func say(_ line: String) {
        let output = OutputWriter(descriptor: 2)
        // If standard error itself is gone, there is nobody to report to.
        try? output.write(
            line.split(separator: "\n", omittingEmptySubsequences: false).map {
                TerminalText.visible(FileName.shown(Phrases.current.text(String($0))))
            }.joined(separator: "\n") + "\n"
        )
        try? output.flush()
    }
}
