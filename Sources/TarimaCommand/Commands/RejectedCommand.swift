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

    @OptionGroup var output: FormatOptions

    func run() throws {
        let table = ReportTable(
            report: "rejected",
            parameters: [Member(name: "batch", value: batch.map { .integer($0) } ?? .null)],
            columns: [
                ReportColumn(key: "batch", title: "batch", alignment: .right),
                ReportColumn(key: "file", title: "file"),
                ReportColumn(key: "row", title: "row", alignment: .right),
                ReportColumn(key: "message", title: "message"), ReportColumn(key: "raw", title: "raw"),
                ReportColumn(key: "problems", title: "problems", inTable: false),
            ]
        )
        try tarima.openLedger().withRejectedRows(batch: batch) { rows in
            try output.show(table, rows: ReportRows(rows, cells: Self.cells))
        }
    }

    private static func cells(_ row: RejectedRow) -> [Cell] {
        [
            .integer(row.batch), row.file.map { .text($0) } ?? .null, .integer(row.row),
            .text(row.problems.map(\.message).joined(separator: "; ")),
            .text(String(decoding: row.raw, as: UTF8.self)),
            .list(row.problems.map { ImportReport.problem($0, at: .table) }),
        ]
    }
}
