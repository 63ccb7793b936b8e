import InventoryLedger

/// The open units of a shipment as a table.
enum OpenShipmentTable {
    static func make(_ open: OpenShipment) -> ReportTable {
        ReportTable(
            report: "shipment",
            parameters: [Member(name: "shipment", value: .text(open.shipment.text))],
            columns: [
                .words("shipment") { _ in .text(open.shipment.text) },
                .words("sku") { .text($0.sku.text) },
                .words("warehouse") { .text($0.warehouse.text) },
                .figures("in_transit") { .integer($0.inTransit) },
                .figures("released") { .integer($0.released) },
            ],
            rows: open.lines
        )
    }
}
