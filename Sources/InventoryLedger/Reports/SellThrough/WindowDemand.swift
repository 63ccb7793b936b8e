/// orders -> their sums.
extension WindowOrders {
    /// The sums of a part's orders.
    struct Demand: Sendable {
        var ordered: Int64 = 0
        var cancelled: Int64 = 0
        var returned: Int64 = 0
        var revenue: [Money] = []
        /// Units of the largest order; nil if none is of a bulk.
        var largestOrder: Int64?
    }

    func demands() throws -> [Part: Demand] {
        var demands: [Part: Demand] = [:]
        for (key, line) in lines {
            let part = Part(sku: key.sku, warehouse: key.warehouse, channel: key.channel)
            try demands[part, default: Demand()].add(line)
        }
        for (part, sums) in plain { try demands[part, default: Demand()].add(sums) }
        return demands
    }
}

extension WindowOrders.Demand {
    fileprivate mutating func add(_ sums: WindowOrders.PlainSums) throws {
        ordered = try ordered.adding(sums.ordered)
        if let order = sums.bulk.lazy.filter({ $0.value > 0 }).map(\.key).max() {
            largestOrder = max(largestOrder ?? 0, order)
        }
        for amount in sums.amounts where amount.events != 0 {
            revenue.add(Money(minorUnits: amount.minorUnits, currency: amount.currency))
        }
    }

    fileprivate mutating func add(_ line: WindowOrders.Line) throws {
        ordered = try ordered.adding(line.ordered)
        cancelled = try cancelled.adding(line.cancelled)
        returned = try returned.adding(line.returned)
        if line.ordered >= SellThroughRow.bulkUnitsMin { largestOrder = max(largestOrder ?? 0, line.ordered) }
        if let only = line.onlyRevenue {
            revenue.add(only)
        } else {
            for money in line.revenue() { revenue.add(money) }
        }
    }
}
