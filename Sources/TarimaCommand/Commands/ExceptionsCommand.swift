import ArgumentParser
import InventoryLedger

/// What needs a person's eye.
struct ExceptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions",
        abstract: "What needs a person's eye: rows that wait for an order or a shipment."
    )

    @ParentCommand var tarima: Tarima

    @OptionGroup var output: FormatOptions

    func run() throws {
        let rows = try tarima.openLedger().waitingRows()
        try output.show(
            ReportTable(
                report: "exceptions",
                columns: ["code", "sku", "warehouse", "document", "quantity", "since", "message"].map {
                    ReportColumn(key: $0, title: $0, alignment: $0 == "quantity" ? .right : .left)
                },
                rows: rows.map { row in
                    [
                        .text("waiting_row"), row.sku.map { .text($0.text) } ?? .null,
                        row.warehouse.map { .text($0.text) } ?? .null, .text(row.document.text),
                        row.quantity.map { .integer($0.units) } ?? .null, .text(row.since.description),
                        .text(Self.message(row)),
                    ]
                }
            )
        )
    }

    private static func message(_ row: WaitingRow) -> String {
        let need =
            switch row.need {
            case .order(let document): "order \(document)"
            case .shipment(let shipment): "shipment \(shipment)"
            }
        let place = [row.file ?? "batch \(row.batch)", row.row.map { String($0) }].compactMap { $0 }
        return
            "\(place.joined(separator: ":")) waits for \(need); import the file that has it, or undo batch \(row.batch)"
    }
}
