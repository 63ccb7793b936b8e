/// The age of stock as simple as possible: every unit is a separate thing that comes, goes and comes back.
public struct NaiveAges {
    private struct Unit {
        let day: Int
        let arrived: Int
    }

    /// A pile of units, oldest first.
    private struct Pile {
        var units: [Unit] = []
        var gone: [Unit] = []
        var debt = 0

        mutating func add(_ unit: Unit) {
            if debt > 0 {
                debt -= 1
                gone.append(unit)
            } else {
                units.insert(unit, at: units.firstIndex { $0.day > unit.day } ?? units.count)
            }
        }
        mutating func take() -> Unit? {
            if units.isEmpty {
                debt += 1
                return nil
            }
            return units.removeFirst()
        }
        mutating func putBack(on day: Int) {
            if debt > 0 {
                debt -= 1
                return
            }
            let oldest = units.first ?? Unit(day: day, arrived: day)
            let unit = gone.popLast() ?? oldest
            units.insert(unit, at: units.firstIndex { $0.day >= unit.day } ?? units.count)
        }
    }

    private let rows: [SeasonRow]
    private let clock: NaiveClock
    private let today: Int
    private let promotionDays: Set<Int>
    private let openings: [String: Int64]
    private let memoWarehouses: Set<String>

    /// - Parameters:
    ///   - known: the rows that are known and not reversed.
    ///   - today: the local day of the report.
    public init(known: [SeasonRow], clock: NaiveClock, asOf: Int64, today: Int, promotionDays: Set<Int>) {
        rows = known.filter { $0.at <= asOf }
        self.clock = clock
        self.today = today
        self.promotionDays = promotionDays
        var openings: [String: Int64] = [:]
        for row in known where row.kind == "stock_opened" { openings[row["warehouse"].exact] = row.at }
        self.openings = openings
        memoWarehouses = Set(
            known.filter { $0.kind == "order_placed" && $0["memo"] == "true" }.map { $0["warehouse"].exact }
        )
    }

    /// A line per position on hand, sorted.
    public func lines() -> [String] {
        Set(rows.map { $0["sku"].exact }).filter { !$0.isEmpty }.flatMap { lines($0) }.sorted()
    }

    private func lines(_ sku: String) -> [String] {
        let ofSKU = rows.filter { $0["sku"].exact == sku }
        let transfers = Set(rows.filter { $0.kind == "transfer_dispatched" }.map { $0["document"] })
        var piles: [String: Pile] = [:]
        var roads: [String: Pile] = [:]
        var available: [String: [Int: Int64]] = [:]
        for day in Set(ofSKU.map { clock.reading($0.at).day }).sorted() {
            var came: [String: Int64] = [:]
            var left: [String: Int64] = [:]
            var out: [(String, String, Int64)] = []
            var arrived: [String: [String: Int64]] = [:]
            for row in ofSKU where clock.reading(row.at).day == day {
                let here = row["warehouse"].exact
                guard let ends = NaiveLedger.ends(row), !(openings[here].map { row.at < $0 } ?? false) else {
                    continue
                }
                let units = row.units ?? 0
                let isIn = ends.to.what == "warehouse"
                let isOut = ends.from.what == "warehouse"
                if isIn, ends.to.stage == "available" {
                    available[here, default: [:]][day, default: 0] += units
                }
                if isOut, ends.from.stage == "available" {
                    available[here, default: [:]][day, default: 0] -= units
                }
                if isIn == isOut { continue }
                switch row.kind {
                case "stock_received" where transfers.contains(row["shipment"]):
                    arrived[here, default: [:]][
                        row["shipment"] + "|" + (row["stage"].isEmpty ? "available" : row["stage"]),
                        default: 0
                    ] += units
                case "stock_received", "stock_opened", "stock_adjusted": came[here, default: 0] += units
                case "transfer_dispatched": out.append((here, row["document"], units))
                default: left[here, default: 0] += isIn ? -units : units
                }
            }
            for (here, units) in came {
                if units < 0 { left[here, default: 0] -= units }
                for _ in 0..<max(0, units) { piles[here, default: Pile()].add(Unit(day: day, arrived: day)) }
            }
            for (here, transfer, units) in out {
                for _ in 0..<units {
                    let unit = piles[here, default: Pile()].take() ?? Unit(day: day, arrived: day)
                    roads[transfer, default: Pile()].add(unit)
                }
            }
            for (here, loads) in arrived {
                for (load, units) in loads {
                    let transfer = String(load.split(separator: "|")[0])
                    if units < 0 { left[here, default: 0] -= units }
                    for _ in 0..<max(0, units) {
                        let there = roads[transfer]?.units.isEmpty == false
                        let unit = there ? roads[transfer]?.take() : nil
                        piles[here, default: Pile()].add(Unit(day: unit?.day ?? day, arrived: day))
                    }
                }
            }
            for (here, units) in left {
                for _ in 0..<max(0, units) {
                    if let unit = piles[here, default: Pile()].take() { piles[here]?.gone.append(unit) }
                }
                for _ in 0..<max(0, -units) { piles[here, default: Pile()].putBack(on: day) }
            }
        }
        return piles.filter { $0.value.units.count > 0 }.map { here, pile in
            line(sku, here, pile.units.map { ($0.day, $0.arrived) }, available[here] ?? [:])
        }
    }

    private func line(
        _ sku: String,
        _ here: String,
        _ units: [(day: Int, arrived: Int)],
        _ changes: [Int: Int64]
    )
        -> String
    {
        let ages = units.map { max(0, today - $0.day) }
        let buckets = [0...30, 31...60, 61...90, 91...180, 181...100_000].map { range in
            ages.count { range.contains($0) }
        }
        let sales = rows.filter { row in
            row["sku"].exact == sku && row["warehouse"].exact == here
                && (row.kind == "order_placed"
                    || row.kind == "sale_shipped" && !memoWarehouses.contains(here))
        }
        let last = sales.map(\.at).max()
        func end(of day: Int) -> Int64 { changes.filter { $0.key <= day }.reduce(0) { $0 + $1.value } }
        var ordered: Int64 = 0
        var days = 0
        for day in stride(from: today, to: 20_000, by: -1) where days < 30 {
            if promotionDays.contains(day) || end(of: day) <= 0 && end(of: day - 1) <= 0 { continue }
            days += 1
            ordered += sales.filter { clock.reading($0.at).day == day }.reduce(0) { $0 + ($1.units ?? 0) }
        }
        let texts: [String] = [
            sku, here, "available \(end(of: 100_000))", "on hand \(units.count)", "\(buckets)",
            "oldest \(ages.max() ?? 0)", "here \(max(0, today - (units.map(\.arrived).min() ?? 0)))",
            "last \(last.map(String.init) ?? "-")",
            "normal \(NaiveSellThrough.rate(days == 0 ? nil : Double(ordered) / Double(days)))",
        ]
        return texts.joined(separator: " ")
    }
}
