import InventoryLedger

/// The open units of a shipment as a table.
enum OpenShipmentTable {
    static func make(_ open: OpenShipment) -> ReportTable {
        ReportTable(
            report: "shipment",
            parameters: [Member(name: "shipment", value: .text(open.shipment.text))],
            columns: [
                ReportColumn(key: "shipment", title: "shipment"),
                ReportColumn(key: "sku", title: "sku"),
                ReportColumn(key: "warehouse", title: "warehouse"),
                ReportColumn(key: "in_transit", title: "in_transit", alignment: .right),
                ReportColumn(key: "released", title: "released", alignment: .right),
            ],
            rows: open.lines.map {
                [
                    .text(open.shipment.text), .text($0.sku.text), .text($0.warehouse.text),
                    .integer($0.inTransit),
                    .integer($0.released),
                ]
            }
        )
    }
}
