import TestSupport

/// One line of an order in a shop's export, with its successive states.
struct OrderStory: Sendable {
    struct State: Sendable {
        /// When the shop last changed the line.
        let at: Int64
        let status: String
        let units: Int64
        /// In whole pesos; nil if the export leaves the amount blank.
        let amount: Int64?
    }

    let order: String
    let line: String
    let sku: String
    let warehouse: String
    let boughtAt: Int64
    /// Each at another instant.
    let states: [State]

    /// Random stories that need not make sense: any status may follow any other.
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

    /// The events of some states of the line, in any order: the newest state decides, a cancellation says nothing
    /// about the dispatch before it, and a cancellation after dispatch is a voided sale.
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
        var shippedAt: Int64?
        var cancelledAt: Int64?
        for state in states {
            switch state.status {
            case "Cancelled": cancelledAt = cancelledAt ?? state.at
            case "Shipped":
                shippedAt = shippedAt ?? state.at
                cancelledAt = nil
            default: (shippedAt, cancelledAt) = (nil, nil)
            }
        }
        var rows = [row("order_placed", boughtAt, amount: amount)]
        if let shippedAt { rows.append(row("order_shipped", shippedAt, amount: "")) }
        if let cancelledAt {
            rows.append(
                row(shippedAt == nil ? "order_cancelled" : "sale_voided", cancelledAt, amount: amount)
            )
        }
        return rows
    }

    /// Whether a further state adds nothing, because the next one says everything it says.
    func isSaid(_ state: Int, by stated: [Int]) -> Bool {
        let one = states[state]
        let next = stated.map { states[$0] }.filter { $0.at > one.at }.min { $0.at < $1.at }
        // Dispatch and cancellation times are only observed, and an earlier one is different.
        guard let next, one.status == "Unshipped", next.status == one.status else { return false }
        return one.amount == nil || next.amount != nil
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
