import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Writes the live events in the canonical format.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the live events as canonical CSV, which import can read.",
        discussion: "Reversals and the events they reversed are left out."
    )

    @ParentCommand var tarima: Tarima
    @OptionGroup var book: BookOptions

    func run() throws {
        let output = OutputWriter(descriptor: 1)
        try output.write(Event.canonicalHeader + "\n")
        var query = EventQuery()
        query.onlyLive = true
        var row: [UInt8] = []
        try tarima.openLedger(book).forEachEvent(query) { stored, _ in
            row.removeAll(keepingCapacity: true)
            stored.event.appendCanonicalRow(to: &row)
            row.append(UInt8(ascii: "\n"))
            try output.write(bytes: row)
        }
        try output.flush()
    }
}
