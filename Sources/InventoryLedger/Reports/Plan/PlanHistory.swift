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
        without promotionDays: DaySet
    ) throws {
        days = like.to.dayNumber - like.from.dayNumber + 1
        var orders: [SKU: (all: Int64, largest: Int64)] = [:]
        for row in report.rows {
            guard let sku = row.sku, let warehouse = row.warehouse else { continue }
            var own = ofSKUs[sku] ?? OfSKU()
            if row.flags.contains(.dataMissing) { own.isNegative = true }
            let (all, largest) = orders[sku] ?? (0, 0)
            let ofSKU = (all: try all.adding(row.ordered), largest: max(largest, row.largestOrder ?? 0))
            orders[sku] = ofSKU
            own.hasBulkOrder = SellThroughRow.isBulk(ofSKU.largest, of: ofSKU.all)
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
    }

    /// Sets the normal rate of each SKU up to a day.
    private mutating func addRates(
        _ view: BookView,
        _ courses: DemandCourses,
        upTo day: Int,
        without promotionDays: DaySet
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

    /// What the uplift of a SKU is learned from; nil if it was not in stock in the promotion.
    func uplift(of sku: SKU) throws -> Uplift.History? {
        guard let own = ofSKUs[sku], let sold = own.sold else { return nil }
        return Uplift.History(sold: sold, expected: try (own.rate ?? .zero) * Fraction(Int64(days)))
    }
}
