/// The expected result, computed from what really happened.
extension TrueSeason {
    /// A line per SKU and warehouse with units, like `Book.stock`.
    public var stock: String {
        var units: [String: [String: Int]] = [:]
        func move(_ sku: String, _ warehouse: String, _ stage: String, _ count: Int) {
            units["\(sku) \(warehouse)", default: [:]][stage, default: 0] += count
        }
        for shipment in shipments {
            for (sku, count) in shipment.goods {
                move(sku, shipment.site, shipment.releasedAt == nil ? "in_transit" : "released", count)
            }
        }
        for movement in movements where movement.type != "OUT" {
            let sku = Self.articles.first { $0.value == movement.article }?.key ?? "?"
            move(sku, movement.site, "available", movement.pieces)
            if !movement.shipment.isEmpty { move(sku, movement.site, "released", -movement.pieces) }
        }
        for line in lines {
            let warehouse = Self.shopWarehouses[line.warehouse] ?? "?"
            for (sku, each) in Self.shopCodes[line.sku] ?? [] {
                switch line.fate {
                case .open:
                    // Only the order system knows promised units.
                    if ways.isMemo { continue }
                    move(sku, warehouse, "available", -each * line.units)
                    move(sku, warehouse, "allocated", each * line.units)
                case .cancelled: continue
                case .dispatched, .voided: move(sku, warehouse, "available", -each * line.units)
                }
            }
        }
        for one in returns {
            for (code, count) in one.units {
                for (sku, each) in Self.shopCodes[code] ?? [] {
                    move(sku, Self.shopWarehouses[one.warehouse] ?? "?", "quarantine", each * count)
                }
            }
        }
        let stages = ["in_transit", "released", "available", "allocated", "quarantine", "damaged"]
        return units.sorted { $0.key < $1.key }.compactMap { key, units in
            let shown = stages.filter { units[$0, default: 0] != 0 }.map { "\($0) \(units[$0, default: 0])" }
            return shown.isEmpty ? nil : ([key] + shown).joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// Units by kind and SKU, such as `order_placed MX-1 12`, for orders, sales and returns.
    public var demand: [String] {
        var units: [String: Int] = [:]
        for line in lines {
            for (sku, each) in Self.shopCodes[line.sku] ?? [] {
                let count = each * line.units
                units["order_placed \(sku)", default: 0] += count
                if line.dispatchedAt != nil {
                    units["order_shipped \(sku)", default: 0] += count
                    if ways.isMemo { units["sale_shipped \(sku)", default: 0] += count }
                }
                if line.fate == .cancelled { units["order_cancelled \(sku)", default: 0] += count }
                if line.fate == .voided { units["sale_voided \(sku)", default: 0] += count }
            }
        }
        for one in returns {
            for (code, count) in one.units {
                for (sku, each) in Self.shopCodes[code] ?? [] {
                    units["return_received \(sku)", default: 0] += each * count
                }
            }
        }
        return units.map { "\($0.key) \($0.value)" }.sorted()
    }

    /// The final total paid by customers, in minor units: every line's last price, whatever became of it.
    public var ordered: Int { lines.reduce(0) { $0 + $1.units * Self.price } }

    /// Of one unit of anything, in minor units.
    static let price = 19_900
}
