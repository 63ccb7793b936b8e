import Foundation

/// A sell-through as simple as possible: every figure is a loop over all live rows.
public struct NaiveSellThrough {
    let rows: [SeasonRow]
    let window: Range<Int64>
    let baseline: [Range<Int64>]
    /// The first instants of the days from the first of the baseline on.
    let dayStarts: [Int64]
    let asOf: Int64
    /// Time is counted up to here, excluded.
    let present: Int64
    private let openings: [[UInt8]: Int64]

    /// - Parameter known: the rows that are known and not reversed.
    public init(
        known: [SeasonRow],
        window: Range<Int64>,
        baseline: [Range<Int64>],
        dayStarts: [Int64],
        asOf: Int64 = .max,
        present: Int64
    ) {
        rows = known.filter { $0.at <= asOf }
        self.window = window
        self.baseline = baseline
        self.dayStarts = dayStarts
        self.asOf = asOf
        self.present = present
        var openings: [[UInt8]: Int64] = [:]
        for row in known where row.kind == "stock_opened" { openings[Array(row["warehouse"].utf8)] = row.at }
        self.openings = openings
        memoWarehouses = Set(
            known.filter { $0.kind == "order_placed" && $0["memo"] == "true" }.map {
                Array($0["warehouse"].utf8)
            }
        )
    }

    private let memoWarehouses: Set<[UInt8]>

    /// A line per SKU and warehouse, sorted and compared by bytes.
    public func lines() -> [String] {
        var positions: Set<[[UInt8]]> = []
        for row in rows { positions.insert([Array(row["sku"].utf8), Array(row["warehouse"].utf8)]) }
        return positions.sorted { lhs, rhs in
            lhs[0] == rhs[0]
                ? lhs[1].lexicographicallyPrecedes(rhs[1]) : lhs[0].lexicographicallyPrecedes(rhs[0])
        }.compactMap { line($0[0], $0[1]) }
    }

    private struct Change {
        let at: Int64
        let units: Int64
        let kind: String
        let isReceipt: Bool
    }

    private func changes(_ sku: [UInt8], _ warehouse: [UInt8]) -> [Change] {
        rows.filter { Array($0["sku"].utf8) == sku }.flatMap { row -> [Change] in
            guard let ends = NaiveLedger.ends(row) else { return [] }
            if let opened = openings[Array(row["warehouse"].utf8)], row.at < opened { return [] }
            func isHere(_ place: NaiveLedger.Place) -> Bool {
                place.what == "warehouse" && place.code == warehouse && place.stage == "available"
            }
            let units = (row.units ?? 0) * ((isHere(ends.to) ? 1 : 0) - (isHere(ends.from) ? 1 : 0))
            if isHere(ends.to) == isHere(ends.from) { return [] }
            let isReceipt = ["stock_received", "stock_opened"].contains(row.kind)
            return [Change(at: row.at, units: units, kind: row.kind, isReceipt: isReceipt)]
        }
    }

    private func isDemand(_ row: SeasonRow) -> Bool {
        row.kind == "order_placed"
            || row.kind == "sale_shipped" && !memoWarehouses.contains(Array(row["warehouse"].utf8))
    }

    private func line(_ sku: [UInt8], _ warehouse: [UInt8]) -> String? {
        let changes = changes(sku, warehouse)
        func sum(_ holds: (Change) -> Bool) -> Int64 { changes.filter(holds).reduce(0) { $0 + $1.units } }
        func inWindow(_ kinds: [String]) -> Int64 {
            sum { window.contains($0.at) && kinds.contains($0.kind) }
        }
        let opening = sum { $0.at < window.lowerBound }
        let closing = sum { $0.at < window.upperBound }
        let received = inWindow(["stock_received"])
        let restocked = inWindow(["return_received", "return_inspected"])
        let transferred = -inWindow(["transfer_dispatched"])
        let byMoves = -inWindow(["order_placed", "sale_shipped"])
        let other = inWindow([
            "stock_opened", "order_cancelled", "stock_adjusted", "stage_changed", "stock_removed",
        ])
        let demand = rows.filter {
            isDemand($0) && Array($0["sku"].utf8) == sku && Array($0["warehouse"].utf8) == warehouse
        }
        let orders = demand.filter { window.contains($0.at) }
        let ordered = orders.reduce(0) { $0 + ($1.units ?? 0) }
        guard
            changes.contains(where: { window.contains($0.at) }) || opening != 0 || closing != 0
                || ordered != 0
        else { return nil }
        let cancelled = cancelledUnits(orders)
        let returned = returnedUnits(orders, sku)
        let time = times(changes)
        let baselineOrdered = demand.filter { row in baseline.contains { $0.contains(row.at) } }
            .reduce(0) { $0 + ($1.units ?? 0) }
        let day = 86_400_000.0
        let base = time.baseline == 0 ? nil : Double(baselineOrdered) * day / Double(time.baseline)
        let rate = time.inStock == 0 ? nil : Double(ordered) * day / Double(time.inStock)
        let bestDay = Double(
            zip(dayStarts, dayStarts.dropFirst()).map { start, end in
                demand.reduce(0) { $0 + ($1.at >= start && $1.at < end ? $1.units ?? 0 : 0) }
            }.max() ?? 0
        )
        let texts: [String] = [
            String(decoding: sku, as: UTF8.self).exact, String(decoding: warehouse, as: UTF8.self).exact,
            "opening \(opening)", "received \(received)", "restocked \(restocked)", "out \(transferred)",
            "ordered \(ordered)", "moved \(byMoves)", "cancelled \(cancelled)", "returned \(returned)",
            "other \(other)", "closing \(closing)", "in \(time.inStock)", "none \(time.out)",
            "missing \(time.missing)", "first \(time.first.map(String.init) ?? "-")",
            "base \(Self.rate(base))", "rate \(Self.rate(rate))",
            "missed \(Self.rate(rate.map { min($0, bestDay) * Double(time.out) / day }))",
            "late \(late(sku, warehouse))", "revenue \(revenue(orders))",
        ]
        return texts.joined(separator: " ")
    }

    public static func rate(_ value: Double?) -> String { value.map { String(format: "%.6f", $0) } ?? "-" }

    /// Cancelled or voided units of orders: rows of the same source, number and SKU.
    private func cancelledUnits(_ orders: [SeasonRow]) -> Int64 {
        rows.filter { row in
            ["order_cancelled", "sale_voided"].contains(row.kind)
                && orders.contains { $0.isOfOrder(row) && $0["warehouse"].exact == row["warehouse"].exact }
        }.reduce(0) { $0 + ($1.units ?? 0) }
    }

    /// Returned units of orders beyond the voided ones, which already count as cancelled.
    private func returnedUnits(_ orders: [SeasonRow], _ sku: [UInt8]) -> Int64 {
        Set(orders.map { Array($0["document"].utf8) }).reduce(0) { sum, document in
            let back = returns().filter {
                Array($0["order"].utf8) == document && Array($0["sku"].utf8) == sku
            }
            let voided = rows.filter { row in
                row.kind == "sale_voided" && Array(row["document"].utf8) == document
                    && orders.contains { $0.isOfOrder(row) }
            }
            func units(_ rows: [SeasonRow]) -> Int64 { rows.reduce(0) { $0 + ($1.units ?? 0) } }
            return sum + max(0, units(back) - units(voided))
        }
    }

    private func returns() -> [SeasonRow] {
        rows.filter { $0.kind == "return_received" && $0.at >= window.lowerBound }
    }

    /// Units that came back within the window without a known order.
    public func returnedWithoutOrder() -> Int64 {
        returns().filter { row in
            window.contains(row.at)
                && !rows.contains {
                    ["order_placed", "sale_shipped"].contains($0.kind)
                        && $0["document"].exact == row["order"].exact
                        && $0["sku"].exact == row["sku"].exact
                }
        }.reduce(0) { $0 + ($1.units ?? 0) }
    }

    private func times(_ changes: [Change]) -> (
        inStock: Int64, out: Int64, missing: Int64, baseline: Int64, first: Int64?
    ) {
        let edges =
            [window.lowerBound, window.upperBound, present]
            + baseline.flatMap { [$0.lowerBound, $0.upperBound] }
        let points = Set(edges + changes.map(\.at)).sorted()
        var result = (
            inStock: Int64(0), out: Int64(0), missing: Int64(0), baseline: Int64(0), first: Int64?.none
        )
        for (from, to) in zip(points, points.dropFirst()) where from < present {
            let available = changes.filter { $0.at <= from }.reduce(0) { $0 + $1.units }
            let receipts = changes.filter { $0.at <= from && $0.isReceipt }.reduce(0) { $0 + $1.units }
            if baseline.contains(where: { $0.contains(from) }), available > 0 { result.baseline += to - from }
            guard window.contains(from) else { continue }
            if available > 0 { result.inStock += to - from }
            if available < 0 { result.missing += to - from }
            if available == 0, receipts > 0 {
                result.out += to - from
                result.first = result.first ?? from
            }
        }
        return result
    }

    private func late(_ sku: [UInt8], _ warehouse: [UInt8]) -> Int64 {
        rows.filter { row in
            guard row.kind == "stock_received", !row["shipment"].isEmpty, window.contains(row.at),
                ["", "available"].contains(row["stage"]), Array(row["sku"].utf8) == sku,
                Array(row["warehouse"].utf8) == warehouse,
                openings[warehouse].map({ row.at >= $0 }) ?? true
            else { return false }
            let stated = rows.filter {
                [
                    "shipment_dispatched", "transfer_dispatched", "eta_changed", "port_arrived",
                    "customs_inspected", "warehouse_arrived",
                ].contains($0.kind)
                    && $0["document"].exact == row["shipment"].exact && !$0["eta"].isEmpty
            }.map { (at: $0.at, eta: Self.milliseconds($0["eta"])) }
            guard let first = stated.min(by: { ($0.at, $0.eta) < ($1.at, $1.eta) }) else { return false }
            return first.eta < window.lowerBound
        }.reduce(0) { $0 + ($1.units ?? 0) }
    }

    /// Milliseconds of `2026-11-13T06:00:00Z`.
    private static func milliseconds(_ text: String) -> Int64 {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions =
            text.contains(".") ? [.withInternetDateTime, .withFractionalSeconds] : [.withInternetDateTime]
        return Int64(((formatter.date(from: text) ?? .distantPast).timeIntervalSince1970 * 1000).rounded())
    }

    /// Cents of what was sold: each order's amount minus its cancelled part.
    private func revenue(_ orders: [SeasonRow]) -> Int64 {
        var parts: [String: [SeasonRow]] = [:]
        for row in orders {
            parts[row["source"] + "|" + row["document"] + "|" + row["channel"], default: []].append(row)
        }
        return parts.values.reduce(0) { total, part in
            let units = part.reduce(0) { $0 + ($1.units ?? 0) }
            let cents = part.reduce(0) {
                $0 + (Int64($1["amount"].replacingOccurrences(of: ".", with: "")) ?? 0)
            }
            return total + cents - cents * min(cancelledUnits(part), units) / units
        }
    }
}

extension SeasonRow {
    fileprivate func isOfOrder(_ other: SeasonRow) -> Bool {
        ["source", "document", "sku"].allSatisfy { self[$0].exact == other[$0].exact }
    }
}
