/// Writes the papers of a random season.
struct SeasonWriter {
    let clock: NaiveClock
    var random: SeededDraws
    var papers: [[SeasonRow]] = []
    let skus: [String]
    let warehouses: [String]
    private let firstDay: Int
    let keepsPlans: Bool
    private let bearsNumbers: Bool
    /// Draws of their own, so that the rest of the season is the same with them.
    private var numbers: SeededDraws
    private var number = 0

    /// Codes that differ only in bytes, and codes that are hard for a CSV reader.
    private static let codes = [
        "MX-1", "mx-1", "MX-01", "CAF\u{C9}", "CAFE\u{301}", "007", "7", "\u{FF2D}\u{FF38}-1", "A,B \"9\"",
        "S*U", "\u{6761}\u{7EB9}-3", "=1+1",
    ]
    private static let sites = ["MTY1", "mty1", "CDMX", "\u{D1}AND\u{DA}", "N\u{303}ANDU\u{301}"]

    init(seed: UInt64, keepsPlans: Bool, bearsNumbers: Bool) {
        self.keepsPlans = keepsPlans
        self.bearsNumbers = bearsNumbers
        numbers = SeededDraws(seed: seed &+ 1)
        var random = SeededDraws(seed: seed)
        let isBorder = random.chance(50)
        clock = NaiveClock(zone: isBorder ? "America/Tijuana" : "America/Mexico_City")
        // Fifty days around a change of the clocks: from 20 February or 10 October 2026.
        firstDay = random.chance(50) ? 20_504 : 20_736
        skus = Array(random.shuffled(Self.codes).prefix(random.number(3...6)))
        warehouses = Array(random.shuffled(Self.sites).prefix(random.number(2...3)))
        self.random = random
    }

    /// Whether the next receipt names its shipment by its document only.
    mutating func bearsNumber() -> Bool { bearsNumbers && numbers.chance(50) }

    mutating func write() {
        for _ in 0..<random.number(2...4) { shipment() }
        for _ in 0..<random.number(1...3) { domesticReceipt() }
        for _ in 0..<random.number(1...2) { transfer() }
        for _ in 0..<random.number(2...4) { orders() }
        for _ in 0..<random.number(1...2) { returns() }
        for _ in 0..<random.number(2...4) { bookkeeping() }
    }

    /// The opening stock of some warehouses, each at one instant in the middle of the season.
    mutating func openings() -> [[SeasonRow]] {
        warehouses.prefix(random.number(1...2)).map { warehouse in
            let at = time(20...30)
            let document = next("OPEN")
            let stages = ["", "allocated", "quarantine", "damaged"]
            return random.some(skus, percent: 70).map { sku in
                row("stock_opened", random.number(1...40), at, document, sku, warehouse)
                    .with("stage", random.pick(stages))
            } + [row("stock_opened", 3, at, document, skus[0], warehouse).with("line", "1")]
        }
    }

    // MARK: What rows are made of

    /// A number that no other paper has.
    mutating func next(_ prefix: String) -> String {
        number += 1
        return "\(prefix)-\(number)"
    }

    /// An instant some days into the season, often at the edge of its day or in a repeated hour.
    mutating func time(_ days: ClosedRange<Int>) -> Int64 {
        // The days of the change are frequent.
        let change = firstDay == 20_504 ? 20_520 : 20_758
        let day = random.chance(15) ? change : firstDay + random.number(days)
        let edges: [Int64] = [0, 0, 86_399_999, 5_400_000, 43_200_000, 1]
        let time = random.chance(60) ? random.pick(edges) : Int64(random.number(0...86_399_999))
        return clock.instant(day: day, time: time)
    }

    func row(
        _ kind: String,
        _ units: Int?,
        _ at: Int64,
        _ document: String,
        _ sku: String,
        _ warehouse: String
    )
        -> SeasonRow
    {
        SeasonRow(
            kind,
            units.map(Int64.init),
            at: at,
            ["document": document, "sku": sku, "warehouse": warehouse]
        )
    }

    /// Adds a paper, sometimes with lines, sometimes with a row twice.
    mutating func issue(_ rows: [SeasonRow], source: String = "") {
        guard !rows.isEmpty else { return }
        var rows = rows
        let hasLines = random.chance(40)
        if !hasLines, random.chance(40) { rows.append(random.pick(rows)) }
        for index in rows.indices {
            rows[index]["source"] = source
            if hasLines { rows[index]["line"] = String(index + 1) }
        }
        papers.append(rows)
    }
}

extension SeasonRow {
    func with(_ column: String, _ text: String) -> SeasonRow {
        var row = self
        row[column] = text
        return row
    }
}
