import ArgumentParser
import InventoryLedger

/// Lists the rejected rows that were kept.
struct RejectedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejected",
        abstract: "List the rejected rows that --skip-rejected kept, as in their files."
    )

    @ParentCommand var tarima: Tarima

    @Option(help: "Only this batch.") var batch: Int64?

    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let parameters = [Member(name: "batch", value: batch.map { .integer($0) } ?? .null)]
        let ledger = try tarima.openLedger(book)
        try ledger.checkNames(batch: batch)
        try ledger.withRejectedRows(batch: batch) {
            try output.show("rejected", parameters: parameters, columns: Self.columns, rows: $0)
        }
    }

    private static let columns: [TypedColumn<RejectedRow>] = [
        .figures("batch") { .integer($0.batch) },
        .words("file") { .optional($0.file) }.shortened(to: 16),
        .figures("row") { .integer($0.row) }.kept,
        .words("message") { .text($0.problems.map(\.message).joined(separator: "; ")) }.kept.shortened(
            to: 32
        ),
        .words("raw") { .text(String(decoding: $0.raw, as: UTF8.self)) }.shortened(to: 16),
        .words("problems", inTable: false) {
            .list($0.problems.map { ImportReport.problem($0, at: .table) })
        },
    ]
}
