import TestSupport

/// Compares two rows of one key.
extension SeasonRow {
    /// The columns of content that seasons use.
    static let contentColumns = [
        "source", "document", "line", "sku", "warehouse", "stage", "from_stage", "to_warehouse", "shipment",
        "order", "channel", "amount", "importer_rfc", "mode", "eta", "reason", "memo",
    ]

    /// The columns that a fuller row may add.
    static let fillColumns = [
        "shipment", "channel", "amount", "order", "importer_rfc", "mode", "eta", "reason",
    ]

    /// The row with its default stages and shipment made explicit.
    var written: SeasonRow {
        var row = self
        if row["stage"].isEmpty { row["stage"] = NaiveLedger.usualStage(of: self) }
        if Self.shipmentKinds.contains(kind) { row["shipment"] = row["document"] }
        let leavesShipment = kind == "shipment_short" || kind == "stock_removed" && !row["shipment"].isEmpty
        if leavesShipment, row["from_stage"].isEmpty { row["from_stage"] = "released" }
        return row
    }

    /// The kinds whose document is the number of a shipment.
    private static let shipmentKinds: Set<String> = [
        "shipment_dispatched", "transfer_dispatched", "shipment_short", "port_arrived", "customs_inspected",
        "warehouse_arrived", "eta_changed",
    ]

    /// Whether no value that both state differs.
    func agrees(with other: SeasonRow) -> Bool {
        guard hasSameSense(as: other) else { return false }
        return Self.contentColumns.allSatisfy { column in
            let (one, two) = (self[column], other[column])
            return one.isEmpty || two.isEmpty || Array(one.utf8) == Array(two.utf8)
        }
    }

    /// Whether the required values are equal: warehouse, units and time.
    func hasSameSense(as other: SeasonRow) -> Bool { distance(to: other) == 0 }

    /// The number of required values that differ.
    func distance(to other: SeasonRow) -> Int {
        (Array(self["warehouse"].utf8) == Array(other["warehouse"].utf8) ? 0 : 1)
            + (units == other.units ? 0 : 1)
            + (at == other.at ? 0 : 1)
    }

    /// The row with the values that only the other one has; nil if there are none.
    func filled(from other: SeasonRow) -> SeasonRow? {
        var row = self
        for column in Self.fillColumns where self[column].isEmpty { row[column] = other[column] }
        return row.statement == statement ? nil : row
    }
}
