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

    func run() throws {
        let output = OutputWriter(descriptor: 1)
        try output.write(Event.canonicalHeader + "\n")
        var query = EventQuery()
        query.onlyLive = true
        try tarima.openLedger().forEachEvent(query) { stored, _ in
            try output.write(stored.event.canonicalRow() + "\n")
        }
        try output.flush()
    }
}
