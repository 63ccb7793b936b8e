import InventoryLedger

/// Methods side by side, as a table.
enum PlanComparisonTable {
    static func make(_ comparison: PlanComparison) -> ReportTable {
        ReportTable(
            report: "plan_comparison",
            parameters: [
                Member(name: "promotion", value: .text(comparison.promotion.name)),
                Member(name: "planned_on", value: .text("\(comparison.plannedOn)")),
                Member(name: "topped_up_on", value: .text("\(comparison.toppedUpOn)")),
                Member(name: "demand", value: .integer(comparison.demand)),
                Member(name: "positions", value: .integer(Int64(comparison.positions))),
                Member(
                    name: "calibration",
                    value: .list(
                        comparison.calibration.map { one in
                            .object([
                                Member(name: "nominal", value: .ratio(one.nominal)),
                                Member(name: "covered", value: .ratio(one.covered)),
                                Member(name: "positions", value: .integer(Int64(one.positions))),
                            ])
                        }
                    )
                ),
            ],
            columns: [
                .words("method") { .text($0.name) },
                .figures("ordered") { .share($0.ordered) },
                .figures("fill") { .share($0.fill) },
                .figures("over") { .share($0.over) },
                .figures("pinball") { .rate($0.pinball, decimals: 4, shown: 2) },
                .figures("covered") { .share($0.covered) },
                .words("rule") { .text($0.rule) }.sentences.kept.shortened(to: 16),
            ],
            rows: comparison.methods,
            notes: notes(comparison)
        )
    }

    private static func notes(_ comparison: PlanComparison) -> [String] {
        [
            "\(comparison.promotion.name) sold \(comparison.demand) units of \(comparison.positions.counted("position")); "
                + "ordered, fill and over are shares of that",
            "ordered on \(comparison.plannedOn), the second order on \(comparison.toppedUpOn)",
        ]
            + comparison.calibration.filter { $0.positions > 0 }.map {
                "p\(Decimals.text($0.nominal * 100, decimals: 0)) covered \(Decimals.text($0.covered * 100, decimals: 1)) % "
                    + "of \($0.positions.counted("position"))"
            }
    }
}
