import InventoryLedger

/// The coverage of sources as a table.
enum CoverageTable {
    static func make(_ coverage: [Coverage]) -> ReportTable {
        ReportTable(
            report: "coverage",
            columns: [
                ReportColumn(key: "source", title: "source"),
                ReportColumn(key: "warehouse", title: "warehouse"),
                ReportColumn(key: "first_event_at", title: "first_event_at"),
                ReportColumn(key: "last_event_at", title: "last_event_at"),
                ReportColumn(key: "missing_days", title: "missing_days", alignment: .right),
                ReportColumn(key: "gaps", title: "gaps"),
            ],
            rows: coverage.map { covered in
                [
                    .text(covered.source.text), .text(covered.warehouse.text),
                    .text(covered.firstEventAt.description), .text(covered.lastEventAt.description),
                    .integer(Int64(covered.missingDays)),
                    .list(
                        covered.gaps.map { gap in
                            .text(
                                gap.lowerBound == gap.upperBound
                                    ? "\(gap.lowerBound)" : "\(gap.lowerBound)..\(gap.upperBound)"
                            )
                        }
                    ),
                ]
            }
        )
    }
}
