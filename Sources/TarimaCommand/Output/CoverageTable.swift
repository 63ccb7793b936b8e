import InventoryLedger

/// The coverage of sources as a table.
enum CoverageTable {
    static func make(_ coverage: [Coverage]) -> ReportTable {
        ReportTable(
            report: "coverage",
            columns: [
                .words("source") { .text($0.source.text) },
                .words("warehouse") { .text($0.warehouse.text) },
                .words("first_event_at") { .text($0.firstEventAt.description) },
                .words("last_event_at") { .text($0.lastEventAt.description) },
                .figures("missing_days") { .integer(Int64($0.missingDays)) },
                .words("gaps") { .list($0.gaps.map { .text(days($0)) }) },
            ],
            rows: coverage
        )
    }

    private static func days(_ gap: ClosedRange<CalendarDate>) -> String {
        gap.lowerBound == gap.upperBound ? "\(gap.lowerBound)" : "\(gap.lowerBound)..\(gap.upperBound)"
    }
}
