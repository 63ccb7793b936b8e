import InventoryLedger

/// The coverage of sources as a table.
enum CoverageTable {
    static func make(_ ledger: Ledger) throws -> ReportTable {
        ReportTable(
            report: "coverage",
            in: ledger.settings.zone,
            columns: [
                .words("source") { .text($0.source.text) },
                .words("warehouse") { .text($0.warehouse.text) }.kept,
                .words("first_event_at") { .instant($0.firstEventAt) },
                .words("last_event_at") { .instant($0.lastEventAt) }.kept,
                .figures("missing_days") { .integer(Int64($0.missingDays)) }.kept.warning,
                .words("gaps") { .list($0.gaps.map { .text(days($0)) }) }.shortened(to: 24),
            ],
            rows: try ProgressBar.reading { try ledger.coverage() }
        )
    }

    private static func days(_ gap: ClosedRange<CalendarDate>) -> String {
        gap.lowerBound == gap.upperBound ? "\(gap.lowerBound)" : "\(gap.lowerBound)..\(gap.upperBound)"
    }
}
