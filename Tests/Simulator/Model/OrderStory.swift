import TestSupport

/// One line of an order in a shop's export, and the states that the export shows it in, one after another.
struct OrderStory: Sendable {
    struct State: Sendable {
        /// When the shop last touched the line.
        let at: Int64
        let status: String
        let units: Int64
        /// In whole pesos; nil where the export leaves the amount blank.
        let amount: Int64?
    }

    let order: String
    let line: String
    let sku: String
    let warehouse: String
    let boughtAt: Int64
    /// Each at an instant of its own.
    let states: [State]

    /// Stories that need not make sense: any status may follow any other.
    static func dream(_ season: Season, _ random: inout SeededDraws) -> [OrderStory] {
        (1...random.number(3...7)).map { number in
            let boughtAt = season.clock.instant(
                day: random.number(season.days),
                time: Int64(random.number(0...23)) * 3_600_000
            )
            let states = (1...random.number(1...4)).map { step in
                State(
                    at: boughtAt + Int64(step * 7_200_000 + random.number(0...3599) * 1000),
                    status: random.pick(["Unshipped", "Shipped", "Cancelled"]),
                    units: Int64(random.number(1...3)),
                    amount: random.chance(70) ? Int64(random.number(1...4) * 100) : nil
                )
            }
            return OrderStory(
                order: "SO-\(number / 2)",
                line: "\(number)",
                sku: random.pick(season.skus),
                warehouse: season.warehouses[0],
                boughtAt: boughtAt,
                states: states
            )
        }
    }

    /// What a file with some states of the line leads to, whatever order they came in: the newest value wins, a step
    /// once stated stays, and what is cancelled after its dispatch is a voided sale.
    func events(after stated: [Int]) -> [SeasonRow] {
        let states = stated.map { self.states[$0] }.sorted { $0.at < $1.at }
        guard let newest = states.last else { return [] }
        let amount = states.last { $0.amount != nil }?.amount.map { "\($0).00" } ?? ""
        func row(_ kind: String, _ at: Int64, amount: String) -> SeasonRow {
            SeasonRow(
                kind,
                newest.units,
                at: at,
                [
                    "source": "mercadolibre", "document": order, "line": line, "sku": sku,
                    "warehouse": warehouse,
                    "amount": amount,
                ]
            )
        }
        func first(_ status: String) -> Int64? { states.first { $0.status == status }?.at }
        var rows = [row("order_placed", boughtAt, amount: amount)]
        if let at = first("Shipped") { rows.append(row("order_shipped", at, amount: "")) }
        if let at = first("Cancelled") {
            let isVoided = first("Shipped") != nil
            rows.append(row(isVoided ? "sale_voided" : "order_cancelled", at, amount: amount))
        }
        return rows
    }

    /// Whether a further state says nothing that is not said already, or more lately.
    func isSaid(_ state: Int, by stated: [Int]) -> Bool {
        let one = states[state]
        let others = stated.map { states[$0] }
        let later = others.filter { $0.at > one.at }
        guard !later.isEmpty else { return false }
        if one.status != "Unshipped", !others.contains(where: { $0.status == one.status && $0.at <= one.at })
        {
            return false
        }
        return one.amount == nil || later.contains { $0.amount != nil }
    }

    /// Whether a later state says something else.
    func isSuperseded(_ state: Int, by stated: [Int]) -> Bool {
        let one = states[state]
        return stated.map { states[$0] }.contains { other in
            other.at > one.at
                && (other.status != one.status || other.units != one.units
                    || other.amount != nil && one.amount != nil && other.amount != one.amount)
        }
    }
}
