/// The expected result of a ledger, computed from what really happened.
extension OrderHistories {
    /// Units and money of one SKU in one order.
    public struct Account: Hashable, Sendable {
        /// Ordered and not cancelled, before or after dispatch.
        public var sold = 0
        public var shipped = 0
        public var voided = 0
        public var returned = 0

        public init() {}
    }

    /// A SKU of an order.
    public struct Place: Hashable, Sendable, Comparable {
        public let order: String
        public let sku: String

        public init(order: String, sku: String) {
            self.order = order
            self.sku = sku
        }

        public static func < (lhs: Self, rhs: Self) -> Bool {
            (lhs.order, lhs.sku) < (rhs.order, rhs.sku)
        }
    }

    /// The result of each order; empty ones are left out.
    public var accounts: [Place: Account] {
        var accounts: [Place: Account] = [:]
        for order in orders {
            for line in order.end {
                let place = Place(order: order.number, sku: line.sku)
                var account = accounts[place] ?? Account()
                switch line.status {
                case .pending: break
                case .open, .sent:
                    account.sold += line.units
                    if line.status == .sent { account.shipped += line.units }
                case .cancelled:
                    guard line.isVoided else { break }
                    account.shipped += line.units
                    account.voided += line.units
                }
                accounts[place] = account
            }
        }
        for (place, units) in unitsBack { accounts[place, default: Account()].returned += units }
        return accounts.filter { $0.value != Account() }
    }

    /// A line per SKU and warehouse with units, like `Book.stock`.
    public var stock: String {
        var units: [String: [String: Int]] = [:]
        func move(_ sku: String, _ warehouse: String, _ stage: String, _ count: Int) {
            units["\(sku) \(warehouse)", default: [:]][stage, default: 0] += count
        }
        for line in orders.flatMap(\.end) {
            if line.status == .open {
                move(line.sku, line.warehouse, "available", -line.units)
                move(line.sku, line.warehouse, "allocated", line.units)
            } else if line.status == .sent || line.isVoided {
                move(line.sku, line.warehouse, "available", -line.units)
            }
        }
        for (one, count) in back { move(one.sku, one.warehouse, "quarantine", count) }
        let stages = ["available", "allocated", "quarantine"]
        return units.sorted { $0.key < $1.key }.compactMap { key, units in
            let shown = stages.filter { units[$0, default: 0] != 0 }.map { "\($0) \(units[$0, default: 0])" }
            return shown.isEmpty ? nil : ([key] + shown).joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// Units sold and returned and the revenue in minor units: a line per SKU.
    public var sales: [String] {
        var sums: [String: (sold: Int, returned: Int, revenue: Int)] = [:]
        for line in orders.flatMap(\.end) where line.status == .open || line.status == .sent {
            sums[line.sku, default: (0, 0, 0)].sold += line.units
            sums[line.sku, default: (0, 0, 0)].revenue += line.units * line.price
        }
        // Voided units are not sold, so their return does not count again.
        var voided = accounts.mapValues(\.voided)
        for (one, units) in back {
            let place = Place(order: one.order, sku: one.sku)
            let taken = min(units, voided[place] ?? 0)
            voided[place, default: 0] -= taken
            sums[one.sku, default: (0, 0, 0)].returned += units - taken
        }
        return sums.filter { $0.value != (0, 0, 0) }.sorted { $0.key < $1.key }
            .map {
                "\($0.key) sold \($0.value.sold) returned \($0.value.returned) revenue \($0.value.revenue)"
            }
    }

    private var unitsBack: [Place: Int] {
        var units: [Place: Int] = [:]
        for (one, count) in back { units[Place(order: one.order, sku: one.sku), default: 0] += count }
        return units
    }

    /// The units of each return.
    private var back: [(Return, Int)] {
        returns.map { one in
            if let units = one.units { return (one, units) }
            let sent = orders.filter { $0.number == one.order }.flatMap(\.end)
                .filter { $0.sku == one.sku && ($0.status == .sent || $0.isVoided) }
                .reduce(0) { $0 + $1.units }
            let stated = returns.filter { $0.order == one.order && $0.sku == one.sku }
                .reduce(0) { $0 + ($1.units ?? 0) }
            return (one, sent - stated)
        }
    }
}
