/// What each SKU sold in the earlier promotion, and what its normal rate was as long before it.
struct PlanHistory {
    /// What one SKU did.
    struct OfSKU {
        /// Ordered units, with those missed while out of stock; nil if it was not in stock.
        var sold: Fraction?
        /// By warehouse.
        var soldAt: [Warehouse: Fraction] = [:]
        var rate: Fraction?
        var isNegative = false
        var hasBulkOrder = false
    }

    private(set) var ofSKUs: [SKU: OfSKU] = [:]
    let days: Int
    /// Whether the rates are those of the eve of the promotion, because the ledger does not go back far enough.
    private(set) var isOfEve = false

    /// - Parameters:
    ///   - report: the sell-through of the earlier promotion.
    ///   - like: the earlier promotion.
    ///   - distance: the days from the plan to its promotion.
    init(
        _ view: BookView,
        report: SellThroughReport,
        like: Promotion,
        distance: Int,
        courses: DemandCourses,
        without promotionDays: Set<Int>,
        demand: DemandRule
    ) throws {
        days = like.to.dayNumber - like.from.dayNumber + 1
        for row in report.rows {
            guard let sku = row.sku, let warehouse = row.warehouse else { continue }
            var own = ofSKUs[sku] ?? OfSKU()
            if row.flags.contains(.dataMissing) { own.isNegative = true }
            if let sold = try Self.sold(row) {
                own.sold = try (own.sold ?? .zero) + sold
                own.soldAt[warehouse] = sold
            }
            ofSKUs[sku] = own
        }
        try addRates(view, courses, upTo: like.from.dayNumber - distance, without: promotionDays)
        if !ofSKUs.values.contains(where: { ($0.rate ?? .zero) > .zero }) {
            isOfEve = true
            try addRates(view, courses, upTo: like.from.dayNumber - 1, without: promotionDays)
        }
        try addBulkOrders(view, like, demand)
    }

    /// Sets the normal rate of each SKU up to a day.
    private mutating func addRates(
        _ view: BookView,
        _ courses: DemandCourses,
        upTo day: Int,
        without promotionDays: Set<Int>
    ) throws {
        var rates: [Int64: Fraction] = [:]
        for (position, course) in courses.all {
            let normal = try NormalDemand(
                course,
                upTo: day,
                count: PlanQuery.normalDays,
                without: promotionDays
            )
            guard let rate = normal.perDay else { continue }
            rates[position.sku] = try (rates[position.sku] ?? .zero) + rate
        }
        for (sku, rate) in rates { ofSKUs[try view.names.skus.code(sku), default: OfSKU()].rate = rate }
    }

    /// Ordered units with those missed while out of stock: at the rate of the hours in stock. Nil if it was never in
    /// stock and nothing was ordered.
    static func sold(_ row: SellThroughRow) throws -> Fraction? {
        guard let stock = row.stock, stock.inStockMilliseconds > 0 else {
            return row.ordered > 0 ? Fraction(row.ordered) : nil
        }
        let missed =
            try Fraction(Int128(row.ordered), over: 1)
            * Fraction(Int128(stock.outOfStockMilliseconds), over: Int128(stock.inStockMilliseconds))
        return try Fraction(row.ordered) + missed.rounded(decimals: 6)
    }

    /// Orders that say little about how much will be ordered again: of ten units and of more than 30 % of the SKU's.
    private mutating func addBulkOrders(
        _ view: BookView,
        _ like: Promotion,
        _ demand: DemandRule
    ) throws {
        struct Line: Hashable {
            let sku: Int64
            let source: Int64
            let document: Document
        }
        let window = try like.window()
        var ordered: [Int64: Int64] = [:]
        var large: [Line: Int64] = [:]
        try MoveReader(view, isWanted: { demand.isDemand($0) }).forEachMove(
            from: window.start,
            to: window.end,
            skus: nil,
            orders: .all
        ) { move in
            ordered[move.sku] = try ordered[move.sku, default: 0].adding(move.units)
            guard move.units.magnitude >= Self.bulkUnitsMin, let order = move.order,
                let document = order.document
            else { return }
            let line = Line(sku: move.sku, source: order.source, document: document)
            large[line] = try large[line, default: 0].adding(move.units)
        }
        for (line, units) in large where Int128(units) * 10 > Int128(ordered[line.sku] ?? 0) * 3 {
            ofSKUs[try view.names.skus.code(line.sku)]?.hasBulkOrder = true
        }
    }

    private static let bulkUnitsMin: UInt64 = 10

    /// What the uplift of a SKU is learned from; nil if it was not in stock in the promotion.
    func uplift(of sku: SKU) throws -> Uplift.History? {
        guard let own = ofSKUs[sku], let sold = own.sold else { return nil }
        return Uplift.History(sold: sold, expected: try (own.rate ?? .zero) * Fraction(Int64(days)))
    }
}
