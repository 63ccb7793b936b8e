import InventoryLedger

/// Slow movers as a table.
enum SlowMoverTable {
    static func make(_ movers: [SlowMover], _ query: SlowMoverQuery, _ ledger: Ledger) throws -> ReportTable {
        let hasNames = movers.contains { $0.name != nil }
        return ReportTable(
            report: "slow_movers",
            asOf: query.time.asOf?.description,
            knownAt: query.time.knownAt?.description,
            parameters: [
                Member(name: "sku", value: .optional(query.sku)),
                Member(name: "warehouse", value: .optional(query.warehouse?.text)),
                Member(name: "idle_days", value: .integer(Int64(query.idleDays))),
                Member(name: "cover_days", value: .integer(Int64(query.coverDays))),
                Member(name: "dead_days", value: .integer(Int64(query.deadDays))),
                Member(name: "include_promos", value: .flag(query.includesPromotions)),
                Member(name: "normal_days", value: .integer(Int64(query.normalDays))),
                Member(name: "promo_days", value: .integer(Int64(query.promotionDays))),
                Member(name: "remove_days", value: .integer(Int64(query.removeDays))),
                Member(name: "time_zone", value: .text(ledger.settings.zone.identifier)),
                Member(
                    name: "formula",
                    value: .text(
                        "excess_units = available - normal_per_day x \(query.coverDays), rounded down"
                    )
                ),
            ],
            in: ledger.settings.zone,
            columns: columns(hasNames: hasNames),
            rows: movers
        )
    }

    private static func columns(hasNames: Bool) -> [TypedColumn<SlowMover>] {
        [
            .words("sku") { .text($0.sku.text) },
            .words("name", inTable: hasNames) { .optional($0.name) }.shortened(to: 16),
            .words("warehouse") { .text($0.warehouse.text) }.kept,
            .figures("available") { .integer($0.available) },
            .figures("on_hand") { .integer($0.onHand) },
            .figures("oldest_age_days") { .optional($0.oldestAgeDays.map { Int64($0) }) },
            .figures("days_at_warehouse", inTable: false) { .optional($0.daysAtWarehouse.map { Int64($0) }) },
        ] + ages + [
            .words("last_sold_at", inTable: false) { .optional($0.lastSoldAt) },
            .figures("idle_days") { .optional($0.idleDays.map { Int64($0) }) }.kept,
            .figures("normal_per_day") { .rate($0.normalPerDay, decimals: 4, shown: 2) },
            .figures("days_of_cover") { .ratio($0.daysOfCover, decimals: 1) },
            .figures("excess_units") { .optional($0.excessUnits) }.kept,
            .figures("excess_value") { $0.excessValue.map { .money([$0]) } ?? .null },
            .words("rules") { .list($0.rules.map { .text($0.rawValue) }) },
            .words("suggestion") { mover in
                .text(
                    [mover.suggestion.rawValue, mover.transferTo?.text].compactMap { $0 }.joined(
                        separator: " "
                    )
                )
            }.kept,
            .words("reason") { .text($0.reason) }.sentences.shortened(to: 24),
        ]
    }

    /// Units by age.
    private static var ages: [TypedColumn<SlowMover>] {
        ["age_0_30", "age_31_60", "age_61_90", "age_91_180", "age_181_plus"].enumerated().map { index, key in
            .figures(key, inTable: false) { mover in
                .optional(mover.ageBuckets.indices.contains(index) ? mover.ageBuckets[index] : nil)
            }
        }
    }
}
