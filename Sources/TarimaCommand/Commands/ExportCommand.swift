import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Writes the live events in the canonical format.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: phrase("Write the live events as canonical CSV, which import can read."),
        discussion: phrase(
            """
            Reversals and the events they reversed are left out.

              tarima export > events.csv
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @OptionGroup var book: BookOptions

    /// Rows between two notes of the progress.
    private static let notedRows: Int64 = 10_000

    func run() throws {
        let output = OutputWriter(descriptor: 1)
        try output.write(Event.canonicalHeader + "\n")
        var query = EventQuery()
        query.onlyLive = true
        let ledger = try tarima.openLedger(book)
        // On one terminal, the rows themselves show the progress.
        try ProgressBar.during(Terminal.hasReader ? nil : "exporting") { bar in
            var row: [UInt8] = []
            var count: Int64 = 0
            try ledger.forEachEvent(query) { stored, _ in
                row.removeAll(keepingCapacity: true)
                stored.event.appendCanonicalRow(to: &row)
                row.append(UInt8(ascii: "\n"))
                try output.write(bytes: row)
                count += 1
                if count % Self.notedRows == 0 { bar?.note(.other("exporting, \(count) events")) }
            }
        }
        try output.flush()
    }
}
