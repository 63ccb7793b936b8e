import InventoryLedger

/// A stock report as a table.
enum StockTable {
    static func make(
        _ report: StockReport,
        by grouping: StockGrouping,
        query: StockQuery,
        ledger: Ledger
    ) throws -> ReportTable {
        // The total of valid positions may not fit in 64 bits. It is then unknown.
        let total = try? report.total()
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
            in: ledger.settings.zone,
            columns: goods(grouping, report.names) + units.map { $0.of { $0.units } },
            rows: try report.lines(by: grouping),
            totals: units.map { Member(name: $0.column.key, value: total.map($0.cell) ?? .null) }
        )
    }

    private static func goods(_ grouping: StockGrouping, _ names: [SKU: String]) -> [TypedColumn<
        StockReport.Line
    >] {
        var columns: [TypedColumn<StockReport.Line>] = []
        if grouping != .warehouse {
            columns.append(.words("sku") { .optional($0.sku?.text) })
            columns.append(
                .words("name", inTable: !names.isEmpty) { line in
                    .optional(line.sku.flatMap { names[$0] })
                }.shortened(to: 16)
            )
        }
        if grouping != .sku { columns.append(.words("warehouse") { .optional($0.warehouse?.text) }.kept) }
        return columns
    }

    private static let units: [TypedColumn<StockUnits>] = [
        .figures("in_transit") { .integer($0.inTransit) },
        .figures("released") { .integer($0.released) },
        .figures("available") { .integer($0.available) }.kept,
        .figures("allocated") { .integer($0.allocated) },
        .figures("quarantine") { .integer($0.quarantine) },
        .figures("damaged") { .integer($0.damaged) },
        .figures("on_hand") { .integer($0.onHand) }.kept,
        .figures("incoming") { .integer($0.incoming) }.kept,
    ]
}
