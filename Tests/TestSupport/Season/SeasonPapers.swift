/// The kinds of papers.
extension SeasonWriter {
    /// A shipment from the supplier: dispatched, released, received with damage and shortage, some of it elsewhere.
    mutating func shipment() {
        let number = next("S")
        let isDivided = random.chance(30) && !keepsPlans
        let goods = random.shuffled(skus).prefix(random.number(1...4)).map { sku in
            (sku: sku, units: random.number(5...60), to: warehouses[isDivided ? random.number(0...1) : 0])
        }
        let (sent, cleared, received) = (time(0...15), time(12...28), time(15...40))
        let eta = clock.spellings(received, isAssertion: false)[0]
        let mode = random.pick(["sea", "air", ""])
        issue(
            goods.map {
                row("shipment_dispatched", $0.units, sent, number, $0.sku, $0.to)
                    .with("mode", mode).with("eta", mode.isEmpty ? "" : eta)
            }
        )
        let isDutyPaid = random.chance(30)
        let pedimento = "26513746" + String(6_000_000 + random.number(1...999_999))
        issue(
            goods.flatMap { good in
                let first = random.number(1...good.units)
                return [first, good.units - first].filter { $0 > 0 && random.chance(85) }.map {
                    row("customs_released", $0, cleared, isDutyPaid ? number : pedimento, good.sku, good.to)
                        .with("shipment", number)
                        .with("importer_rfc", isDutyPaid ? "" : "EKU9003173C9")
                }
            }
        )
        receive(number, goods.map { ($0.sku, $0.units, $0.to) }, at: received)
        if random.chance(40) {
            issue(
                goods.map {
                    row("shipment_short", random.pick([1, 2, -1]), time(30...49), number, $0.sku, $0.to)
                        .with("from_stage", random.pick(["", "released", "in_transit"]))
                        .with("reason", "lost, or seized")
                }
            )
        }
        milestones(number, to: goods[0].to)
    }

    private mutating func receive(_ shipment: String, _ goods: [(String, Int, String)], at: Int64) {
        let bearsNumber = bearsNumber()
        let receipt = bearsNumber ? shipment : next("GRN")
        let isAstray = random.chance(15) && !keepsPlans
        issue(
            goods.flatMap { sku, units, destination in
                let warehouse = isAstray ? random.pick(warehouses) : destination
                let damaged = random.chance(40) ? random.number(1...3) : 0
                let short = random.chance(40) ? random.number(-2...3) : 0
                return [(units - damaged - short, ""), (damaged, "damaged")].filter { $0.0 != 0 }.map {
                    row("stock_received", $0.0, at, receipt, sku, warehouse)
                        .with("shipment", bearsNumber ? "" : shipment).with("stage", $0.1)
                }
            },
            source: random.pick(["", "wms"])
        )
    }

    private mutating func milestones(_ shipment: String, to warehouse: String) {
        func milestone(_ kind: String, _ at: Int64) -> SeasonRow {
            SeasonRow(kind, nil, at: at, ["document": shipment, "warehouse": warehouse])
        }
        var rows: [SeasonRow] = []
        for kind in ["port_arrived", "customs_inspected", "warehouse_arrived"] where random.chance(50) {
            rows.append(milestone(kind, time(10...40)))
        }
        for _ in 0..<random.number(0...2) {
            let eta = clock.spellings(time(20...49), isAssertion: false)[0]
            rows.append(milestone("eta_changed", time(5...20)).with("eta", eta))
        }
        issue(rows)
    }

    mutating func domesticReceipt() {
        let receipt = next("GRN")
        let warehouse = random.pick(warehouses)
        let at = time(0...40)
        issue(
            random.some(skus, percent: 60).map { sku in
                row("stock_received", random.number(1...30), at, receipt, sku, warehouse)
            }
        )
        if random.chance(50) {
            issue([row("stock_received", -2, time(5...45), next("GRN"), skus[0], warehouse)])
        }
    }

    mutating func transfer() {
        let number = next("T")
        let (from, to) = (warehouses[0], warehouses[1])
        let goods = random.shuffled(skus).prefix(random.number(1...3)).map { ($0, random.number(1...12), to) }
        let stage = random.pick(["", "", "damaged"])
        let at = time(15...35)
        issue(
            goods.map {
                row("transfer_dispatched", $0.1, at, number, $0.0, from)
                    .with("to_warehouse", to).with("stage", stage)
            }
        )
        receive(number, goods, at: time(20...45))
    }

    /// A day's orders and what became of them; some stated only by a source without orders.
    mutating func orders() {
        let channel = random.pick(["mercadolibre", "amazon"])
        let warehouse = random.pick(warehouses)
        // One source has the orders of a warehouse, whatever shops sell from it.
        let isFirst = warehouse.utf8.elementsEqual(warehouses[0].utf8)
        let source = isFirst ? "mercadolibre" : "amazon"
        let memo = random.chance(20) ? "true" : ""
        var placed: [SeasonRow] = []
        var later: [String: [SeasonRow]] = [:]
        for _ in 0..<random.number(3...8) {
            let order = next("20000047")
            let at = time(20...49)
            for sku in random.shuffled(skus).prefix(random.number(1...2)) {
                let units = random.number(1...3)
                let line = row("order_placed", units, at, order, sku, warehouse)
                placed.append(
                    line.with("channel", channel).with("amount", "\(units * 199).00").with("memo", memo)
                )
                let end = random.pick(["order_shipped", "order_shipped", "order_cancelled", ""])
                if end.isEmpty { continue }
                let gone = row(end, units, time(25...49), order, sku, warehouse).with("memo", memo)
                later[end, default: []].append(gone)
                if end == "order_shipped", memo.isEmpty, random.chance(15) {
                    let voided = row("sale_voided", units, time(30...49), order, sku, warehouse)
                    later["sale_voided", default: []].append(voided)
                }
            }
        }
        issue(placed, source: source)
        for kind in later.keys.sorted() { issue(later[kind] ?? [], source: source) }
        if random.chance(50) {
            let reference = next("FBM")
            issue(
                random.some(skus, percent: 50).map {
                    row("sale_shipped", random.number(1...4), time(25...49), reference, $0, warehouse)
                }
            )
        }
    }

    mutating func returns() {
        let number = next("R")
        let warehouse = random.pick(warehouses)
        let sku = random.pick(skus)
        let received = row("return_received", 1, time(30...49), number, sku, warehouse)
            .with("order", "20000047-1").with("reason", "no le qued\u{F3}\nla talla")
        issue((0..<random.number(1...3)).map { _ in received }, source: "amazon")
        issue([
            row("return_inspected", 1, time(35...49), number, sku, warehouse)
                .with("stage", random.pick(["available", "damaged", "allocated"]))
        ])
    }

    mutating func bookkeeping() {
        let reference = next("REF")
        let warehouse = random.pick(warehouses)
        let at = time(5...49)
        let stages = ["available", "allocated", "quarantine", "damaged"]
        let moved = random.shuffled(stages)
        issue(
            random.some(skus, percent: 60).flatMap { sku in
                [
                    row("stock_adjusted", random.pick([4, 1, -1, -3]), at, reference, sku, warehouse)
                        .with("stage", random.pick(stages)).with("reason", "merma"),
                    row("stage_changed", random.number(1...4), at, reference, sku, warehouse)
                        .with("from_stage", moved[0]).with("stage", moved[1]),
                    row("stock_removed", random.number(1...3), at, reference, sku, warehouse)
                        .with("stage", random.pick(["", "damaged"])),
                    row("stock_counted", random.number(0...20), at, reference, sku, warehouse)
                        .with("stage", random.pick(["", "sellable", "on_hand"])),
                ].filter { _ in random.chance(60) }
            }
        )
        if let dispatch = papers.first?.first, random.chance(30) {
            issue([
                row("stock_removed", 1, at, next("REF"), dispatch["sku"], dispatch["warehouse"])
                    .with("shipment", dispatch["document"])
                    .with("from_stage", random.pick(["", "in_transit", "released"]))
            ])
        }
    }
}
