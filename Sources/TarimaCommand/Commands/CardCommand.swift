import ArgumentParser
import InventoryLedger

/// The stock card of a SKU.
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Show the stock card (kardex) of a SKU: each event with the running stock and its source."
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The SKU.")
    var sku: String

    @Option(help: "Only this warehouse.")
    var warehouse: String?

    @Option(help: "The first day to list.")
    var from: String?

    @Option(help: "The last day to list.")
    var to: String?

    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger()
        let query = try CardQuery(
            sku: SKU(sku),
            warehouse: warehouse.map { try Warehouse($0) },
            from: from.map { try TimeArgument.day($0, option: "--from") },
            to: to.map { try TimeArgument.day($0, option: "--to") }
        )
        let numbers = ["seq", "quantity", "available", "on_hand", "batch", "row"]
        let hidden = ["recorded_at", "warehouse"]
        let keys = [
            "seq", "occurred_at", "recorded_at", "kind", "document", "warehouse", "quantity", "from", "to",
            "available", "on_hand", "batch", "file", "row",
        ]
        let table = ReportTable(
            report: "card",
            parameters: [
                Member(name: "sku", value: .text(sku)),
                Member(name: "warehouse", value: warehouse.map { .text($0) } ?? .null),
                Member(name: "from", value: from.map { .text($0) } ?? .null),
                Member(name: "to", value: to.map { .text($0) } ?? .null),
                Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
            ],
            columns: keys.map {
                ReportColumn(
                    key: $0,
                    title: $0,
                    alignment: numbers.contains($0) ? .right : .left,
                    inTable: !hidden.contains($0)
                )
            }
        )
        try ledger.withCard(query) { try output.show(table, rows: ReportRows($0, cells: Self.row)) }
    }

    private static func row(_ line: CardLine) -> [Cell] {
        let stored = line.stored
        return [
            .integer(stored.seq), .text(stored.event.occurredAt.description),
            .text(line.recordedAt.description),
            .text(stored.shownKind), .text(stored.event.document.text), .text(stored.event.warehouse.text),
            stored.event.quantity.map { .integer($0.units) } ?? .null,
            line.from.map { .text($0.description) } ?? .null, line.to.map { .text($0.description) } ?? .null,
            .integer(line.available), .integer(line.onHand),
            .integer(stored.toldInBatch), line.file.map { .text($0) } ?? .null,
            stored.toldInRow.map { .integer($0) } ?? .null,
        ]
    }
}
