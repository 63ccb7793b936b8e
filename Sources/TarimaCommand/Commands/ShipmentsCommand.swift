import ArgumentParser
import InventoryLedger

/// Lists the shipments.
struct ShipmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipments",
        abstract:
            "Show what was sent, released and received of each shipment, by SKU and destination, and when.",
        discussion: """
            A shipment to several warehouses has a row for each. If a warehouse receives more than was sent to it, the \
            rest comes out of the open units of the others. received includes damaged units. open = dispatched - \
            received - short - removed on the way. days_late counts from the first expected arrival.
            """
    )

    @ParentCommand var tarima: Tarima
    @Flag(help: "Only shipments with open or excess units.") var open = false
    @OptionGroup var time: TimeOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger()
        let time = try time.reportTime(ledger)
        let names = try ledger.items()
        let numbers = ["dispatched", "released", "received", "damaged", "short", "open", "days_late"]
        let hidden = [
            "port_arrived_at", "inspected_at", "released_at", "warehouse_arrived_at", "eta_first", "eta_last",
            "pedimentos", "name", "forwarder",
        ]
        let keys = [
            "shipment", "sku", "name", "mode", "forwarder", "warehouse", "dispatched", "released", "received",
            "damaged", "short", "open", "dispatched_at", "port_arrived_at", "inspected_at", "released_at",
            "warehouse_arrived_at", "received_at", "eta_first", "eta_last", "days_late", "pedimentos",
        ]
        try output.show(
            ReportTable(
                report: "shipments",
                asOf: time.asOf?.description,
                knownAt: time.knownAt?.description,
                parameters: [
                    Member(name: "open", value: .flag(open)),
                    Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
                ],
                columns: keys.map {
                    ReportColumn(
                        key: $0,
                        title: $0,
                        alignment: numbers.contains($0) ? .right : .left,
                        inTable: !hidden.contains($0)
                    )
                },
                rows: try ledger.shipments(openOnly: open, time: time).map {
                    Self.row($0, names[$0.sku]?.name)
                }
            )
        )
    }

    private static func row(_ line: ShipmentLine, _ name: String?) -> [Cell] {
        [
            .text(line.shipment.text), .text(line.sku.text), .optional(name), .optional(line.mode),
            .optional(line.forwarder), .text(line.warehouse.text), .integer(line.dispatched),
            .integer(line.released),
            .integer(line.received), .integer(line.damaged), .integer(line.short), .integer(line.open),
            .optional(line.dispatchedAt), .optional(line.portArrivedAt), .optional(line.inspectedAt),
            .optional(line.releasedAt), .optional(line.warehouseArrivedAt), .optional(line.receivedAt),
            .optional(line.etaFirst), .optional(line.etaLast), .optional(line.daysLate.map { Int64($0) }),
            .list(line.pedimentos.map { .text($0.printed) }),
        ]
    }
}
