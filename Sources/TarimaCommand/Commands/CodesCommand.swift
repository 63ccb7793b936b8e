import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Maps the codes of sources, or lists the map.
struct CodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes",
        abstract: phrase("Map the codes of each source to SKUs and warehouses, or list the map."),
        discussion: phrase(
            """
            FILE has the columns what (sku or warehouse), source, code, value and units. Several rows for one code make \
            a kit; units is the number of value in one code. Events recorded under a code are reversed and recorded \
            again under its new meaning.

              tarima codes --missing > codes.csv
              tarima codes codes.csv
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("The file; - for standard input. Without it, list the map."), completion: .file())
    var file: String?

    @Flag(help: .phrase("Print the codes that only one source uses, as a file to fill in."))
    var missing = false

    @OptionGroup var reading: FileOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if missing, file != nil { throw ValidationError("--missing does not take a file") }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book, clock, records: file != nil)
        if missing { return try listMissing(ledger) }
        guard let file else { return try list(ledger) }
        let read = try CodeFile(path: file, options: reading.tableOptions(of: CodeFile.columns, for: ledger))
        try ImportReport.refuseProblems(read.problems, warnings: read.warnings, of: file)
        let result = try ledger.declare(codes: read.codes, origin: read.origin)
        Speech.warn(result.warnings)
        if read.blank > 0 { Speech.say("left out \(read.blank.counted("row")) without a value yet") }
        Speech.say(
            result.batch.map {
                "recorded \(result.counts.recorded.counted("code")) as batch \($0), "
                    + "with \(result.events.counted("event")) reversed or recorded again"
            } ?? "already recorded"
        )
    }

    /// Printed as CSV by default, because it is to be filled in and returned.
    private func listMissing(_ ledger: Ledger) throws {
        var output = output
        if output.format == .table { output.format = .csv }
        let missing = try ledger.missingCodes().map {
            Row(what: $0.what, source: $0.source, code: $0.code, component: nil)
        }
        try show(missing, output)
    }

    private func list(_ ledger: Ledger) throws {
        let rows = try ledger.codes().flatMap { mapping in
            mapping.components.map {
                Row(what: mapping.what, source: mapping.source, code: mapping.code, component: $0)
            }
        }
        try show(rows, output)
    }

    /// A code with one of the goods that it stands for.
    private struct Row {
        let what: CodeMapping.Subject
        let source: Source
        let code: String
        let component: CodeMapping.Component?
    }

    private func show(_ rows: [Row], _ output: FormatOptions) throws {
        let columns: [TypedColumn<Row>] = [
            .words("what") { .text($0.what.rawValue) },
            .words("source") { .text($0.source.text) },
            .words("code") { .text($0.code) }.kept,
            .words("value") { .optional($0.component?.value) }.kept,
            .figures("units") { .optional($0.component?.units) },
        ]
        try output.show("codes", columns: columns, rows: rows)
    }
}
