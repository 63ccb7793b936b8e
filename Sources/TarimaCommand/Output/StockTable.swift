import InventoryLedger

/// A stock report as a table.
enum StockTable {
    private static let keys = [
        "in_transit", "released", "available", "allocated", "quarantine", "damaged", "on_hand", "incoming",
    ]

    /// The units in the order of `keys`.
    private static func cells(_ units: StockUnits) -> [Cell] {
        [
            units.inTransit, units.released, units.available, units.allocated, units.quarantine,
            units.damaged,
            units.onHand, units.incoming,
        ].map { .integer($0) }
    }

    static func make(
        _ report: StockReport,
        by grouping: StockGrouping,
        query: StockQuery,
        ledger: Ledger
    ) throws -> ReportTable {
        let items = try ledger.items()
        var columns: [ReportColumn] = []
        if grouping != .warehouse {
            columns.append(ReportColumn(key: "sku", title: "sku"))
            columns.append(ReportColumn(key: "name", title: "name", inTable: !items.isEmpty))
        }
        if grouping != .sku { columns.append(ReportColumn(key: "warehouse", title: "warehouse")) }
        columns += keys.map { ReportColumn(key: $0, title: $0, alignment: .right) }
        let rows = try report.lines(by: grouping).map { line in
            var cells: [Cell] = []
            if let sku = line.sku { cells += [.text(sku.text), items[sku]?.name.map { .text($0) } ?? .null] }
            if let warehouse = line.warehouse { cells.append(.text(warehouse.text)) }
            return cells + Self.cells(line.units)
        }
        // The total of valid positions may not fit in 64 bits. It is then unknown.
        let totals = (try? report.total()).map(cells) ?? keys.map { _ in .null }
        return ReportTable(
            report: "stock",
            asOf: report.time.asOf?.description,
            knownAt: report.time.knownAt?.description,
            parameters: [
                Member(name: "sku", value: query.sku.map { .text($0) } ?? .null),
                Member(name: "warehouse", value: query.warehouse.map { .text($0.text) } ?? .null),
                Member(name: "by", value: .text(grouping.rawValue)),
                Member(name: "all", value: .flag(query.includesZero)),
                Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
            ],
            columns: columns,
            rows: rows,
            totals: zip(keys, totals).map { Member(name: $0, value: $1) }
        )
    }
}
