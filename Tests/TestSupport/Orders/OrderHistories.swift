/// Orders as they really happened: placed, paid late, changed in units, price, SKU or warehouse, with lines added,
/// removed, split and merged, sent, reversed, cancelled, reinstated, returned in parts.
///
/// A line changes at most once a day, and shops export once a day, so that no state is missed. Times are minutes
/// since 2026-10-01T00:00:00Z.
public struct OrderHistories: Sendable {
    /// The kind of a shop's export.
    public enum Export: String, Sendable, CaseIterable {
        /// Each changed order with all of its lines, with ids.
        case wholeOrdersWithIDs
        /// Each changed order with all of its lines, without ids.
        case wholeOrders
        /// Like `wholeOrdersWithIDs`, on pages that may cut an order at their edges.
        case pages
        /// Only the changed lines, with ids.
        case changedLinesWithIDs
        /// Only the changed lines, without ids.
        case changedLines

        var hasIDs: Bool { self != .wholeOrders && self != .changedLines }
        /// Whether a line can disappear silently, because the export lists all remaining ones.
        var isWhole: Bool { self == .wholeOrders || self == .wholeOrdersWithIDs }
    }

    enum Status: String, Sendable { case pending, open, sent, cancelled }

    /// The state of a line.
    struct Line: Hashable, Sendable {
        let key: Int
        var sku: String
        var units: Int
        /// Of one unit, in minor units.
        var price: Int
        var warehouse: String
        var status: Status
        var sentAt: Int?
        /// Whether it was sent before it was cancelled.
        var isVoided = false
        /// When this line last changed.
        var changedAt: Int

        /// Whether the lines could be merged.
        func isSplit(of other: Line) -> Bool {
            key != other.key && sku == other.sku && price == other.price && warehouse == other.warehouse
                && status == .open && other.status == .open
        }
    }

    /// An order from a time on.
    struct State: Sendable {
        let at: Int
        var lines: [Line]
    }

    struct Order: Sendable {
        let number: String
        let boughtAt: Int
        /// Oldest first; at most one a day.
        var states: [State]

        /// The order at the end of a day; nil before it was placed.
        func state(onDay day: Int) -> State? { states.last { $0.at < (day + 1) * OrderHistories.day } }
        var end: [Line] { states.last?.lines ?? [] }
    }

    /// A return. Without units, everything that was sent and not returned.
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
    /// The export states when a line was sent; otherwise only that it was sent by then.
    let statesDispatch: Bool
    /// The units shown for a cancelled line.
    let unitsOfCancelled: String?
    /// The returns come from a warehouse that uses the shop's order numbers, and names the shop.
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
        // With only changed lines, lines of the same goods and units cannot be distinguished.
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

    /// The lines after one change; nil if the drawn change is impossible.
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
                // Merge: a line takes the units of another one.
                guard let other = lines.firstIndex(where: { $0.isSplit(of: lines[index]) }) else {
                    return nil
                }
                lines[index].units += lines[other].units
                lines.remove(at: other)
            case 12 where export.isWhole && lines[index].units > 1:
                // Split: one unit becomes its own line.
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
