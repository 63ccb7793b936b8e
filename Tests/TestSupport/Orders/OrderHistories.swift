/// Orders as they truly went: placed, paid late, changed in units, price, SKU or warehouse, lines added, removed, split
/// and merged, sent, taken back, cancelled, reinstated, returned in parts.
///
/// A line changes at most once a day, and shops export once a day, so that no state goes by unseen. Times are minutes
/// since 2026-10-01T00:00:00Z.
public struct OrderHistories: Sendable {
    /// How a shop exports its orders.
    public enum Export: String, Sendable, CaseIterable {
        /// Each order that changed, with all of its lines, which have ids.
        case wholeOrdersWithIDs
        /// Each order that changed, with all of its lines, which have no ids.
        case wholeOrders
        /// As `wholeOrdersWithIDs`, on pages that may cut an order off at their edges.
        case pages
        /// Only the lines that changed, which have ids.
        case changedLinesWithIDs
        /// Only the lines that changed, which have no ids.
        case changedLines

        var hasIDs: Bool { self != .wholeOrders && self != .changedLines }
        /// Whether a line can go without a word, since the export lists all that remain.
        var isWhole: Bool { self == .wholeOrders || self == .wholeOrdersWithIDs }
    }

    enum Status: String, Sendable { case pending, open, sent, cancelled }

    /// What a line has come to.
    struct Line: Hashable, Sendable {
        let key: Int
        var sku: String
        var units: Int
        /// Of one unit, in minor units.
        var price: Int
        var warehouse: String
        var status: Status
        var sentAt: Int?
        /// Whether it was sent when it was cancelled.
        var isVoided = false
        /// When this line last changed.
        var changedAt: Int

        /// Whether the lines could be one.
        func isSplit(of other: Line) -> Bool {
            key != other.key && sku == other.sku && price == other.price && warehouse == other.warehouse
                && status == .open && other.status == .open
        }
    }

    /// An order from a moment on.
    struct State: Sendable {
        let at: Int
        var lines: [Line]
    }

    struct Order: Sendable {
        let number: String
        let boughtAt: Int
        /// Oldest first; at most one a day.
        var states: [State]

        /// The order at the end of a day, nil before it was placed.
        func state(onDay day: Int) -> State? { states.last { $0.at < (day + 1) * OrderHistories.day } }
        var end: [Line] { states.last?.lines ?? [] }
    }

    /// Goods that came back. Without units, all that was sent and is not back.
    struct Return: Sendable {
        let number: String
        let order: String
        let sku: String
        let warehouse: String
        let units: Int?
        let at: Int
    }

    static let day = 24 * 60
    static let days = 12

    public let seed: UInt64
    public let export: Export
    /// The export states when a line was sent; else it is seen by then at the latest.
    let statesDispatch: Bool
    /// What a cancelled line shows as its units.
    let unitsOfCancelled: String?
    /// The returns come from a warehouse that calls orders by their shop's numbers, and says so.
    let returnsNameShop: Bool
    let orders: [Order]
    let returns: [Return]

    public init(seed: UInt64, export: Export) {
        self.seed = seed
        self.export = export
        var random = SeededDraws(seed: seed &* 31 &+ UInt64(Export.allCases.firstIndex(of: export) ?? 0))
        statesDispatch = random.chance(50)
        unitsOfCancelled = random.pick([nil, "0", ""])
        returnsNameShop = random.chance(50)
        var orders: [Order] = []
        for number in 1...random.number(3...6) {
            orders.append(Self.order("W\(number)", export, &random))
        }
        self.orders = orders
        returns = orders.flatMap { Self.returns(of: $0, &random) }
    }

    private static let skus = ["LAMP", "FAN", "MUG"]
    private static let warehouses = ["MTY", "CDMX"]

    private static func order(_ number: String, _ export: Export, _ random: inout SeededDraws) -> Order {
        let boughtAt = random.number(0...4) * day + random.number(60...1200)
        let warehouse = random.pick(warehouses)
        let status: Status = random.chance(25) ? .pending : .open
        var lines: [Line] = []
        for key in 1...random.number(1...3) {
            lines.append(line(key, warehouse, status, at: boughtAt, lines, export, &random))
        }
        var order = Order(number: number, boughtAt: boughtAt, states: [State(at: boughtAt, lines: lines)])
        var nextKey = lines.count + 1
        for today in (boughtAt / day + 1)..<days where random.chance(55) {
            let at = today * day + random.number(0...1300)
            if let changed = change(order.end, at, export, &nextKey, &random) {
                order.states.append(State(at: at, lines: changed))
            }
        }
        return order
    }

    private static func line(
        _ key: Int,
        _ warehouse: String,
        _ status: Status,
        at: Int,
        _ others: [Line],
        _ export: Export,
        _ random: inout SeededDraws
    ) -> Line {
        var sku = random.pick(skus)
        var units = random.number(1...5)
        // What only the changed lines tell leaves lines of the same goods and units indistinguishable.
        if export == .changedLines {
            while others.contains(where: { $0.sku == sku && $0.units == units }) {
                sku = random.pick(skus)
                units = random.number(1...9)
            }
        }
        return Line(
            key: key,
            sku: sku,
            units: units,
            price: random.pick([100, 250, 19_900]),
            warehouse: warehouse,
            status: status,
            changedAt: at
        )
    }

    /// The lines after one change, nil where the drawn change is impossible.
    private static func change(
        _ lines: [Line],
        _ at: Int,
        _ export: Export,
        _ nextKey: inout Int,
        _ random: inout SeededDraws
    ) -> [Line]? {
        guard let index = lines.indices.randomElement(using: &random) else { return nil }
        var lines = lines
        lines[index].changedAt = at
        switch lines[index].status {
        case .pending:
            lines[index].status = random.chance(70) ? .open : .cancelled
        case .sent:
            if random.chance(40) {
                lines[index].status = .open
                lines[index].sentAt = nil
            } else if random.chance(50) {
                lines[index].status = .cancelled
                lines[index].isVoided = true
            } else {
                return nil
            }
        case .cancelled:
            guard random.chance(50) else { return nil }
            lines[index].status = .open
            lines[index].isVoided = false
            lines[index].sentAt = nil
        case .open:
            let change = random.number(1...12)
            switch change {
            case 1...4:
                lines[index].status = .sent
                lines[index].sentAt = at - random.number(0...50)
            case 5...6: lines[index].status = .cancelled
            case 7:
                var units = random.number(1...9)
                while export == .changedLines
                    && lines.contains(where: { $0.sku == lines[index].sku && $0.units == units })
                {
                    units += 1
                }
                lines[index].units = units
            case 8: lines[index].price += 50
            case 9 where export.hasIDs || export.isWhole: lines[index].sku = random.pick(skus)
            case 10 where export.hasIDs || export.isWhole: lines[index].warehouse = random.pick(warehouses)
            case 11 where export.isWhole && lines.count > 1: lines.remove(at: index)
            case 12 where export.isWhole && lines.contains(where: { $0.isSplit(of: lines[index]) }):
                // Merged: a line takes over the units of another.
                guard let other = lines.firstIndex(where: { $0.isSplit(of: lines[index]) }) else {
                    return nil
                }
                lines[index].units += lines[other].units
                lines.remove(at: other)
            case 12 where export.isWhole && lines[index].units > 1:
                // Split: one unit becomes a line of its own.
                lines[index].units -= 1
                lines.append(
                    Line(
                        key: nextKey,
                        sku: lines[index].sku,
                        units: 1,
                        price: lines[index].price,
                        warehouse: lines[index].warehouse,
                        status: .open,
                        changedAt: at
                    )
                )
                nextKey += 1
            default:
                let line = line(nextKey, lines[index].warehouse, .open, at: at, lines, export, &random)
                if export == .changedLines, lines.contains(where: { $0.sku == line.sku }) { return nil }
                nextKey += 1
                lines.append(line)
            }
        }
        return lines
    }

    private static func returns(of order: Order, _ random: inout SeededDraws) -> [Return] {
        var returns: [Return] = []
        for sku in skus {
            let sent = order.end.filter { $0.sku == sku && ($0.status == .sent || $0.isVoided) }
            guard let first = sent.first, let latest = sent.map(\.changedAt).max(), random.chance(50) else {
                continue
            }
            let total = sent.reduce(0) { $0 + $1.units }
            func back(_ number: Int, _ units: Int?) {
                returns.append(
                    Return(
                        number: "R\(number)-\(order.number)-\(sku)",
                        order: order.number,
                        sku: sku,
                        warehouse: first.warehouse,
                        units: units,
                        at: latest + 1500 * number
                    )
                )
            }
            if random.chance(60) { back(1, random.number(1...total)) }
            if random.chance(60) { back(2, nil) }
        }
        return returns
    }
}
