import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Compares counts with the ledger.
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: phrase("Compare counts, or a warehouse's own stock export, with the ledger."),
        discussion: phrase(
            """
            Without FILE, the latest recorded counts are compared. FILE has the columns sku and quantity, and optionally \
            warehouse, stage and occurred_at; or it is a warehouse's own stock export, in any format that import reads. \
            It is compared, not recorded. A date means the end of that day. Rows of \
            the same SKU, place and instant are added up, like bins. --propose writes adjustments that bring today's \
            stock to the counts, as canonical CSV to review and import. last_agreed_at is looked up in the last \
            --agreements counts.

              tarima reconcile count.csv --warehouse MTY1 --at 2025-11-30
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: .phrase("The file; - is standard input."), completion: .file()) var file: String?
    @Option(help: .phrase("The warehouse of rows without one.")) var warehouse: String?
    @Option(help: .phrase("When rows without a time were counted.", valueName: "time")) var at: String?
    @Flag(help: .phrase("The file is complete: SKUs that it does not list have 0 units.")) var complete =
        false
    @Option(
        help: .phrase(
            "Number of earlier counts to search for the last one that agreed.",
            valueName: "number"
        )
    )
    var agreements = 400
    @Option(
        help: .phrase(
            "Write adjustments to this new file; - for standard output instead of the table.",
            valueName: "file"
        )
    )
    var propose: String?
    @OptionGroup var reading: FileOptions
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if file == nil, complete || warehouse != nil || at != nil {
            throw ValidationError("--complete, --warehouse and --at need a FILE.")
        }
        guard (0...1_000_000).contains(agreements) else {
            throw ValidationError("--agreements \(agreements): write a number from 0 to 1000000.")
        }
    }

    func run() throws {
        let proposal = try propose.map { try OutputFile($0, besides: [file], isNew: true) }
        let ledger = try tarima.openLedger(book)
        let time = try time.reportTime(ledger)
        let assertions = try assertions(ledger)
        let rows = try ProgressBar.reading {
            try ledger.reconcile(assertions, isComplete: complete, agreementsMax: agreements, time: time)
        }
        if let propose, let proposal {
            try write(ledger.adjustments(for: rows), to: proposal, called: propose)
        }
        // Standard output then contains only the proposal.
        if proposal?.isStandardOutput != true { try output.show(table(rows, time, ledger)) }
    }

    private func assertions(_ ledger: Ledger) throws -> [StockAssertion]? {
        guard let file else { return nil }
        var options = ImportOptions()
        let own = try Profile.own(of: ledger)
        options.profiles = Profile.ofCounts(own)
        options.profile = try reading.profile(among: own)
        options.file = try reading.settings()
        if let warehouse { try check(warehouse: Warehouse(warehouse), ledger) }
        if let warehouse { options.file.values[.warehouse] = try Warehouse(warehouse).text }
        if let at {
            let instant = try TimeArgument.end(at, option: "--at", in: ledger.settings.zone)
            options.file.values[.occurredAt] = instant.description
        }
        let read = try CountFile(path: file, options: options, ledger: ledger)
        ImportReport.tell(read.found, rows: read.rowsWithGoods, of: file, at: .counts)
        guard read.problems.isEmpty else {
            Speech.say("tarima: \(file): nothing was compared; correct the file")
            throw ExitStatus.refused
        }
        return read.assertions
    }

    /// A file is in the codes of its source, so the warehouse may be one of these.
    private func check(warehouse: Warehouse, _ ledger: Ledger) throws {
        let isMapped = try ledger.codes().contains { mapping in
            guard mapping.what == .warehouse, let code = try? Warehouse(mapping.code) else { return false }
            return code == warehouse
        }
        if !isMapped { try ledger.checkNames(warehouse: warehouse) }
    }

    private func write(_ events: [Event], to file: OutputFile, called path: String) throws {
        let lines = [Event.canonicalHeader] + events.map { $0.canonicalRow() }
        try file.write(lines.map { $0 + "\n" }.joined())
        guard !file.isStandardOutput else { return }
        Speech.say("wrote \(events.count) adjustments to \(path); review it, then: tarima import \(path)")
    }

    private func table(_ rows: [Reconciliation], _ time: ReportTime, _ ledger: Ledger) -> ReportTable {
        ReportTable(
            report: "reconcile",
            asOf: time.asOf?.description,
            knownAt: time.knownAt?.description,
            parameters: [
                Member(name: "file", value: .optional(file)),
                Member(name: "complete", value: .flag(complete)),
                Member(name: "agreements", value: .integer(Int64(agreements))),
                Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
                Member(name: "formula", value: .text("difference = asserted - book")),
            ],
            in: ledger.settings.zone,
            columns: [
                .words("sku") { .text($0.assertion.sku.text) },
                .words("warehouse") { .text($0.assertion.warehouse.text) }.kept,
                .words("stage") { .text($0.assertion.stage.rawValue) },
                .words("asserted_at") { .instant($0.assertion.at) },
                .figures("asserted") { .integer($0.assertion.units) }.kept,
                .figures("book") { .integer($0.book) }.kept,
                .figures("difference") { .integer($0.difference) }.kept.warning,
                .figures("allocated") { .integer($0.allocated) },
                .figures("moved_within_24h") { .optional($0.movedWithin24h) },
                .words("last_agreed_at") { .optional($0.lastAgreedAt) },
            ],
            rows: rows
        )
    }
}
