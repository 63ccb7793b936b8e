/// A ledger as simple as possible: a list of rows. Stock is a loop over all of them.
///
/// It shares no code with the ledger. So if both agree, both are right, or both misread the specification in the same
/// way.
public struct NaiveLedger: Sendable {
    /// A row as recorded or reversed.
    private struct Entry {
        let row: SeasonRow
        let isReversal: Bool
        let recordedAt: Int64
    }

    /// A place of units: `warehouse MTY1 available`, `shipment S-1 in_transit`, `outside
    ///
    /// supplier`.
    struct Place: Hashable {
        let what: String
        let code: [UInt8]
        let stage: String

        static func outside(_ name: String) -> Place { Place(what: "outside", code: [], stage: name) }
    }

    private var entries: [Entry] = []

    public init() {}

    public init(_ rows: [SeasonRow]) { record(rows) }

    public mutating func record(_ rows: [SeasonRow], at recordedAt: Int64 = 0) {
        entries += rows.map { Entry(row: $0, isReversal: false, recordedAt: recordedAt) }
    }

    public mutating func takeBack(_ rows: [SeasonRow], at recordedAt: Int64 = 0) {
        entries += rows.map { Entry(row: $0, isReversal: true, recordedAt: recordedAt) }
    }

    /// A line per SKU and warehouse with units, like `Book.stock`, with codes compared byte for byte.
    public func stock(asOf: Int64 = .max, knownAt: Int64 = .max, warehouse: String? = nil) -> String {
        let known = entries.filter { $0.recordedAt <= knownAt }
        let openings = Self.openings(known)
        let sent = Set(Self.live(known).filter(Self.isDispatch).map { Array($0["document"].utf8) })
        var destinations: [[[UInt8]]: [UInt8]] = [:]
        func destination(_ shipment: [UInt8], _ sku: [UInt8]) -> [UInt8] {
            if let found = destinations[[shipment, sku]] { return found }
            let found = Self.destination(shipment, sku, known)
            destinations[[shipment, sku]] = found
            return found
        }
        var lines: [[[UInt8]]: [String: Int64]] = [:]
        for entry in known where entry.row.at <= asOf {
            var row = entry.row
            // The document of a receipt may be the number of its shipment.
            let mayBeNumber = row.kind == "stock_received" && row["shipment"].isEmpty
            if mayBeNumber, sent.contains(Array(row["document"].utf8)) { row["shipment"] = row["document"] }
            guard let ends = Self.ends(row) else { continue }
            let isHistory = openings[Array(row["warehouse"].utf8)].map { row.at < $0 } ?? false
            let units = (row.units ?? 0) * (entry.isReversal ? -1 : 1)
            for (place, sign) in [(ends.from, Int64(-1)), (ends.to, 1)] {
                if place.what == "outside" || place.what == "warehouse" && isHistory { continue }
                let shown =
                    place.what == "warehouse"
                    ? place.code : destination(place.code, Array(row["sku"].utf8))
                if let warehouse, Array(warehouse.utf8) != shown { continue }
                lines[[Array(row["sku"].utf8), shown], default: [:]][place.stage, default: 0] += sign * units
            }
        }
        let stages = ["in_transit", "released", "available", "allocated", "quarantine", "damaged"]
        return lines.sorted { lhs, rhs in
            lhs.key[0] == rhs.key[0]
                ? lhs.key[1].lexicographicallyPrecedes(rhs.key[1])
                : lhs.key[0].lexicographicallyPrecedes(rhs.key[0])
        }.compactMap { key, units in
            let shown = stages.filter { units[$0, default: 0] != 0 }.map { "\($0) \(units[$0, default: 0])" }
            if shown.isEmpty { return nil }
            return (key.map { String(decoding: $0, as: UTF8.self) } + shown).joined(separator: " ")
        }.joined(separator: "\n").exact
    }

    /// The opening of each warehouse.
    private static func openings(_ known: [Entry]) -> [[UInt8]: Int64] {
        var live: [[UInt8]: [Int64: Int]] = [:]
        for entry in known where entry.row.kind == "stock_opened" {
            live[Array(entry.row["warehouse"].utf8), default: [:]][entry.row.at, default: 0] +=
                entry.isReversal ? -1 : 1
        }
        return live.compactMapValues { $0.first { $0.value > 0 }?.key }
    }

    /// The destination of goods in a shipment: of a dispatch of the SKU, else of any dispatch, else of the other
    /// rows.
    private static func destination(_ shipment: [UInt8], _ sku: [UInt8], _ known: [Entry]) -> [UInt8] {
        let rows = live(known.filter { Array(shipmentNumber($0.row).utf8) == shipment })
        let dispatches = rows.filter(isDispatch)
        let ofSKU = dispatches.filter { Array($0["sku"].utf8) == sku }
        let stating = [ofSKU, dispatches, rows].first { !$0.isEmpty } ?? []
        return stating.map { row in
            Array((row.kind == "transfer_dispatched" ? row["to_warehouse"] : row["warehouse"]).utf8)
        }.first ?? []
    }

    private static func isDispatch(_ row: SeasonRow) -> Bool {
        row.kind == "shipment_dispatched" || row.kind == "transfer_dispatched"
    }

    private static func live(_ entries: [Entry]) -> [SeasonRow] {
        var gone: [[UInt8]: Int] = [:]
        for entry in entries where entry.isReversal { gone[entry.row.statement, default: 0] += 1 }
        return entries.filter { !$0.isReversal }.map(\.row).filter { row in
            guard let count = gone[row.statement], count > 0 else { return true }
            gone[row.statement] = count - 1
            return false
        }
    }

    private static func shipmentNumber(_ row: SeasonRow) -> String {
        switch row.kind {
        case "shipment_dispatched", "transfer_dispatched", "shipment_short", "port_arrived",
            "customs_inspected", "warehouse_arrived", "eta_changed":
            row["document"]
        default: row["shipment"]
        }
    }

    /// The default stage of a row.
    public static func usualStage(of row: SeasonRow) -> String {
        switch row.kind {
        case "stock_opened", "stock_received", "transfer_dispatched", "stock_adjusted", "stock_counted":
            "available"
        case "stock_removed": row["shipment"].isEmpty ? "available" : ""
        case "return_received": "quarantine"
        default: ""
        }
    }

    /// The table of kinds: where a row's units come from and go to.
    static func ends(_ row: SeasonRow) -> (from: Place, to: Place)? {
        if row["memo"] == "true" { return nil }
        let stage = row["stage"].isEmpty ? usualStage(of: row) : row["stage"]
        func here(_ stage: String) -> Place {
            Place(what: "warehouse", code: Array(row["warehouse"].utf8), stage: stage)
        }
        func onTheWay(_ stage: String) -> Place {
            Place(what: "shipment", code: Array(shipmentNumber(row).utf8), stage: stage)
        }
        let left = row["from_stage"].isEmpty ? "released" : row["from_stage"]
        switch row.kind {
        case "stock_opened": return (.outside("adjustment"), here(stage))
        case "shipment_dispatched": return (.outside("supplier"), onTheWay("in_transit"))
        case "customs_released": return (onTheWay("in_transit"), onTheWay("released"))
        case "stock_received":
            return (row["shipment"].isEmpty ? .outside("supplier") : onTheWay("released"), here(stage))
        case "shipment_short": return (onTheWay(left), .outside("lost"))
        case "transfer_dispatched": return (here(stage), onTheWay("released"))
        case "order_placed": return (here("available"), here("allocated"))
        case "order_shipped": return (here("allocated"), .outside("customer"))
        case "order_cancelled": return (here("allocated"), here("available"))
        case "sale_shipped": return (here("available"), .outside("customer"))
        case "return_received": return (.outside("customer"), here(stage))
        case "return_inspected": return (here("quarantine"), here(stage))
        case "stock_adjusted": return (.outside("adjustment"), here(stage))
        case "stage_changed": return (here(row["from_stage"]), here(stage))
        case "stock_removed":
            return (row["shipment"].isEmpty ? here(stage) : onTheWay(left), .outside("removed"))
        default: return nil
        }
    }
}
