import InventoryLedger

/// Slow movers as a table.
enum SlowMoverTable {
    static func make(_ movers: [SlowMover], _ query: SlowMoverQuery, _ ledger: Ledger) throws -> ReportTable {
        let hasNames = movers.contains { $0.name != nil }
        let words = ["sku", "name", "warehouse", "last_sold_at", "rules", "suggestion", "reason"]
        let hidden = [
            "age_0_30", "age_31_60", "age_61_90", "age_91_180", "age_181_plus", "last_sold_at",
            "days_at_warehouse",
        ]
        let keys = [
            "sku", "name", "warehouse", "available", "on_hand", "oldest_age_days", "days_at_warehouse",
            "age_0_30",
            "age_31_60", "age_61_90", "age_91_180", "age_181_plus", "last_sold_at", "idle_days",
            "normal_per_day",
            "days_of_cover", "excess_units", "excess_value", "rules", "suggestion", "reason",
        ]
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
            columns: keys.map {
                ReportColumn(
                    key: $0,
                    title: $0,
                    alignment: words.contains($0) ? .left : .right,
                    inTable: !hidden.contains($0) && ($0 != "name" || hasNames)
                )
            },
            rows: movers.map(row)
        )
    }

    private static func row(_ mover: SlowMover) -> [Cell] {
        [
            .text(mover.sku.text), .optional(mover.name), .text(mover.warehouse.text),
            .integer(mover.available),
            .integer(mover.onHand), .optional(mover.oldestAgeDays.map { Int64($0) }),
            .optional(mover.daysAtWarehouse.map { Int64($0) }),
        ] + mover.ageBuckets.map { .integer($0) } + [
            .optional(mover.lastSoldAt), .optional(mover.idleDays.map { Int64($0) }),
            .ratio(mover.normalPerDay),
            .ratio(mover.daysOfCover, decimals: 1), .optional(mover.excessUnits),
            mover.excessValue.map { .money([$0]) } ?? .null, .list(mover.rules.map { .text($0.rawValue) }),
            .text(
                ([mover.suggestion.rawValue] + [mover.transferTo?.text].compactMap { $0 }).joined(
                    separator: " "
                )
            ),
            .text(mover.reason),
        ]
    }
}
