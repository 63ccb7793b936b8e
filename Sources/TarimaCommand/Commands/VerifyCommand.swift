import ArgumentParser
import InventoryLedger

/// Proves the ledger.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that nothing was changed or lost.",
        discussion: """
            Checks the file, the numbers of the events, the digest of every batch, the keys, and that all sums follow \
            from the log. Prints the head: the digest that stands for the whole history. Keep it elsewhere and give \
            it as --expect-head later: only that shows a log that was cut off at its end.
            """
    )

    @ParentCommand var tarima: Tarima

    @Option(
        help: ArgumentHelp("A head that was printed before; some batch must close with it.", valueName: "hex")
    )
    var expectHead: String?

    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger()
        let result = try ProgressBar.during("verifying") { try ledger.verify(expectedHead: expectHead) }
        for finding in result.findings { Speech.say("tarima: \(finding)") }
        try output.show(
            ReportTable(
                report: "verify",
                parameters: [Member(name: "expect_head", value: expectHead.map { .text($0) } ?? .null)],
                columns: [
                    ReportColumn(key: "sound", title: "sound"),
                    ReportColumn(key: "events", title: "events", alignment: .right),
                    ReportColumn(key: "batches", title: "batches", alignment: .right),
                    ReportColumn(key: "head", title: "head"),
                    ReportColumn(key: "findings", title: "findings", inTable: false),
                ],
                rows: [
                    [
                        .flag(result.isSound), .integer(result.events), .integer(result.batches),
                        result.head.isEmpty ? .null : .text(result.head),
                        .list(result.findings.map { .text($0) }),
                    ]
                ]
            )
        )
        if !result.isSound { throw ExitStatus.refused }
    }
}
