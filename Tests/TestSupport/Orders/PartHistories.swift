import InventoryLedger
import WarehouseExports

/// Goods that move in parts: orders sent in parcels and from two warehouses, partly cancelled, returns in parts, and
/// shipments released and received little by little. No row has an id.
///
/// Times are minutes since 2026-10-01T00:00:00Z.
public struct PartHistories: Sendable {
    /// One row of the canonical format.
    struct Row: Hashable, Sendable {
        let kind: EventKind
        let document: String
        let sku: String
        let warehouse: String
        /// Nil if the row means what is left.
        let units: Int?
        let at: Int
        var shipment = ""
        var order = ""
        /// The real number of units.
        let truth: Int
    }

    public let seed: UInt64
    let rows: [Row]

    private static let skus = ["LAMP", "FAN"]
    private static let warehouses = ["MTY", "CDMX"]
    private static let day = 24 * 60

    public init(seed: UInt64) {
        self.seed = seed
        var random = SeededDraws(seed: seed)
        var rows: [Row] = []
        for number in 1...random.number(3...5) { rows += Self.order("B\(number)", &random) }
        for number in 1...random.number(1...3) { rows += Self.shipment("S\(number)", &random) }
        self.rows = rows
    }

    private static func order(_ number: String, _ random: inout SeededDraws) -> [Row] {
        var rows: [Row] = []
        let placedAt = random.number(0...3) * day + random.number(0...1000)
        for sku in random.shuffled(skus).prefix(random.number(1...2)) {
            let warehouse = random.pick(warehouses)
            let ordered = random.number(2...9)
            var left = ordered
            var sent = 0
            var at = placedAt
            func add(_ kind: EventKind, _ document: String, _ place: String, _ units: Int?, _ truth: Int) {
                rows.append(
                    Row(
                        kind: kind,
                        document: document,
                        sku: sku,
                        warehouse: place,
                        units: units,
                        at: at,
                        order: kind == .returnReceived ? number : "",
                        truth: truth
                    )
                )
            }
            add(.orderPlaced, number, warehouse, ordered, ordered)
            for _ in 0..<random.number(0...3) where left > 0 {
                at += random.number(1...2) * day
                let units = random.number(1...left)
                // Two parcels at one instant leave from two warehouses.
                if units > 1, random.chance(25) {
                    add(.orderShipped, number, "MTY", units - 1, units - 1)
                    add(.orderShipped, number, "CDMX", 1, 1)
                } else {
                    let place = random.chance(80) ? warehouse : random.pick(warehouses)
                    add(.orderShipped, number, place, units, units)
                }
                left -= units
                sent += units
            }
            at += day
            if left > 0, random.chance(60) {
                add(.orderCancelled, number, warehouse, random.chance(50) ? nil : left, left)
            }
            guard sent > 0, random.chance(60) else { continue }
            let first = random.number(1...sent)
            at += day
            add(.returnReceived, "R1-\(number)-\(sku)", warehouse, first, first)
            if sent > first {
                at += day
                add(
                    .returnReceived,
                    "R2-\(number)-\(sku)",
                    warehouse,
                    random.chance(50) ? nil : sent - first,
                    sent - first
                )
            }
        }
        return rows
    }

    private static func shipment(_ number: String, _ random: inout SeededDraws) -> [Row] {
        var rows: [Row] = []
        let sentAt = random.number(0...2) * day
        for sku in random.shuffled(skus).prefix(random.number(1...2)) {
            let total = random.number(20...90)
            var at = sentAt
            func add(_ kind: EventKind, _ document: String, _ place: String, _ units: Int) {
                rows.append(
                    Row(
                        kind: kind,
                        document: document,
                        sku: sku,
                        warehouse: place,
                        units: units,
                        at: at,
                        shipment: kind == .shipmentDispatched ? "" : number,
                        truth: units
                    )
                )
            }
            add(.shipmentDispatched, number, "MTY", total - 5)
            add(.shipmentDispatched, number, "CDMX", 5)
            at += 3 * day
            let cleared = random.number(1...total - 6)
            add(.customsReleased, number, "MTY", cleared)
            at += day
            if random.chance(70) { add(.customsReleased, number, "MTY", total - 5 - cleared) }
            at += day
            let part = random.number(1...cleared)
            add(.stockReceived, "GRN-\(number)", "MTY", part)
            at += 60
            if cleared > part { add(.stockReceived, "GRN-\(number)", "MTY", cleared - part) }
        }
        return rows
    }

    /// Canonical files: every row in at least one, some in several.
    public func files(_ random: inout SeededDraws) -> [String] {
        var heaps = random.dealt(rows, into: random.number(2...6))
        for row in rows where random.chance(40) {
            let heap = random.number(0...heaps.count - 1)
            if !heaps[heap].contains(row) { heaps[heap].append(row) }
        }
        return heaps.filter { !$0.isEmpty }.map { heap in
            (["kind,source,document,sku,warehouse,quantity,occurred_at,shipment,order"]
                + random.shuffled(heap).map { row in
                    let source = row.kind.isOfShop ? "shop" : "wms"
                    return [
                        row.kind.rawValue, source, row.document, row.sku, row.warehouse,
                        row.units.map { "\($0)" } ?? "", Self.time(row.at), row.shipment, row.order,
                    ].joined(separator: ",")
                }).map { $0 + "\n" }.joined()
        }
    }

    /// Units by kind, document and SKU, one line each.
    public var recorded: [String] {
        var units: [String: Int] = [:]
        for row in rows {
            units["\(row.kind.rawValue) \(row.document) \(row.sku) \(row.warehouse)", default: 0] += row.truth
        }
        return units.map { "\($0.key) \($0.value)" }.sorted()
    }

    private static func time(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-10-\(two(minutes / day + 1))T\(two(minutes % day / 60)):\(two(minutes % 60))Z"
    }
}

extension EventKind {
    fileprivate var isOfShop: Bool {
        self == .orderPlaced || self == .orderShipped || self == .orderCancelled
    }
}
