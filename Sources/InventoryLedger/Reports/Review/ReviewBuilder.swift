extension Ledger {
    /// The review of a promotion.
    ///
    /// - Throws: `unknownPromotion`.
    public func review(promotion name: String) throws -> PromotionReview {
        try view(ReportTime()) { view in
            let promotion = try Promotion.named(name, view.database)
            let query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
            let sellThrough = try sellThrough(query, view)
            let builder = ReviewBuilder(
                promotion: promotion,
                report: sellThrough,
                rowsOfSKU: Dictionary(grouping: sellThrough.rows, by: \.sku),
                items: try Self.items(view.database),
                shipments: try ShipmentLine.all(
                    view,
                    of: ReviewShipments(view).candidates(sellThrough.window)
                ),
                coverage: try ReviewCoverage(view).read(sellThrough.window),
                bulkOrders: try ReviewBulkOrders(view).read(sellThrough),
                now: view.now
            )
            return try builder.build()
        }
    }
}

/// reports -> a review.
private struct ReviewBuilder {
    let promotion: Promotion
    let report: SellThroughReport
    let rowsOfSKU: [SKU?: [SellThroughRow]]
    let items: [SKU: Item]
    let shipments: [ShipmentLine]
    let coverage: [SourceCoverage]
    let bulkOrders: ReviewBulkOrders.Found
    let now: Instant

    func build() throws -> PromotionReview {
        let articles = try report.lines(by: [.sku])
        // Each warehouse by itself, because a SKU may run out in one and pile up in another.
        let positions = try report.lines(by: [.sku, .warehouse])
        let phase = try phase()
        let withoutRate = positions.filter { $0.stock?.baselinePerDay == nil && ($0.stock?.closing ?? 0) > 0 }
        var value: [Money] = []
        var uncosted = 0
        for row in articles {
            guard let sku = row.sku, let closing = row.stock?.closing, closing > 0 else { continue }
            if let cost = items[sku]?.unitCost {
                value.add(worth(of: Double(closing), at: cost))
            } else {
                uncosted += 1
            }
        }
        return PromotionReview(
            promotion: promotion,
            phase: phase,
            sellThrough: report,
            total: try report.total(),
            soldOut: positions.compactMap(soldOut).sorted(by: Self.isWorthMore),
            leftOver: phase.hasBegun ? positions.compactMap(leftOver).sorted(by: Self.isWorthMore) : [],
            withoutRate: PromotionReview.Remainder(
                positions: withoutRate.count,
                units: try withoutRate.reduce(0) { try $0.adding($1.stock?.closing ?? 0) }
            ),
            positions: positions,
            channels: try report.lines(by: [.channel, .warehouse]),
            shipments: reviewShipments(),
            coverage: coverage,
            leftOverValue: value,
            uncostedSKUs: uncosted,
            returnsEnd: try promotion.returnsOpenUntil()
        )
    }

    private func phase() throws -> PromotionReview.Phase {
        let window = report.window
        let zone = try LedgerSettings(timeZone: promotion.timeZone).zone
        let day = zone.day(of: now) - promotion.from.dayNumber
        if now < window.start { return .notBegun(inDays: -day) }
        if now < window.end {
            return .underWay(day: day + 1, of: promotion.to.dayNumber - promotion.from.dayNumber + 1)
        }
        return try now <= promotion.returnsOpenUntil() ? .returnsOpen : .final
    }

    /// The larger value first; lines without a price last, by units.
    private static func isWorthMore(_ lhs: ReviewLine, _ rhs: ReviewLine) -> Bool {
        if lhs.worth?.minorUnits != rhs.worth?.minorUnits {
            return (lhs.worth?.minorUnits ?? -1) > (rhs.worth?.minorUnits ?? -1)
        }
        if lhs.units != rhs.units { return lhs.units > rhs.units }
        return (lhs.row.sku?.text ?? "") < (rhs.row.sku?.text ?? "")
    }

    private func soldOut(_ row: SellThroughRow) -> ReviewLine? {
        guard let missed = row.stock?.missedUnits, missed >= 0.5 else { return nil }
        let ready = Double(row.ordered) + missed
        return ReviewLine(
            row: row,
            worth: price(row).map { worth(of: missed, at: $0) },
            units: missed,
            suggestion: warehouse(of: row, withExcess: true).map { .transfer(from: $0.from, to: $0.to) }
                ?? .stock(units: Int64(exactly: ready.rounded()) ?? .max),
            bulkOrder: bulkOrder(row)
        )
    }

    private func bulkOrder(_ row: SellThroughRow) -> ReviewLine.BulkOrder? {
        guard let sku = row.sku, let warehouse = row.warehouse, row.ordered > 0,
            let found = bulkOrders[ReviewBulkOrders.Position(sku: sku, warehouse: warehouse)]
        else { return nil }
        return ReviewLine.BulkOrder(
            document: found.document,
            units: found.units,
            share: Double(found.units) / Double(row.ordered)
        )
    }

    private func leftOver(_ row: SellThroughRow) -> ReviewLine? {
        guard let stock = row.stock, stock.closing > 0 else { return nil }
        let excess = excess(row)
        guard excess >= 0.5 else { return nil }
        return ReviewLine(
            row: row,
            worth: row.sku.flatMap { items[$0]?.unitCost }.map { worth(of: excess, at: $0) },
            units: excess,
            suggestion: warehouse(of: row, withExcess: false).map { .transfer(from: $0.from, to: $0.to) }
                ?? (stock.closing > 1 ? .markDown : .hold),
            bulkOrder: nil
        )
    }

    /// A transfer between a position and the warehouse of its SKU with the most excess, or with the most missed
    /// units.
    private func warehouse(of row: SellThroughRow, withExcess: Bool) -> (from: Warehouse, to: Warehouse)? {
        func need(_ other: SellThroughRow) -> Double {
            withExcess ? excess(other) : other.stock?.missedUnits ?? 0
        }
        let others = (rowsOfSKU[row.sku] ?? []).filter { $0.warehouse != row.warehouse && need($0) >= 0.5 }
        guard let here = row.warehouse, let there = others.max(by: { need($0) < need($1) })?.warehouse else {
            return nil
        }
        return withExcess ? (there, here) : (here, there)
    }

    /// Units beyond the days of cover at the normal rate. Without a normal rate nothing is known to be too much. Nor is
    /// it where a promotion sold more than what is left of a SKU that sold nothing before it.
    private func excess(_ row: SellThroughRow) -> Double {
        guard let stock = row.stock, let rate = stock.baselinePerDay, rate > 0 || row.sold <= stock.closing
        else { return 0 }
        return Double(stock.closing) - rate * Double(PromotionReview.coverDays)
    }

    /// The revenue of one unit, in the currency with the most revenue.
    private func price(_ row: SellThroughRow) -> Money? {
        guard row.sold > 0, let most = row.revenue.max(by: { $0.minorUnits < $1.minorUnits }) else {
            return nil
        }
        return Money(minorUnits: most.minorUnits / Int128(row.sold), currency: most.currency)
    }

    /// The value of an estimated number of units, itself an estimate.
    private func worth(of units: Double, at price: Money) -> Money {
        let worth = (units * Double(price.minorUnits)).rounded()
        return Money(minorUnits: Int128(exactly: worth) ?? 0, currency: price.currency)
    }

    private func reviewShipments() -> [ReviewShipment] {
        let window = report.window
        let span = window.baselineStart..<window.end
        return Dictionary(grouping: shipments, by: \.shipment).compactMap { shipment, lines in
            let received = lines.compactMap(\.receivedAt).max()
            let due = lines.compactMap(\.etaFirst).min()
            guard [received, due].compactMap({ $0 }).contains(where: { span.contains($0) }) else {
                return nil
            }
            return ReviewShipment(
                shipment: shipment,
                units: lines.reduce(0) { $0 &+ $1.dispatched },
                received: lines.reduce(0) { $0 &+ $1.received },
                dueAt: due,
                portArrivedAt: lines.compactMap(\.portArrivedAt).min(),
                releasedAt: lines.compactMap(\.releasedAt).max(),
                receivedAt: received
            )
        }.sorted { ($0.receivedAt ?? window.end, $0.shipment) < ($1.receivedAt ?? window.end, $1.shipment) }
    }
}
