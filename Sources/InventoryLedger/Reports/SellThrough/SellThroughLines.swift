extension SellThroughReport {
    /// The rows grouped by some of SKU, warehouse and channel. Without dimensions, one row for everything.
    ///
    /// A plan's line for all warehouses together counts if warehouses are summed over.
    public func lines(by dimensions: Set<SellThroughDimension>) throws -> [SellThroughRow] {
        let isByChannel = dimensions.contains(.channel)
        var sums: [Key: SellThroughRow] = [:]
        for row in isByChannel ? channels : rows {
            let key = Key(
                sku: dimensions.contains(.sku) ? row.sku : nil,
                warehouse: dimensions.contains(.warehouse) ? row.warehouse : nil,
                channel: row.channel
            )
            try sums[key, default: blank(key, name: key.sku == nil ? nil : row.name)].add(row)
        }
        if dimensions.isEmpty, sums.isEmpty {
            let none = Key(sku: nil, warehouse: nil, channel: nil)
            sums[none] = blank(none, name: nil)
        }
        if isByChannel {
            try addShares(&sums)
        } else {
            try addPlan(&sums, dimensions)
        }
        for row in sums.values { try row.checkSums() }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The sum over all rows.
    public func total() throws -> SellThroughRow {
        try lines(by: []).first ?? SellThroughRow(basis: basis)
    }

    private func blank(_ key: Key, name: String?) -> SellThroughRow {
        var row = SellThroughRow(basis: basis)
        row.sku = key.sku
        row.name = name
        row.warehouse = key.warehouse
        row.channel = key.channel
        return row
    }

    private func addShares(_ sums: inout [Key: SellThroughRow]) throws {
        var sold: Int64 = 0
        for row in sums.values { sold = try sold.adding(row.sold) }
        guard sold != 0 else { return }
        sums = sums.mapValues { row in
            var row = row
            row.share = Double(row.sold) / Double(sold)
            return row
        }
    }

    private func addPlan(_ sums: inout [Key: SellThroughRow], _ dimensions: Set<SellThroughDimension>) throws
    {
        let planned = PlannedPositions(self)
        for line in plan {
            if dimensions.contains(.warehouse), line.warehouse == nil { continue }
            let key = Key(
                sku: dimensions.contains(.sku) ? line.sku : nil,
                warehouse: dimensions.contains(.warehouse) ? line.warehouse : nil,
                channel: nil
            )
            var row = sums[key] ?? blank(key, name: nil)
            if let forecast = line.forecast {
                row.forecast = try (row.forecast ?? 0).adding(forecast)
                row.forecastSold = try (row.forecastSold ?? 0).adding(planned.netSold(of: line))
            }
            if let target = line.stockTarget {
                row.stockTarget = try (row.stockTarget ?? 0).adding(target)
                row.targetReady = try (row.targetReady ?? 0).adding(planned.ready(of: line, target: target))
            }
            sums[key] = row
        }
    }

    /// The rows that a line of the plan means: those of its warehouse, or of all warehouses without a line of their own.
    private struct PlannedPositions {
        private let rows: [SKU?: [SellThroughRow]]
        private let own: [SKU: Set<Warehouse>]

        init(_ report: SellThroughReport) {
            let skus = Set(report.plan.map(\.sku))
            rows = Dictionary(
                grouping: report.rows.lazy.filter { $0.sku.map(skus.contains) ?? false },
                by: \.sku
            )
            own = report.plan.reduce(into: [:]) { own, line in
                if let warehouse = line.warehouse { own[line.sku, default: []].insert(warehouse) }
            }
        }

        private func meant(by line: PlanLine) -> [SellThroughRow] {
            (rows[line.sku] ?? []).filter { row in
                guard let warehouse = row.warehouse else { return false }
                return line.warehouse.map { $0 == warehouse }
                    ?? !(own[line.sku]?.contains(warehouse) ?? false)
            }
        }

        func netSold(of line: PlanLine) throws -> Int64 {
            try meant(by: line).reduce(0) { try $0.adding($1.netSold) }
        }

        func ready(of line: PlanLine, target: Int64) throws -> Int64 {
            let ready = try meant(by: line).reduce(Int64(0)) { try $0.adding($1.readyUnits ?? 0) }
            return min(max(0, ready), target)
        }
    }

    private struct Key: Hashable, Comparable {
        let sku: SKU?
        let warehouse: Warehouse?
        let channel: Channel?

        static func < (lhs: Self, rhs: Self) -> Bool {
            if lhs.sku != rhs.sku { return precedes(lhs.sku, rhs.sku) }
            if lhs.warehouse != rhs.warehouse { return precedes(lhs.warehouse, rhs.warehouse) }
            return precedes(lhs.channel, rhs.channel)
        }

        /// Named values sort before absent ones.
        private static func precedes<C: Code>(_ lhs: C?, _ rhs: C?) -> Bool {
            guard let lhs else { return false }
            return rhs.map { lhs < $0 } ?? true
        }
    }
}
