import ArgumentParser
import InventoryLedger

/// Lists the log.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: phrase("List the log: every event in the order it was recorded."),
        discussion: phrase(
            """
              tarima events --document SEA-118
              tarima events --batch 7 --format csv
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Option(help: .phrase("Only this SKU.")) var sku: String?
    @Option(help: .phrase("Only this document.")) var document: String?
    @Option(help: .phrase("Only this warehouse.")) var warehouse: String?
    @Option(help: .phrase("Only this kind.")) var kind: String?
    @Option(help: .phrase("Only this batch.")) var batch: Int64?
    @Option(help: .phrase("The first business day to list.")) var from: String?
    @Option(help: .phrase("The last business day to list.")) var to: String?
    @Flag(help: .phrase("Leave out reversals and the events they reversed.")) var live = false

    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book)
        var query = EventQuery()
        query.sku = try sku.map { try SKU($0) }
        query.document = try document.map { try Document($0) }
        query.warehouse = try warehouse.map { try Warehouse($0) }
        query.kind = try kind.map { try EventKind(text: $0) }
        query.batch = batch
        query.from = try from.map { try TimeArgument.day($0, option: "--from") }
        query.to = try to.map { try TimeArgument.day($0, option: "--to") }
        query.onlyLive = live
        try ledger.checkNames(
            skus: [query.sku].compactMap { $0 },
            warehouse: query.warehouse,
            document: query.document,
            batch: batch
        )
        try ledger.withEvents(query) { events in
            try output.show(
                "events",
                in: ledger.settings.zone,
                columns: EventColumns.logged,
                rows: events,
                as: { EventColumns.Logged($0) }
            )
        }
    }
}
