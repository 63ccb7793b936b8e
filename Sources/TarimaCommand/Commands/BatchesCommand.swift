import ArgumentParser
import InventoryLedger

/// Lists the batches.
struct BatchesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: phrase("List the batches: what was recorded when, and from which file."),
        discussion: phrase(
            """
              tarima batches
              tarima batches --coverage
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Flag(help: .phrase("Show the period and the missing days of each source and warehouse instead."))
    var coverage = false

    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        if coverage { return try output.show(CoverageTable.make(try tarima.openLedger(book))) }
        let ledger = try tarima.openLedger(book)
        try ledger.withBatches { batches in
            var showsUndone = false
            var showsSubject = false
            try batches.forEachRow {
                if $0.undoes != nil { showsUndone = true }
                if $0.subject != nil { showsSubject = true }
            }
            try output.show(
                "batches",
                in: ledger.settings.zone,
                columns: Self.columns(showsUndone: showsUndone, showsSubject: showsSubject),
                rows: batches
            )
        }
    }

    private static func columns(showsUndone: Bool, showsSubject: Bool) -> [TypedColumn<BatchRecord>] {
        // Whether a batch is undone matters more than its whole names.
        let least = showsUndone ? 8 : 16
        return [
            .figures("batch") { .integer($0.id) },
            .words("recorded_at") { .instant($0.recordedAt) }.kept,
            .words("action") { .text($0.action.rawValue) }.kept,
            .words("file") { .optional($0.file) }.kept.shortened(to: least),
            .words("subject", inTable: showsSubject) { .optional($0.subject.map(text)) }.kept.shortened(
                to: least
            ),
            .words("profile", inTable: false) { .optional($0.profile) },
            .figures("undoes", inTable: showsUndone) { .optional($0.undoes) },
            .figures("undone_by", inTable: showsUndone) { .optional($0.undoneBy) }.kept,
            .figures("rows") { .integer($0.counts.rows) },
            .figures("recorded") { .integer($0.counts.recorded) },
            .figures("events") { .integer($0.events) },
            .figures("duplicates") { .integer($0.counts.duplicates) },
            .figures("stale", inTable: false) { .integer($0.counts.stale) },
            .figures("conflicts") { .integer($0.counts.conflicts) }.kept.warning,
            .figures("waiting", inTable: false) { .integer($0.counts.waiting) },
            .figures("rejected") { .integer($0.counts.rejected) }.kept.warning,
            .figures("ignored", inTable: false) { .integer($0.counts.ignored) },
            .figures("superseded", inTable: false) { .integer($0.counts.superseded) },
            .words("file_sha256", inTable: false) { .optional($0.fileDigest?.hexadecimal) },
            .words("digest", inTable: false) { .text($0.digest.hexadecimal) },
        ]
    }

    /// The first name, and how many more there are.
    private static func text(_ subject: BatchSubject) -> String {
        subject.more > 0 ? "\(subject.name) +\(subject.more)" : subject.name
    }
}
