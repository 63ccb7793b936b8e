/// A season as it really happened, reported by several files: order lines with their life cycles, movements of a
/// warehouse, returns.
///
/// Times are minutes since 2026-10-01T00:00:00Z.
public struct TrueSeason: Sendable {
    /// How the files of the season are made.
    public struct Ways: Sendable {
        /// Order lines have ids.
        public let hasLineIDs: Bool
        /// The orders are a memo, and the movement log of the warehouse has the sales.
        public let isMemo: Bool
        /// The movement log uses order numbers for sales.
        public let namesOrders: Bool
        /// Movements have ids.
        public let hasMovementIDs: Bool
        /// The units shown for a cancelled line.
        public let unitsOfCancelled: String
    }

    /// The state of an order line.
    struct State: Sendable {
        let at: Int
        let status: String
        /// As shown in the export from then on.
        let units: Int
    }

    enum Fate: Sendable { case open, dispatched, cancelled, voided }

    struct OrderLine: Sendable {
        let order: String
        let id: String
        /// In the shop's codes.
        let sku: String
        let warehouse: String
        let placedAt: Int
        /// At least one; each on another day.
        let states: [State]
        let fate: Fate
        /// Without partial cancellations.
        let units: Int

        var dispatchedAt: Int? { states.first { $0.status == "Shipped" }?.at }
    }

    struct Return: Sendable {
        let number: String
        let order: String
        let warehouse: String
        let at: Int
        let units: [(sku: String, units: Int)]
        /// Everything that the order dispatched comes back.
        let isOfWholeOrder: Bool
    }

    /// A movement of the warehouse in its own codes.
    struct Movement: Sendable {
        let id: String
        let type: String
        let reference: String
        let article: String
        let pieces: Int
        let site: String
        let at: Int
        let shipment: String
    }

    struct Shipment: Sendable {
        let number: String
        let site: String
        let dispatchedAt: Int
        let goods: [(sku: String, units: Int)]
        let releasedAt: Int?
    }

    public let seed: UInt64
    public let ways: Ways
    let lines: [OrderLine]
    let returns: [Return]
    let movements: [Movement]
    let shipments: [Shipment]

    static let days = 18
    static let day = 24 * 60

    /// The real meaning of the shop's codes.
    static let shopCodes: [String: [(sku: String, units: Int)]] = [
        "MX-1": [("MX-1", 1)], "S-2": [("MX-2", 1)], "PACK-3": [("MX-3", 3)],
        "KIT-A": [("MX-1", 1), ("MX-4", 2)],
    ]
    static let shopWarehouses = ["Norte": "MTY", "CDMX": "CDMX"]
    /// The warehouse's codes of the same goods.
    static let articles = ["MX-1": "MX-1", "MX-2": "W-2", "MX-3": "W-3", "MX-4": "MX-4"]

    public init(seed: UInt64) {
        self.seed = seed
        var random = SeededDraws(seed: seed)
        ways = Ways(
            hasLineIDs: random.chance(50),
            isMemo: random.chance(50),
            namesOrders: random.chance(50),
            hasMovementIDs: random.chance(70),
            unitsOfCancelled: random.pick(["", "0"])
        )
        var lines: [OrderLine] = []
        for number in 1...random.number(12...20) {
            lines += Self.order("MX-20\(number)", hasLineIDs: ways.hasLineIDs, &random)
        }
        let shipments = (1...2).map { Self.shipment($0, &random) }
        self.lines = lines
        self.shipments = shipments
        returns = Self.returns(of: lines, &random)
        movements = Self.movements(lines, shipments, namesOrders: ways.namesOrders, &random)
    }

    private static func order(_ number: String, hasLineIDs: Bool, _ random: inout SeededDraws) -> [OrderLine]
    {
        let warehouse = random.pick(["Norte", "CDMX"])
        let placedAt = random.number(0...7) * day + random.number(0...1200)
        var skus = random.shuffled(shopCodes.keys.sorted()).prefix(random.number(1...3)).map { $0 }
        // Without an id, a line is identified by its SKU.
        if hasLineIDs, random.chance(30) { skus.append(skus[0]) }
        return skus.enumerated().map { index, sku in
            var units = random.number(1...4)
            var at = placedAt
            var states = [State(at: at, status: "Unshipped", units: units)]
            func later() { at = (at / day + random.number(1...3)) * day + random.number(0...1300) }
            if units > 1, random.chance(25) {
                later()
                units -= 1
                states.append(State(at: at, status: "Unshipped", units: units))
            }
            let fate = random.pick([Fate.open, .dispatched, .dispatched, .dispatched, .cancelled, .voided])
            if fate == .dispatched || fate == .voided {
                later()
                states.append(State(at: at, status: "Shipped", units: units))
            }
            if fate == .cancelled || fate == .voided {
                later()
                states.append(State(at: at, status: "Cancelled", units: 0))
            }
            return OrderLine(
                order: number,
                id: "\(index + 1)",
                sku: sku,
                warehouse: warehouse,
                placedAt: placedAt,
                states: states,
                fate: fate,
                units: units
            )
        }
    }

    /// Returns of whole orders, and of parts of one.
    private static func returns(of lines: [OrderLine], _ random: inout SeededDraws) -> [Return] {
        var returns: [Return] = []
        for (order, lines) in Dictionary(grouping: lines, by: \.order).sorted(by: { $0.key < $1.key }) {
            let sent = lines.filter { $0.dispatchedAt != nil }
            guard let last = sent.compactMap(\.dispatchedAt).max(), random.chance(60) else { continue }
            let at = min(last + random.number(60...3 * day), days * day - 1)
            let isWhole = !lines.contains { $0.fate == .open } && random.chance(70)
            var units: [String: Int] = [:]
            if isWhole {
                for line in sent { units[line.sku, default: 0] += line.units }
            } else {
                units[sent[0].sku] = 1
            }
            returns.append(
                Return(
                    number: "R-\(order)",
                    order: order,
                    warehouse: lines[0].warehouse,
                    at: at,
                    units: units.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                    isOfWholeOrder: isWhole
                )
            )
        }
        return returns
    }

    private static func shipment(_ number: Int, _ random: inout SeededDraws) -> Shipment {
        let dispatchedAt = random.number(0...6) * day + random.number(0...1000)
        return Shipment(
            number: "S-\(number)",
            site: random.pick(["MTY", "CDMX"]),
            dispatchedAt: dispatchedAt,
            goods: random.shuffled(articles.keys.sorted()).prefix(random.number(1...3)).map {
                ($0, random.number(10...60))
            },
            releasedAt: random.chance(80) ? dispatchedAt + 4 * day : nil
        )
    }

    private static func movements(
        _ lines: [OrderLine],
        _ shipments: [Shipment],
        namesOrders: Bool,
        _ random: inout SeededDraws
    ) -> [Movement] {
        var movements: [Movement] = []
        func move(
            _ type: String,
            _ reference: String,
            _ sku: String,
            _ pieces: Int,
            _ site: String,
            _ at: Int,
            shipment: String = ""
        ) {
            movements.append(
                Movement(
                    id: "M\(movements.count + 1)",
                    type: type,
                    reference: reference,
                    article: articles[sku] ?? sku,
                    pieces: pieces,
                    site: site,
                    at: at,
                    shipment: shipment
                )
            )
        }
        for shipment in shipments {
            guard let releasedAt = shipment.releasedAt else { continue }
            for (sku, units) in shipment.goods {
                let received = random.chance(70) ? units : units - 3
                move(
                    "IN",
                    "GRN-\(shipment.number)",
                    sku,
                    received,
                    shipment.site,
                    releasedAt + 2000,
                    shipment: shipment.number
                )
            }
        }
        for number in 1...6 {
            let at = random.number(0...days - 2) * day + random.number(0...1400)
            let (sku, site) = (random.pick(articles.keys.sorted()), random.pick(["MTY", "CDMX"]))
            if random.chance(50) {
                move("IN", "GRN-\(number)", sku, random.number(5...40), site, at)
            } else {
                move("ADJ", "ADJ-\(number)", sku, random.pick([-2, -1, 1, 2]), site, at)
            }
        }
        for line in lines {
            guard let at = line.dispatchedAt else { continue }
            for (sku, units) in shopCodes[line.sku] ?? [] {
                move(
                    "OUT",
                    namesOrders ? line.order : "OUT-\(line.order)",
                    sku,
                    units * line.units,
                    shopWarehouses[line.warehouse] ?? "",
                    at
                )
            }
        }
        return movements
    }
}
