import ArgumentParser
import InventoryLedger

/// Lists the batches.
struct BatchesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: "List the batches: what was recorded when, and from which file."
    )

    @ParentCommand var tarima: Tarima

    @Flag(help: "Show the period and the missing days of each source and warehouse instead.")
    var coverage = false

    @OptionGroup var output: FormatOptions

    func run() throws {
        if coverage { return try output.show(CoverageTable.make(tarima.openLedger().coverage())) }
        let texts = ["recorded_at", "action", "file", "profile", "file_sha256", "digest"]
        let hidden = [
            "stale", "waiting", "superseded", "ignored", "undoes", "file_sha256", "digest", "profile",
        ]
        let keys = [
            "batch", "recorded_at", "action", "file", "profile", "undoes", "undone_by", "rows", "recorded",
            "events",
            "duplicates",
            "stale", "conflicts", "waiting", "rejected", "ignored", "superseded", "file_sha256", "digest",
        ]
        try tarima.openLedger().withBatches { batches in
            var showsUndone = false
            try batches.forEachRow { if $0.undoneBy != nil { showsUndone = true } }
            let table = ReportTable(
                report: "batches",
                columns: keys.map {
                    ReportColumn(
                        key: $0,
                        title: $0,
                        alignment: texts.contains($0) ? .left : .right,
                        inTable: $0 == "undone_by" ? showsUndone : !hidden.contains($0)
                    )
                }
            )
            try output.show(table, rows: ReportRows(batches, cells: Self.row))
        }
    }

    private static func row(_ batch: BatchRecord) -> [Cell] {
        let counts = batch.counts
        return [
            .integer(batch.id), .text(batch.recordedAt.description), .text(batch.action.rawValue),
            batch.file.map { .text($0) } ?? .null, batch.profile.map { .text($0) } ?? .null,
            batch.undoes.map { .integer($0) } ?? .null, batch.undoneBy.map { .integer($0) } ?? .null,
            .integer(counts.rows), .integer(counts.recorded),
            .integer(batch.events), .integer(counts.duplicates), .integer(counts.stale),
            .integer(counts.conflicts),
            .integer(counts.waiting), .integer(counts.rejected), .integer(counts.ignored),
            .integer(counts.superseded), batch.fileDigest.map { .text($0.hexadecimal) } ?? .null,
            .text(batch.digest.hexadecimal),
        ]
    }
}
