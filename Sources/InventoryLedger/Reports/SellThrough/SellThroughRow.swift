/// One line of a sell-through. What it sums over is nil, and so is what does not apply or is not known; zero is
/// different.
///
/// Units are whole. `closing = opening + received + restocked - transferredOut + other - orderedByMoves`, with each
/// side computed separately.
public struct SellThroughRow: Hashable, Sendable, Codable {
    /// The SKU; nil if the row is a sum over SKUs.
    public internal(set) var sku: SKU?
    /// The item's name, where it is known.
    public internal(set) var name: String?
    /// The warehouse; nil if the row is a sum over warehouses.
    public internal(set) var warehouse: Warehouse?
    /// The channel; nil if the row is a sum over channels.
    public internal(set) var channel: Channel?

    /// The stock figures; nil by channel, because channels share the stock.
    public internal(set) var stock: Stock?
    /// Units of `order_placed` and `sale_shipped` in the window; in a warehouse with memo orders, of the orders
    /// alone.
    public internal(set) var ordered: Int64 = 0
    /// Units of those orders that were cancelled or voided, at any time.
    public internal(set) var cancelled: Int64 = 0
    /// Units of those orders that came back, at any time. Voided units that came back count only as cancelled.
    public internal(set) var returned: Int64 = 0
    /// Amounts of the units sold, by currency: those of the orders minus those of cancellations. A cancellation
    /// without an amount takes its share of its order's amount.
    public internal(set) var revenue: [Money] = []
    /// The share of this channel in all units sold; nil unless by channel.
    public internal(set) var share: Double?
    /// The units that the plan expects to sell.
    public internal(set) var forecast: Int64?
    /// The units that should be available at the start.
    public internal(set) var stockTarget: Int64?
    /// Net units sold of the positions with a forecast.
    public internal(set) var forecastSold: Int64?
    /// Units available at the start of the positions with a target, each up to its target.
    public internal(set) var targetReady: Int64?
    /// Units of the largest order of a SKU from a warehouse; nil if none has `bulkUnitsMin`.
    public internal(set) var largestOrder: Int64?
    let basis: SellThroughBasis

    /// What a position had, gained and lost, and how long it was in stock.
    public struct Stock: Hashable, Sendable, Codable {
        /// Units available before the first instant of the window.
        public internal(set) var opening: Int64 = 0
        /// The units available at the end of the window.
        public internal(set) var closing: Int64 = 0
        /// The units received into available stock in the window.
        public internal(set) var received: Int64 = 0
        /// Units that came back and became available.
        public internal(set) var restocked: Int64 = 0
        /// The units sent to other warehouses in the window.
        public internal(set) var transferredOut: Int64 = 0
        /// Units that orders and sales took from available stock. It equals ordered, except for memos and events
        /// before the warehouse was opened.
        public internal(set) var orderedByMoves: Int64 = 0
        /// The other moves of available stock by kind of event, outgoing ones negative.
        public internal(set) var otherMoves: [String: Int64] = [:]
        /// Time with units available, in milliseconds. Time with negative stock is neither in stock nor out of stock,
        /// because data is missing.
        public internal(set) var inStockMilliseconds: Int64 = 0
        /// Time without units available after the first receipt.
        public internal(set) var outOfStockMilliseconds: Int64 = 0
        /// Time with negative stock, which means that data is missing.
        public internal(set) var missingDataMilliseconds: Int64 = 0
        /// When it first ran out.
        public internal(set) var firstStockOutAt: Instant?
        /// Units ordered per day; the sum of the positions' own rates.
        public internal(set) var baselinePerDay: Double?
        /// Units ordered per day in stock of the window.
        public internal(set) var promoPerDay: Double?
        /// Units that would have sold while out of stock: at the rate of the hours in stock, but no more a day than were
        /// ordered on the best day of the baseline and the window. The sum over the positions.
        public internal(set) var missedUnits: Double?
        /// The rate behind the missed units was measured over less than 24 hours in stock at some position.
        public internal(set) var isMissedWeak = false
        /// Units received in the window from shipments due before it.
        public internal(set) var lateUnits: Int64 = 0

        /// opening + received + restocked - transferred out.
        public var supply: Int64 { opening &+ received &+ restocked &- transferredOut }
        /// The sum of `otherMoves`.
        public var other: Int64 { otherMoves.values.reduce(0, &+) }
    }

    /// ordered - cancelled.
    public var sold: Int64 { ordered &- cancelled }
    /// sold - returned.
    public var netSold: Int64 { sold &- returned }

    /// The sell-through rate by the report's basis; nil if the denominator is 0. A rate above 1 points at missing
    /// data.
    public var sellThrough: Double? {
        guard let stock else { return nil }
        let there =
            switch basis {
            case .supply: stock.supply
            case .received: stock.received
            case .opening: stock.opening
            case .ending: sold &+ stock.closing
            }
        return there == 0 ? nil : Double(sold) / Double(there)
    }

    /// The promotion's rate divided by the normal one.
    public var uplift: Double? {
        guard let promo = stock?.promoPerDay, let baseline = stock?.baselinePerDay, baseline > 0 else {
            return nil
        }
        return promo / baseline
    }

    /// How many days the remaining stock lasts at the normal rate, not the promotion's.
    public var daysOfCover: Double? {
        guard let stock, let baseline = stock.baselinePerDay, baseline > 0 else { return nil }
        return Double(stock.closing) / baseline
    }

    /// Units available at the start.
    public var readyUnits: Int64? { stock?.opening }

    /// The share of the stock target that was available at the start: the sum of the lesser of ready and target over
    /// the planned positions, divided by the sum of their targets.
    public var readyShare: Double? {
        guard let targetReady, let stockTarget, stockTarget > 0 else { return nil }
        return Double(targetReady) / Double(stockTarget)
    }

    /// Net units sold of the planned positions, divided by their forecast.
    public var forecastAttained: Double? {
        guard let forecastSold, let forecast, forecast > 0 else { return nil }
        return Double(forecastSold) / Double(forecast)
    }

    /// The largest order, if it has more than 30 % of the units ordered. It says little about the next promotion.
    public var bulkOrder: Int64? {
        largestOrder.flatMap { Self.isBulk($0, of: ordered) ? $0 : nil }
    }

    /// Whether an order has so much of all units ordered that they say little about the next promotion.
    static func isBulk(_ order: Int64, of ordered: Int64) -> Bool { Int128(order) * 10 > Int128(ordered) * 3 }

    /// Orders with fewer units are not compared with the others.
    public static let bulkUnitsMin: Int64 = 10

    /// Warnings about the row.
    public var flags: [Flag] {
        var flags: [Flag] = []
        if let sellThrough, sellThrough > 1 { flags.append(.sellThroughAboveOne) }
        if let stock {
            if stock.opening < 0 || stock.closing < 0 || stock.missingDataMilliseconds > 0 {
                flags.append(.dataMissing)
            }
            if stock.isMissedWeak { flags.append(.missedUnitsWeak) }
        }
        if bulkOrder != nil { flags.append(.bulkOrder) }
        return flags
    }

    /// A warning about a row's figures.
    public enum Flag: String, Sendable, Codable, CaseIterable {
        /// More was sold than was available to sell.
        case sellThroughAboveOne = "sell_through_above_1"
        /// Stock was negative for a time.
        case dataMissing = "data_missing"
        /// The item was in stock for less than a day, too short to estimate missed units.
        case missedUnitsWeak = "missed_units_weak"
        /// One order has more than 30 % of the units ordered.
        case bulkOrder = "bulk_order"
    }
}

extension SellThroughRow {
    /// Adds the figures of another row: units, rates and times.
    mutating func add(_ other: SellThroughRow) throws {
        ordered = try ordered.adding(other.ordered)
        cancelled = try cancelled.adding(other.cancelled)
        returned = try returned.adding(other.returned)
        for money in other.revenue { revenue.add(money) }
        if let order = other.largestOrder { largestOrder = max(largestOrder ?? 0, order) }
        if let more = other.stock {
            var sum = stock ?? Stock()
            try sum.add(more)
            stock = sum
        }
    }
}

extension SellThroughRow {
    /// Checks the sums that are computed on demand, because they cannot fail then.
    ///
    /// - Throws: `sumOverflow` if one exceeds 64 bits.
    func checkSums() throws {
        _ = try ordered.adding(cancelled.negated()).adding(returned.negated())
        guard let stock else { return }
        _ = try stock.closing.adding(sold)
        _ = try stock.opening.adding(stock.received).adding(stock.restocked)
            .adding(stock.transferredOut.negated())
        _ = try stock.otherMoves.values.reduce(Int64(0)) { try $0.adding($1) }
    }
}

extension SellThroughRow.Stock {
    mutating func add(_ other: Self) throws {
        opening = try opening.adding(other.opening)
        closing = try closing.adding(other.closing)
        received = try received.adding(other.received)
        restocked = try restocked.adding(other.restocked)
        transferredOut = try transferredOut.adding(other.transferredOut)
        orderedByMoves = try orderedByMoves.adding(other.orderedByMoves)
        for (kind, units) in other.otherMoves {
            otherMoves[kind] = try otherMoves[kind, default: 0].adding(units)
        }
        inStockMilliseconds = try inStockMilliseconds.adding(other.inStockMilliseconds)
        outOfStockMilliseconds = try outOfStockMilliseconds.adding(other.outOfStockMilliseconds)
        missingDataMilliseconds = try missingDataMilliseconds.adding(other.missingDataMilliseconds)
        firstStockOutAt = [firstStockOutAt, other.firstStockOutAt].compactMap { $0 }.min()
        baselinePerDay = baselinePerDay.plus(other.baselinePerDay)
        promoPerDay = promoPerDay.plus(other.promoPerDay)
        missedUnits = missedUnits.plus(other.missedUnits)
        isMissedWeak = isMissedWeak || other.isMissedWeak
        lateUnits = try lateUnits.adding(other.lateUnits)
    }
}

extension Double? {
    /// The sum of two values, ignoring unknown ones.
    func plus(_ other: Double?) -> Double? {
        guard let self else { return other }
        return other.map { self + $0 } ?? self
    }
}

extension [Money] {
    /// Adds an amount to that of its currency; sorted by currency.
    mutating func add(_ money: Money) {
        if let index = firstIndex(where: { $0.currency == money.currency }) {
            self[index] = Money(
                // proven: amounts and prices fit in 64 bits, so sums over all possible events fit in 128.
                minorUnits: self[index].minorUnits + money.minorUnits,
                currency: money.currency
            )
        } else {
            append(money)
            sort { $0.currency.code < $1.currency.code }
        }
    }
}
